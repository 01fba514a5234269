/** The firmware of each device starts again. */
import type { Performance } from "../performance.ts";

export function reboot(performance: Performance): void {
  const disturbance = performance.disturbance([]);
  for (const unit of performance.units) {
    if (unit.device.phase !== "running") continue;
    unit.disturb(disturbance);
    unit.reboot("softwareReset");
  }
}
