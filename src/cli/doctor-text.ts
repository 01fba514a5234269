/**
 * What `flotilla doctor` found, for a person:
 *
 *     Ports                28,232 (32768 to 60999)                           28,232
 *       the kernel chooses, more slowly beyond 14,116
 */
import type { Fit } from "../library/machine/fit/fit.ts";
import { counted, whole } from "../report/figures.ts";
import { clipLine, type Line, paint, padLine, span, type Style } from "../report/styled-line.ts";
import { paragraph } from "../report/wrap.ts";

export interface DoctorText {
  /** System and Node, in a line. */
  readonly machine: string;
  /** Where devices connect, in words. */
  readonly towards: string;
  readonly fits: readonly Fit[];
  readonly shards: DoctorShards;
  readonly smallest: Fit | undefined;
  /** What was asked for. */
  readonly devices: number | undefined;
  /** Those that are too small for it. */
  readonly tooSmall: readonly Fit[];
}

export interface DoctorShards {
  readonly asked: number | "auto";
  /** What `--shards auto` takes at least; null when no number of devices is asked for. */
  readonly auto: number | null;
  /** So many have open files in one; null where nobody knows. */
  readonly devicesEach: number | null;
}

export function doctorText(found: DoctorText, { columns, colour }: { columns: number; colour: boolean }): string {
  const width = Math.max(leastWidth, Math.min(mostWidth, columns));
  const lines: Line[] = [
    [span("Limits of this machine", "strong"), span(`  ${found.machine}`, "faint")],
    [span(found.towards, "faint")],
    [],
    row({ name: "", found: "", devices: "devices" }, width, "faint"),
    ...found.fits.flatMap((fit) => fitLines(fit, styleOf(fit, found), width)),
    [],
    ...paragraph(verdict(found), width, found.tooSmall.length > 0 ? "bad" : "strong"),
    ...paragraph(shardsText(found), width),
    ...raising(found, width),
  ];
  return lines.map((line) => `${paint(line, colour)}\n`).join("");
}

const leastWidth = 60;
const mostWidth = 100;
const nameWidth = 24;
const devicesWidth = 12;

function fitLines(fit: Fit, style: Style, width: number): Line[] {
  const devices = fit.devices === null ? "" : whole(fit.devices);
  const remark = fit.remark === undefined ? [] : paragraph(fit.remark, width - 2, "faint");
  return [
    row({ name: capital(fit.limit), found: fit.found, devices }, width, style),
    ...remark.map((line) => [span("  "), ...line]),
  ];
}

function row(
  { name, found, devices }: { name: string; found: string; devices: string },
  width: number,
  style: Style,
): Line {
  const middle = width - nameWidth - devicesWidth;
  return [
    ...padLine([span(name)], nameWidth),
    ...padLine(clipLine([span(found, found === "unknown" ? "faint" : "plain")], middle), middle),
    span(devices.padStart(devicesWidth), style),
  ];
}

function styleOf(fit: Fit, { smallest, tooSmall, devices }: DoctorText): Style {
  if (tooSmall.includes(fit)) return "bad";
  if (fit === smallest && devices === undefined) return "warning";
  return fit.devices === null || devices === undefined ? "plain" : "good";
}

function verdict({ smallest, devices, tooSmall }: DoctorText): string {
  if (smallest === undefined) return "No limit is known on this system: see what the first runs report.";
  const first = `the ${smallest.limit} ${smallest.limit.endsWith("s") ? "are" : "is"} what ends first.`;
  if (devices === undefined) return `${counted(smallest.devices!, "device")} fit: ${first}`;
  if (tooSmall.length === 0)
    return `${counted(devices, "device")} fit, of at most ${whole(smallest.devices!)}: ${first}`;
  return `${counted(devices, "device")} do not fit: ${tooSmall.map(({ limit, devices: fit }) => `${whole(fit!)} by the ${limit}`).join(", ")}.`;
}

/** How many processes `run --shards auto` would take, and why. */
function shardsText({ devices, shards: { asked, auto, devicesEach } }: DoctorText): string {
  const each = devicesEach === null ? "" : ` A process may have open files for ${counted(devicesEach, "device")}.`;
  const more = " A fleet that says much may take more: flotilla plan tells how many, from a scenario.";
  if (devices === undefined || auto === null)
    return `run --shards auto takes as many processes as a fleet needs.${each}${more}`;
  const beside = asked === "auto" || asked === auto ? "" : `, rather than ${whole(asked)}`;
  return `run --shards auto takes ${counted(auto, "process", "processes")} for them${beside}.${each}${more}`;
}

/** What is too small; when nothing was asked for, everything. */
function raising({ fits, devices, tooSmall }: DoctorText, width: number): Line[] {
  const shown = (devices === undefined ? fits : tooSmall).filter(({ remedies }) => remedies.length > 0);
  if (shown.length === 0) return [];
  return [
    [],
    [span("To raise", "strong")],
    ...shown.flatMap(({ limit, remedies }) => [
      [span(capital(limit))],
      ...remedies.flatMap((remedy) => commandLines(remedy, width)),
    ]),
  ];
}

/** Without the backticks that set commands off in one line of text. */
function commandLines(remedy: string, width: number): Line[] {
  return paragraph(`- ${remedy.replaceAll("`", "")}`, width - 2, "plain", 2).map((line) => [span("  "), ...line]);
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
