/** What a device says and does to the outside. Called while an input is handled, or at a report's time. */
import type { FlotillaError } from "../kernel/errors.ts";
import type { CallOutcome } from "./call-outcome.ts";
import type { Columns } from "./columns.ts";
import type { Value, Values } from "./field.ts";
import type { Call, Cause, EventDefinition } from "./kind.ts";

export interface DeviceOutput {
  sampled(values: Values): void;
  /** In place of {@link sampled}, for who needs no object of the values. The list is theirs. */
  measured?(columns: Columns, list: readonly Value[]): void;
  changed(values: Values, cause: Cause): void;
  raised(name: string, severity: EventDefinition["severity"], data: Values): void;
  outcome(call: Call, outcome: CallOutcome): void;
  /** It can talk to a server from now on. */
  up(): void;
  /** It cannot any more: it lost power, restarts in good order, or its watchdog bit. Only `reboot` leaves time for a goodbye. */
  down(why: "power" | "reboot" | "crash"): void;
  /** It has power again and starts, after an end of its own; {@link up} follows. Told only to who counts those that boot. */
  starting?(): void;
  /** Its radio has failed, or works again. It lives on all the same, and says what it says to nobody. */
  radio(on: boolean): void;
  /** Its kind broke the contract; the device is dead. */
  crashed(error: FlotillaError): void;
}
