/** Cores: what they bound is messages, not devices. */
import { counted, whole } from "../../report/figures.ts";
import { deviceCost, usableShareOfCore } from "../device-cost.ts";
import type { MachineLimits } from "../machine-limits.ts";
import type { Fit } from "./fit.ts";

export function byCores({ cores: count }: MachineLimits): Fit {
  const perSecond = (count * usableShareOfCore * 1e6) / deviceCost.messageMicros;
  const share = Math.round(100 * usableShareOfCore);
  return {
    limit: "cores",
    found: counted(count, "core"),
    devices: null,
    remark: `about ${whole(Number(perSecond.toPrecision(2)))} messages a second at ${share} %, the server's part not counted`,
    remedies: ["let devices report less often (`telemetry.every`), or use a machine with more cores"],
  };
}
