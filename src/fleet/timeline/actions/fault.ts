/** A fault of each device, for a while or for good. */
import type { Action } from "../../../scenario/plan.ts";
import type { Performance } from "../performance.ts";

export function breakDevices(
  performance: Performance,
  place: number,
  { name, for: length }: Extract<Action, { type: "fault" }>,
): void {
  const broken = performance.units.filter((unit) => performance.attempt(() => unit.breakDown(name), unit));
  if (length === undefined) return;
  for (const [wait, units] of performance.byLength(broken, ({ identity }) => identity.index, length, place))
    performance.after(wait, () => {
      for (const unit of units) unit.mend(name);
    });
}
