/**
 * The close codes that this server sends: RFC 6455 §7.4.1, and the native protocol's own.
 *
 * A device that gets 1008 without `retry=<milliseconds>` in the reason, or 4009, does not come back.
 */
export const closeCode = {
  normal: 1000,
  goingAway: 1001,
  protocolError: 1002,
  wrongType: 1003,
  policy: 1008,
  tooBig: 1009,
  tryLater: 1013,
  replaced: 4009,
  tooMany: 4029,
} as const;
