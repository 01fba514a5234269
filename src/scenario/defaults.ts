/**
 * What a scenario means where it says nothing, in the language itself: the plan is built from it, and editors show it
 * beside each key.
 */
export const defaults = {
  seed: 1,
  /** A winter evening: people come home, it gets dark and cold. */
  start: "2026-01-15T17:00:00+01:00",
  speed: 1,
  climate: "continental",
  outages: "none",
  protocol: "native",
  requireSubprotocol: false,
  handshakeTimeout: "10s",
  readyTimeout: "10s",
  heartbeat: "30s",
  /** Bytes: about what a small device can hold. */
  maxPayload: 65_536,
  maxBuffered: 1_048_576,
  perMessageDeflate: false,
  insecure: false,
  perHome: 1,
  weight: 1,
  id: "{group}-{number}",
  firmware: "1.0.0",
  reconnect: "full-jitter",
  delay: "5s",
  base: "1s",
  cap: "1m",
  acknowledge: false,
  offlineBuffer: 32,
  align: "boot",
  drift: "typical",
  skew: "0s",
  clockStart: "true-time",
  crashesPerDay: 0,
  load: [{ ramp: "100%", over: "10s" }, { hold: "50s" }],
  disconnectFor: "0s",
  /** Figures of how long a sustained expectation looks at. */
  sustainedOver: "10s",
  /** Kelvin of a heat wave or a cold snap. */
  by: 8,
  body: '{"name":"{command}","args":{args}}',
} as const;
