/**
 * From where on a run says more about the generator than about the server: all limits of the verdict `invalid`, and those from which on a
 * run is to be believed with care. What they mean to a user: docs/verdict.md. Times are real.
 *
 * They are no settings. Who could widen them could make any run valid, and two runs could not be compared.
 */

// `invalid`

/** How late scheduled actions may begin, 99th percentile. A round trip on a mobile network takes as long. */
export const latenessLimitMillis = 100;
/** How long the event loop may be held up, 99th percentile over time. */
export const eventLoopDelayLimitMillis = 200;
/** For a single hiccup in a short run to be no verdict, it must have been held up for longer than that limit this long in all. */
export const heldUpLeastMillis = 1_000;
/** How long a process may stand still in one go. Servers cut devices that do not answer for longer. */
export const stallLimitMillis = 5_000;
/** How long a shard may say nothing, and how long the machine may sleep. */
export const silenceLimitMillis = 5_000;
export const sleepLimitMillis = 1_000;

// To be believed with care

/** Share of a limit from which on it was close. */
export const closeShare = 0.5;
export const stallCareMillis = 1_000;
/** Time in whose seconds more than one in a hundred actions was late. */
export const behindCareMillis = 3_000;
/** Share of one core: a little more work, and it falls behind. */
export const busyShare = 0.9;
/** Share of the time in which it waited for a core that others had. */
export const starvedShare = 0.2;
/** Share of open files, or of ports, in use. */
export const tightShare = 0.8;
/** What waits to be sent because the server does not read. */
export const unsentCareBytes = 1_000_000;
/** How far the machine's clock may be set. */
export const clockSetCareMillis = 1_000;
