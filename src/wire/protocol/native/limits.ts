/** How much a server may ask of a device, so that nothing a peer sends can grow without bound. Stated in `docs/protocol.md`. */
import { seconds, type Duration } from "../../../kernel/time.ts";

export const limits: {
  /** Levels of lists and objects in a message. */
  readonly depth: number;
  /** Entries of a received batch. */
  readonly batchLength: number;
  /** Characters of a request's id. */
  readonly idLength: number;
  /** Characters of a method's name. */
  readonly methodLength: number;
  /** Requests of the server in progress. */
  readonly requestsInProgress: number;
  /** Answers, per connection, to what is no request. */
  readonly complaints: number;
  /** Frames of telemetry waiting to be acknowledged. */
  readonly unacknowledgedFrames: number;
  /** UTF-16 units of samples in a batch that is sent: at three UTF-8 bytes each still under 64 KiB. */
  readonly batchText: number;
  /** Longest wait between two sendings of the same telemetry. */
  readonly longestResend: Duration;
  /** Characters of a failure's message, and of the name of what is at fault. */
  readonly messageLength: number;
  /** Characters of a foreign text shown in a message of ours. */
  readonly quoteLength: number;
} = Object.freeze({
  depth: 64,
  batchLength: 32,
  idLength: 128,
  methodLength: 128,
  requestsInProgress: 64,
  complaints: 10,
  unacknowledgedFrames: 64,
  batchText: 21_000,
  longestResend: seconds(160),
  messageLength: 1_000,
  quoteLength: 60,
});
