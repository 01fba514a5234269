/** What a session leaves to the next one of its device. */
import type { Carry, SessionIo } from "../adapter.ts";
import type { Unacknowledged } from "./outbox.ts";

export class NativeCarry implements Carry {
  /** How often the device had booted. */
  readonly #boots: number;
  readonly #frames: readonly Unacknowledged[];
  /** Version of the last desired state it took; kept in flash, so it outlives a reboot. */
  readonly desiredVersion: number | undefined;

  constructor(boots: number, desiredVersion: number | undefined, frames: readonly Unacknowledged[]) {
    this.#boots = boots;
    this.#frames = frames;
    this.desiredVersion = desiredVersion;
  }

  get samples(): number {
    return this.#frames.reduce((sum, { samples }) => sum + samples.length, 0);
  }

  withoutSamples(): Carry | undefined {
    return this.desiredVersion === undefined ? undefined : new NativeCarry(this.#boots, this.desiredVersion, []);
  }

  /** The frames the device still has: a reboot empties the memory that held them, which is counted. */
  survivors(boots: number, io: SessionIo): readonly Unacknowledged[] {
    if (boots === this.#boots) return this.#frames;
    for (const { samples } of this.#frames) io.unacknowledged(samples.length);
    return [];
  }
}
