/** From where on a run says more about the generator than about the server. Both are 99th percentiles, real milliseconds. */

/** How late scheduled actions may begin. */
export const latenessLimitMillis = 100;
/** How long a turn of the event loop may be held up. */
export const eventLoopDelayLimitMillis = 200;
