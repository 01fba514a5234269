/**
 * Telemetry that waits for the server's acknowledgement.
 *
 * 1. A frame is sent again, with its id and sequence numbers unchanged and marked as a repetition, when its wait is over;
 *    the wait doubles up to a limit and never ends the trying.
 * 2. At most {@link limits.unacknowledgedFrames} frames wait; a newer one pushes the oldest out, which is counted.
 * 3. What waits when the connection ends is handed to the next session. A device that rebooted in between has lost it.
 */
import { millis, type Duration } from "../../../kernel/time.ts";
import type { SessionIo } from "../adapter.ts";
import type { RequestId } from "./decode.ts";
import { encodeFrame, type TelemetryFrame } from "./encode.ts";
import { limits } from "./limits.ts";

export interface Unacknowledged extends TelemetryFrame {
  /** When it was first sent, real milliseconds. */
  readonly sentAt: number;
}

interface Waiting extends Unacknowledged {
  /** The current wait, and when it is over. */
  wait: Duration;
  due: number;
}

export class Outbox {
  readonly #io: SessionIo;
  readonly #slot: number;
  readonly #timeout: Duration;
  /** By the id of the request, oldest first. */
  readonly #waiting = new Map<number, Waiting>();
  #timerDue = Number.POSITIVE_INFINITY;

  /** @param slot of the session's timers. */
  constructor(io: SessionIo, slot: number, timeout: Duration) {
    this.#io = io;
    this.#slot = slot;
    this.#timeout = timeout;
  }

  /** Sends a frame for the first time on this connection and keeps it. */
  send(id: number, frame: Unacknowledged, again: boolean): void {
    const due = this.#io.real() + this.#timeout;
    this.#waiting.set(id, {
      samples: frame.samples,
      batch: frame.batch,
      sentAt: frame.sentAt,
      wait: this.#timeout,
      due,
    });
    if (this.#waiting.size > limits.unacknowledgedFrames) this.#forgetOldest();
    this.#transmit(id, frame, again);
    this.#wakeAt(due);
  }

  holds(id: RequestId | null): boolean {
    return typeof id === "number" && this.#waiting.has(id);
  }

  /** The server has answered this id; the frame it was about, if there is one, waits no more. */
  take(id: RequestId | null): Unacknowledged | undefined {
    if (typeof id !== "number") return undefined;
    const frame = this.#waiting.get(id);
    this.#waiting.delete(id);
    return frame;
  }

  onTimer(): void {
    const now = this.#io.real();
    this.#timerDue = Number.POSITIVE_INFINITY;
    let next = Number.POSITIVE_INFINITY;
    for (const [id, frame] of this.#waiting) {
      if (frame.due <= now) {
        frame.wait = millis(Math.min(frame.wait * 2, Math.max(limits.longestResend, this.#timeout)));
        frame.due = now + frame.wait;
        this.#transmit(id, frame, true);
      }
      next = Math.min(next, frame.due);
    }
    this.#wakeAt(next);
  }

  /** All that waits, oldest first. */
  rest(): readonly Unacknowledged[] {
    return [...this.#waiting.values()].map(({ samples, batch, sentAt }) => ({ samples, batch, sentAt }));
  }

  #transmit(id: number, frame: Unacknowledged, again: boolean): void {
    if (again) this.#io.resent(frame.samples.length);
    // A frame that was not taken is as good as lost on the way: it is sent again.
    this.#io.send(encodeFrame(frame, id, again));
  }

  #forgetOldest(): void {
    const [oldest] = this.#waiting;
    if (oldest === undefined) return;
    this.#waiting.delete(oldest[0]);
    this.#io.unacknowledged(oldest[1].samples.length);
  }

  /** A timer for nothing is cheaper than cancelling and asking anew with every sample. */
  #wakeAt(due: number): void {
    if (due >= this.#timerDue) return;
    this.#timerDue = due;
    this.#io.timer(this.#slot, millis(Math.max(0, due - this.#io.real())));
  }
}
