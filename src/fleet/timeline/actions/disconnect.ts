/** Devices without a connection: cut off without a word, or with a goodbye, and back by their own policy after a while. */
import { millis } from "../../../kernel/time.ts";
import type { Action } from "../../../scenario/plan.ts";
import type { Performance } from "../performance.ts";

export function disconnect(
  performance: Performance,
  place: number,
  { abrupt, for: length }: Extract<Action, { type: "disconnect" }>,
): void {
  const byLength = performance.byLength(performance.units, ({ identity }) => identity.index, length, place);
  const disturbance = performance.disturbance(byLength.keys());
  // A device counts from when it has its own connection back, unless that is when all have.
  const theirOwn = typeof length !== "number" || performance.isOneOfMany;
  for (const [wait, units] of byLength) {
    for (const unit of units) {
      unit.disturb(disturbance);
      if (abrupt) {
        unit.loseNetwork();
        continue;
      }
      unit.disconnect();
      performance.after(millis(wait + unit.reconnectDelay()), () => unit.reconnect());
    }
    if (!abrupt && !theirOwn) continue;
    performance.after(wait, () => {
      for (const unit of units) {
        if (theirOwn) unit.freed(disturbance);
        if (abrupt) unit.restoreNetwork();
      }
    });
  }
}
