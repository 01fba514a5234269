/**
 * Memory over an hour: a moderate fleet whose devices leave and come back all the time, its hour passed in some minutes.
 *
 * What is looked at is the heap after a collection, for that shows what is never let go of; the line through the second half of the
 * looks says by how much it grows. Resident memory is told beside it.
 */
import { setTimeout as wait } from "node:timers/promises";
import { city } from "./city.ts";
import type { Figure } from "./figure.ts";
import { FlotillaRun } from "./flotilla-run.ts";
import { Sink } from "./sink/sink.ts";

export interface SoakSize {
  readonly devices: number;
  /** Real time. */
  readonly minutes: number;
}

const simulatedMinutes = 60;
const looks = 20;
/** In the hour, of what the heap holds: by so much two looks differ, because one device in fifty is away, now more and now fewer. */
const mostGrowth = 0.02;

export async function soakFigures({ devices, minutes }: SoakSize): Promise<Figure[]> {
  const speed = simulatedMinutes / minutes;
  await using sink = await Sink.start({ connections: devices, acknowledges: true });
  const churn = "churn: { share: 5%, every: 5m, away: { uniform: [30s, 3m] } }";
  const load = `[{ ramp: 100%, over: 5m }, { hold: 2h, ${churn} }]`;
  const options = ["--set", `clock.speed=${speed}`, "--set", "target.protocol.hello=request"];
  await using run = new FlotillaRun([...city(sink, devices, load, 1), ...options], "heap");
  await sink.until(({ open }) => open >= devices * 0.94, 120);
  const seen: { hours: number; heap: number; resident: number }[] = [];
  for (let look = 0; look < looks; look++) {
    await wait((60_000 * minutes) / looks);
    const resident = run.usage().rssBytes;
    seen.push({ hours: (look + 1) / looks, heap: await run.heapBytes(), resident });
  }
  const before = await sink.counts();
  await run.finish();
  const later = seen.slice(looks / 2);
  const heap = slope(later.map(({ hours, heap: y }) => [hours, y]));
  const resident = slope(later.map(({ hours, resident: y }) => [hours, y]));
  const name = `soak: an hour of ${devices.toLocaleString("en")} devices in ${minutes} min`;
  return [
    { name: `${name}, messages`, value: before.text, unit: "" },
    { name: "soak: connections made", value: before.accepted, unit: "" },
    { name: "soak: heap after a collection, at the end", value: seen.at(-1)!.heap / 1e6, unit: "MB" },
    {
      name: "soak: heap growth per hour after warm-up",
      value: (100 * heap) / later[0]!.heap,
      unit: "%",
      limit: { most: 100 * mostGrowth },
    },
    { name: "soak: resident memory at the end", value: seen.at(-1)!.resident / 1e6, unit: "MB" },
    { name: "soak: resident growth per hour after warm-up", value: resident / 1e6, unit: "MB" },
  ];
}

/** Of the line with the least squares. */
function slope(points: readonly (readonly [x: number, y: number])[]): number {
  const mean = (at: 0 | 1): number => points.reduce((sum, point) => sum + point[at], 0) / points.length;
  const [x, y] = [mean(0), mean(1)];
  const across = points.reduce((sum, point) => sum + (point[0] - x) * (point[1] - y), 0);
  return across / points.reduce((sum, point) => sum + (point[0] - x) ** 2, 0);
}
