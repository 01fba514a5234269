/** What the checks know of a fleet that may not be right in every part. */
import type { Kind } from "../../device/kind.ts";
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
  /** Devices of a group, by its position, once scaled; `undefined` when that is not known. */
  devicesOf(position: number): number | undefined;
  /** The columns that every group's list of identities has: placeholders of the target's texts. */
  readonly columns: readonly string[];
}

export interface GroupFacts {
  readonly position: number;
  readonly name: string | undefined;
  readonly kindName: string | undefined;
  /** Absent when there is no kind of that name. */
  readonly kind: Kind | undefined;
  readonly id: string;
  /** Its ids come from a list, not from the template. */
  readonly isListed: boolean;
  readonly labels: Readonly<Record<string, string | undefined>>;
  /** All that one of its devices can be: its variants, or the group itself when it has none. */
  readonly members: readonly MemberFacts[];
}

export interface MemberFacts {
  readonly labels: Readonly<Record<string, string | undefined>>;
  readonly versions: readonly string[];
}
