/**
 * A quantity over time as an area of block characters, to an eighth of a line:
 *
 *     2,000 ┤      ▂▅████████▆▁
 *           │   ▁▄████████████▇
 *         0 ┤ ▂▆██████████████
 *           └┬─────────┬───────
 *            00:00     05:00
 *
 * 1. No line is wider than `width`. With more values than columns neighbours share one, and the largest is shown: a peak
 *    never disappears.
 * 2. What is not 0 is never shown as nothing.
 */
import { formatDuration, millis } from "../../kernel/time.ts";
import { elapsed } from "../elapsed.ts";
import { type Line, span, type Style } from "../styled-line.ts";
import { textWidth } from "../text-width.ts";

export interface AreaChartOptions {
  readonly values: readonly number[];
  /** Of the time that the values take together. */
  readonly seconds: number;
  readonly width: number;
  /** Lines of the area. */
  readonly height: number;
  /** Writes a value of the axis. */
  readonly label: (value: number) => string;
  /** Columns left of the area, so that charts below each other begin in the same one. */
  readonly labelWidth: number;
  readonly style: Style;
}

export function areaChart({ values, seconds, width, height, label, labelWidth, style }: AreaChartOptions): Line[] {
  const columns = columnsOf(values, Math.max(1, width - labelWidth - 3));
  const top = niceTop(Math.max(0, ...columns));
  const lines = Array.from({ length: height }, (_, row): Line => {
    const text = row === 0 ? label(top) : row === height - 1 ? label(0) : "";
    const tick = row === 0 || row === height - 1 ? "┤" : "│";
    const area = columns.map((value) => blockOf(value, top, height, height - 1 - row)).join("");
    return [span(`${text.padStart(labelWidth)} ${tick}`, "faint"), span(area, style)];
  });
  const indent = " ".repeat(labelWidth + 1);
  const { axis, times } = timeAxis(columns.length, seconds, width - labelWidth - 2);
  return [...lines, [span(`${indent}└${axis}`, "faint")], [span(`${indent} ${times}`, "faint")]];
}

/** The narrowest labels that {@link areaChart} needs for these values. */
export function labelWidthOf(values: readonly number[], label: (value: number) => string): number {
  return textWidth(label(niceTop(Math.max(0, ...values))));
}

const blocks = [" ", "▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"] as const;

/** The character of one column in the line so many lines above the axis. */
function blockOf(value: number, top: number, height: number, above: number): string {
  const eighths = value > 0 ? Math.max(1, Math.round((value / top) * height * 8)) : 0;
  return blocks[Math.min(8, Math.max(0, eighths - above * 8))]!;
}

/** As many columns as fit: each value as wide as the others, or the largest of neighbours. */
function columnsOf(values: readonly number[], room: number): number[] {
  if (values.length <= room) {
    const each = Math.floor(room / Math.max(1, values.length));
    return values.flatMap((value) => Array.from({ length: each }, () => value));
  }
  return Array.from({ length: room }, (_, column) => {
    const from = Math.floor((column * values.length) / room);
    const to = Math.floor(((column + 1) * values.length) / room);
    return Math.max(...values.slice(from, to));
  });
}

/** 1, 1.5, 2, 3, 4, 5, 6, 8 or 10 times a power of ten, not below `most`. */
function niceTop(most: number): number {
  if (!(most > 0)) return 1;
  const power = 10 ** Math.floor(Math.log10(most));
  return [1, 1.5, 2, 3, 4, 5, 6, 8, 10].map((step) => step * power).find((top) => top >= most * 0.999) ?? 10 * power;
}

/** Seconds between two times at the axis. */
const steps = [
  1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1_800, 3_600, 7_200, 10_800, 21_600, 43_200, 86_400, 172_800, 345_600,
];
const leastDistance = 9;

/** Hours and days where nothing shorter is shown, else minutes and seconds as everywhere. */
function timeText(at: number, step: number): string {
  if (step < 3_600) return elapsed(at * 1_000);
  return at === 0 ? "0" : formatDuration(millis(at * 1_000));
}

/** @param room columns that a time at the end may reach into. */
function timeAxis(columns: number, seconds: number, room: number): { readonly axis: string; readonly times: string } {
  const perColumn = seconds / columns;
  const step = steps.find((one) => one / perColumn >= leastDistance) ?? Math.ceil(seconds / 86_400) * 86_400;
  let axis = "";
  let times = "";
  for (let at = 0; at < seconds; at += step) {
    const column = Math.round(at / perColumn);
    const time = timeText(at, step);
    if (column >= columns || column + time.length > room) break;
    axis = `${axis.padEnd(column, "─")}┬`;
    times = times.padEnd(column) + time;
  }
  return { axis: axis.padEnd(columns, "─"), times };
}
