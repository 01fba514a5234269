/**
 * The life of a device's connection, as one value.
 *
 *            open()                 upgrade accepted          server accepted the device
 *     idle ---------> dialing ----------------> opening ---------------------> ready
 *      ^                 |  refused, failed        |  ended, timed out           |  ended, cut off, half-open
 *      |                 v                         v                             v
 *      |              waiting(until) <-------------+-----------------------------+
 *      |                 |  back-off over: dialing
 *   closing              v
 *                     closed(why)      final: the server forbade coming back, or the attempts ran out
 *
 * `close` goes through `closing` from `opening` and `ready`, and straight to `idle` from `dialing` and `waiting`; `cut` goes
 * straight to `idle` from everywhere but `closed`. A server that forbids coming back as the last thing in `closing` closes it
 * for good, too. Without a network, `waiting` follows on `waiting`.
 */
import type { Instant } from "../../kernel/time.ts";

export type LinkState =
  | { readonly phase: "idle" }
  | { readonly phase: "dialing" }
  | { readonly phase: "opening" }
  | { readonly phase: "ready" }
  | { readonly phase: "closing" }
  | { readonly phase: "waiting"; readonly until: Instant }
  | { readonly phase: "closed"; readonly why: string };

export type LinkPhase = LinkState["phase"];
