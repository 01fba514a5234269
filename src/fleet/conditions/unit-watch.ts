/** A device that conditions are of, or of whose home they are. */
import type { UnitWatcher } from "../watchers.ts";
import type { Membership } from "./home-watch.ts";
import type { Look } from "./look.ts";

export class UnitWatch implements UnitWatcher {
  readonly #looks: readonly Look[];
  readonly #membership: Membership | undefined;

  /** The device is about to join. @param membership in its home, if any condition is about that */
  constructor(looks: readonly Look[], membership: Membership | undefined) {
    this.#looks = looks;
    this.#membership = membership;
    for (const look of looks) look.lookSoon();
  }

  changed(): void {
    this.#lookSoon();
  }

  raised(): void {
    this.#lookSoon();
  }

  linkChanged(): void {
    this.#lookSoon();
  }

  booted(): void {
    this.#lookSoon();
  }

  gone(): void {
    for (const look of this.#looks) look.go();
    this.#membership?.leave();
  }

  #lookSoon(): void {
    for (const look of this.#looks) look.lookSoon();
    this.#membership?.deviceLookedAt();
  }
}
