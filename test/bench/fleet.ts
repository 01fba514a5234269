/** What a first user meets: 2,000 bulbs that report every second for a minute, on the built-in server in the same process. */
import { inCheckout } from "./build.ts";
import type { Figure } from "./figure.ts";
import { FlotillaRun } from "./flotilla-run.ts";

export async function fleetFigures(): Promise<Figure[]> {
  await using run = new FlotillaRun([inCheckout("test/bench/scenarios/bulbs.yaml")]);
  const { generator, messages, verdict, devices } = await run.finish("as planned");
  const name = "fleet: 2,000 bulbs at 1 Hz, server in the same process";
  return [
    { name: `${name}, share of one core`, value: generator.cpuShare, unit: "" },
    { name: "fleet: peak resident memory", value: generator.peakRssBytes / 1e6, unit: "MB", limit: { most: 200 } },
    { name: "fleet: CPU per sample, both ends", value: (1e6 * generator.cpuSeconds) / messages.telemetry, unit: "µs" },
    { name: "fleet: schedule lateness p99", value: generator.latenessMs.p99, unit: "ms", limit: { most: 5 } },
    { name: `fleet: devices connected (${verdict})`, value: devices.peakConnected, unit: "" },
  ];
}
