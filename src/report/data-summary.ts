/** A simulation in one line: `quickstart: 1d of 382 devices in 60 homes, 412,345 lines in 3.2 s, 128,000/s, 27,000× real time`. */
import { type Duration, formatDuration } from "../kernel/time.ts";
import { counted, latency, rate } from "./figures.ts";
import { printable } from "./printable.ts";

export interface SimulationFigures {
  readonly scenario: string;
  readonly devices: number;
  readonly homes: number;
  /** Simulated. */
  readonly elapsed: Duration;
  readonly interrupted: boolean;
  readonly lines: number;
  /** Real. */
  readonly tookMillis: number;
}

export function simulationText(figures: SimulationFigures): string {
  const { scenario, devices, homes, elapsed, interrupted, lines, tookMillis } = figures;
  const took = Math.max(1, tookMillis);
  const span = `${interrupted ? "interrupted after " : ""}${formatDuration(roundedSpan(elapsed))}`;
  const size = `${counted(devices, "device")} in ${counted(homes, "home")}`;
  const speed = `${rate((1_000 * lines) / took)}/s, ${rate(elapsed / took)}× real time`;
  return `${printable(scenario)}: ${span} of ${size}, ${counted(lines, "line")} in ${latency(took)}, ${speed}\n`;
}

/** Nobody wants to read an interruption to the millisecond. */
function roundedSpan(elapsed: Duration): Duration {
  return (elapsed > 60_000 ? Math.floor(elapsed / 1_000) * 1_000 : elapsed) as Duration;
}
