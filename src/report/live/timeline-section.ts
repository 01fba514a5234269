/**
 * How far the run is: a bar of its simulated length, the timeline's steps as named marks under it, and what comes next.
 *
 *     ▄▄▄▄▄▄▄▄▄▄▄▖▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁  29 %
 *         ▲ lock-all     ▲ power-cut
 *     02:54 of 10:00   next power-cut in 01:06
 */
import type { RunInfo } from "../../fleet/run-events.ts";
import { bar } from "../bar.ts";
import { elapsed } from "../elapsed.ts";
import { printable } from "../printable.ts";
import { type Line, type Span, span, type Style } from "../styled-line.ts";
import { clipText, textWidth } from "../text-width.ts";
import type { Scene } from "./scene.ts";

/** Columns right of the bar, for the share. */
const shareWidth = 7;

export function timelineSection({ info, progress }: Scene, width: number): Line[] {
  const now = progress?.elapsedMillis ?? 0;
  const length = width - shareWidth;
  const share = info.durationMillis > 0 ? Math.min(1, now / info.durationMillis) : 1;
  const shareText = `${Math.floor(share * 100)} %`.padStart(shareWidth);
  const steps = stepsOf(info, now);
  return [
    [...bar(share, length, "accent"), span(shareText)],
    ...(steps.length === 0 ? [] : [markLine(steps, info.durationMillis, length)]),
    positionLine(info, now, steps),
  ];
}

interface Step {
  readonly name: string;
  readonly atMillis: number;
  readonly state: "past" | "next" | "future";
}

function stepsOf(info: RunInfo, now: number): Step[] {
  const ordered = info.steps.toSorted((a, b) => a.atMillis - b.atMillis);
  const next = ordered.find(({ atMillis }) => atMillis > now);
  return ordered.map(({ name, atMillis }) => ({
    name: printable(name),
    atMillis,
    state: atMillis <= now ? "past" : atMillis === next!.atMillis ? "next" : "future",
  }));
}

const markStyle: Readonly<Record<Step["state"], Style>> = { past: "faint", next: "accent", future: "plain" };

/** A mark per step at its place; its name beside it where there is room until the next one. */
function markLine(steps: readonly Step[], duration: number, width: number): Line {
  const columnOf = (step: Step): number =>
    Math.min(width - 1, Math.max(0, Math.floor((step.atMillis / Math.max(1, duration)) * width)));
  const spans: Span[] = [];
  let used = 0;
  const put = (text: string, style: Style): void => {
    spans.push(span(text, style));
    used += textWidth(text);
  };
  const places = steps.filter((step, index) => index === 0 || columnOf(step) !== columnOf(steps[index - 1]!));
  places.forEach((step, index) => {
    const column = columnOf(step);
    const end = index + 1 < places.length ? columnOf(places[index + 1]!) - 1 : width;
    const style = markStyle[step.state];
    // Of a step that comes again and again the first mark says what it is.
    const label = places[index - 1]?.name === step.name ? "" : step.name;
    const right = labelFor(label, end - column - 2);
    const fitsLeft = right !== label && textWidth(label) + 1 <= column - used - 1;
    const before = fitsLeft ? `${label} ` : "";
    put(" ".repeat(column - used - textWidth(before)), "plain");
    put(`${before}▲${fitsLeft || right === "" ? "" : ` ${right}`}`, style);
  });
  return spans;
}

/** The name, its beginning if that still says something, or nothing. */
function labelFor(name: string, room: number): string {
  if (textWidth(name) <= room) return name;
  return room < 6 ? "" : clipText(name, room);
}

function positionLine(info: RunInfo, now: number, steps: readonly Step[]): Line {
  const line: Span[] = [span(elapsed(now), "strong"), span(` of ${elapsed(info.durationMillis)}`, "faint")];
  const next = steps.filter(({ state }) => state === "next");
  if (next.length > 0) {
    const names = [...new Set(next.map(({ name }) => name))].join(", ");
    line.push(span("   next ", "faint"), span(names, "accent"), span(` in ${elapsed(next[0]!.atMillis - now)}`));
  }
  if (typeof info.speed === "number" && info.speed !== 1) {
    line.push(span(`   ends in ${elapsed((info.durationMillis - now) / info.speed)} real time`, "faint"));
  }
  return line;
}
