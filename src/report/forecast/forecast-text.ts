/**
 * A forecast as a person reads it: the fleet, what happens when, then what it puts on the network, as tables and as charts
 * over time, and in the end what to mind.
 */
import { formatDuration, millis } from "../../kernel/time.ts";
import { counted, rate, whole } from "../figures.ts";
import { printable } from "../printable.ts";
import { type Line, padLine, paint, span } from "../styled-line.ts";
import { paragraph } from "../wrap.ts";
import { chartLines } from "./chart-lines.ts";
import { fleetLines } from "./fleet-lines.ts";
import type { Forecast } from "./forecast.ts";
import { loadLines } from "./load-lines.ts";
import { stepLines } from "./step-lines.ts";
import { trafficTables } from "./traffic-tables.ts";

export interface ForecastTextOptions {
  readonly colour: boolean;
  readonly columns: number;
  /** How many processes a run of it takes on this machine, and why. */
  readonly shards?: string;
}

/** The text, with a line feed at its end. No line is wider than `columns` (60 at least). */
export function forecastText(forecast: Forecast, { colour, columns, shards }: ForecastTextOptions): string {
  const width = Math.max(leastWidth, Math.min(mostWidth, columns));
  const inside = width - labelWidth;
  const lines: Line[] = [
    ...labelled("PLAN", heading(forecast, inside)),
    [],
    ...labelled("Fleet", fleetLines(forecast, inside)),
    ...labelled("Load", loadLines(forecast, inside)),
    ...labelled("Timeline", stepLines(forecast, inside)),
    [],
    ...labelled("Forecast", paragraph(basis(forecast), inside, isPart(forecast) ? "warning" : "plain")),
    [],
    ...trafficTables(forecast, width),
    [],
    ...chartLines(forecast, width),
    ...(shards === undefined ? [] : labelled("Shards", paragraph(shards, inside, "plain", 2))),
    ...labelled(
      "Note",
      forecast.remarks.flatMap((remark) => paragraph(remark, inside, "faint", 2)),
    ),
    ...forecast.warnings.flatMap((warning) =>
      labelled("WARNING", paragraph(printable(warning), inside, "warning", 0), "warning"),
    ),
  ];
  return `${lines.map((line) => paint(line, colour)).join("\n")}\n`;
}

const leastWidth = 60;
const mostWidth = 120;
const labelWidth = 10;

function labelled(label: string, lines: readonly Line[], style: "strong" | "warning" = "strong"): Line[] {
  return lines.map((line, index) => [...padLine([span(index === 0 ? label : "", style)], labelWidth), ...line]);
}

function heading(forecast: Forecast, width: number): Line[] {
  const { scenario, description, start, durationSeconds, target, world, seed, speed } = forecast;
  const about = [
    `${formatDuration(millis(durationSeconds * 1_000))} from ${start.replace("T", " ").replace(/(:\d\d)(?::00)?([+-]|Z)/, "$1 $2")}`,
    ...(speed === 1 ? [] : [speed === "max" ? "in virtual time" : `at ${rate(speed)}× real time`]),
    target === null ? "on the built-in server" : `on ${printable(target)}, not contacted now`,
    `${world.climate} weather${world.outages === "none" ? "" : `, ${world.outages} outages`}`,
    `seed ${seed}`,
  ].join(", ");
  return [
    [span(printable(scenario), "strong")],
    ...(description === "" ? [] : paragraph(printable(description.trim()), width)),
    ...paragraph(about, width, "faint"),
  ];
}

function isPart({ measured }: Forecast): boolean {
  return !measured.complete;
}

function basis({ measured, devices, homes }: Forecast): string {
  const whose =
    measured.devices < devices
      ? `forecast from ${whole(measured.devices)} of ${counted(devices, "device")} (${whole(measured.homes)} of ${counted(homes, "home")}), scaled`
      : `measured with all ${counted(devices, "device")}`;
  const length = formatDuration(millis(Math.round(measured.seconds) * 1_000));
  return `${whose}, in virtual time${measured.complete ? "" : `, for the first ${length} only`}`;
}
