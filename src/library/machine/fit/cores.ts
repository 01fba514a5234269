/** Cores: what they bound is messages and dials, not devices. */
import { whole } from "../../../report/figures.ts";
import { deviceCost, usableShareOfCore } from "../device-cost.ts";
import { coresText, type MachineLimits } from "../machine-limits.ts";
import type { Fit } from "./fit.ts";

export function byCores({ cores, speed }: MachineLimits): Fit {
  const microsPerSecond = cores * usableShareOfCore * 1e6 * speed;
  const messages = whole(Number((microsPerSecond / deviceCost.messageMicros).toPrecision(2)));
  const dials = whole(Number((microsPerSecond / deviceCost.dialMicros).toPrecision(2)));
  const share = Math.round(100 * usableShareOfCore);
  return {
    limit: "cores",
    found: coresText(cores),
    devices: null,
    remark: `about ${messages} messages or ${dials} connections a second at ${share} %, the server's part not counted${speedText(speed)}`,
    remedies: ["let devices report less often (`telemetry.every`), or use a machine with more cores"],
  };
}

function speedText(speed: number): string {
  const times = Math.round(10 * speed) / 10;
  return times === 1
    ? ""
    : `; measured on another machine: by a quick test, a core of this one is ${times} times as fast`;
}
