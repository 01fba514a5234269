/** What the checks know of a fleet that may not be right in every part. */
import type { Kind } from "../device/kind.ts";
import type { FleetLayout } from "./fleet-layout.ts";

export interface FleetFacts {
  /** In the order of the fleet; `undefined` for a group that is no group. */
  readonly groups: readonly (GroupFacts | undefined)[];
  /** Before it is scaled; absent when some group's number of devices is not known. */
  readonly layout: FleetLayout | undefined;
  /** Number of devices once scaled. */
  readonly total: number | undefined;
  /** The scenario asks for a number of devices other than its groups make. */
  readonly scaled: boolean;
}

export interface GroupFacts {
  readonly position: number;
  readonly name: string | undefined;
  readonly kindName: string | undefined;
  /** Absent when there is no kind of that name. */
  readonly kind: Kind | undefined;
  readonly id: string;
  readonly labels: Readonly<Record<string, string | undefined>>;
}
