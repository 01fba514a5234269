/**
 * The picture of a run: a pure function of what is known and of the room there is.
 *
 * 1. Never more lines than `rows`, never a line wider than `columns`: nothing wraps, nothing scrolls.
 * 2. With less room it gives up, in this order: older notices, the description, blank lines, kinds, sparklines.
 * 3. Two columns side by side from 76 columns on, else one below the other.
 */
import type { Notice, Progress, RunInfo } from "../../fleet/run-events.ts";
import { clipLine, type Line, padLine, paint, span } from "../styled-line.ts";
import { devicesSection } from "./devices-section.ts";
import { generatorSection } from "./generator-section.ts";
import { descriptionLines, titleLine, whereaboutsLine } from "./header.ts";
import type { History } from "./history.ts";
import { latencySection } from "./latency-section.ts";
import { minuteSection } from "./minute-section.ts";
import { noticesSection } from "./notices-section.ts";
import type { Scene, Size } from "./scene.ts";
import { shardsSection } from "./shards-section.ts";
import { timelineSection } from "./timeline-section.ts";
import { trafficSection } from "./traffic-section.ts";
import { troubleSection } from "./trouble-section.ts";

export function renderLive(
  info: RunInfo,
  history: History,
  progress: Progress | undefined,
  notices: readonly Notice[],
  size: Size,
): string[] {
  const width = Math.max(leastWidth, Math.min(mostWidth, size.columns));
  const scene: Scene = { info, history, progress, notices };
  return fitting(scene, width, size.rows)
    .slice(0, Math.max(0, size.rows))
    .map((line) => paint(clipLine(line, size.columns), size.colour));
}

/** What a terminal of 60 columns is sure to have. Narrower ones get the left part of it. */
const leastWidth = 56;
/** Wider lines are harder to read, not fuller. */
const mostWidth = 130;
const twoColumns = 76;
const gap = 4;

/** How much is shown. */
interface Generosity {
  notices: number;
  description: boolean;
  /** Blank lines between the parts, 0 to 6; the most useful come first. */
  blanks: number;
  kinds: number;
  troubles: number;
  sparklines: boolean;
}

const all: Readonly<Generosity> = {
  notices: 6,
  description: true,
  blanks: 6,
  kinds: 24,
  troubles: 3,
  sparklines: true,
};
/** What is given up, step by step. */
const savings: readonly Partial<Generosity>[] = [
  { notices: 5 },
  { notices: 4 },
  { notices: 3 },
  { description: false },
  ...[5, 4, 3, 2, 1, 0].map((blanks) => ({ blanks })),
  { notices: 2 },
  ...[12, 8, 6, 5, 4, 3, 2].map((kinds) => ({ kinds })),
  { troubles: 2 },
  { sparklines: false },
  { troubles: 1 },
  { kinds: 1 },
  { notices: 1 },
];

/** The most generous picture that fits; the scantiest if none does. */
function fitting(scene: Scene, width: number, rows: number): Line[] {
  const show = { ...all };
  let lines = compose(scene, width, show);
  for (const saving of savings) {
    if (lines.length <= rows) break;
    lines = compose(scene, width, Object.assign(show, saving));
  }
  return lines;
}

function compose(scene: Scene, width: number, show: Generosity): Line[] {
  const blank = (rank: number): Line[] => (rank <= show.blanks ? [[]] : []);
  const trouble = troubleSection(scene, width, show.troubles);
  const notices = noticesSection(scene, show.notices);
  return [
    titleLine(scene, width),
    ...(show.description ? descriptionLines(scene) : []),
    whereaboutsLine(scene, width),
    ...blank(3),
    ...timelineSection(scene, width),
    ...blank(1),
    ...figures(scene, width, show.kinds, blank(5)),
    ...shardsSection(scene, width),
    ...(show.sparklines ? [...blank(4), ...minuteSection(scene, width)] : []),
    ...(trouble.length === 0 ? [] : [...blank(6), ...trouble]),
    ...(notices.length === 0 ? [] : [...blank(2), ...notices]),
  ];
}

function figures(scene: Scene, width: number, kinds: number, blank: readonly Line[]): Line[] {
  const left = width < twoColumns ? width : Math.floor((width - gap) / 2);
  const right = width < twoColumns ? width : width - gap - left;
  const above = beside(devicesSection(scene, left, kinds), latencySection(scene, right), width, blank);
  return [...above, ...blank, ...beside(trafficSection(scene, left), generatorSection(scene, right), width, blank)];
}

/** Two parts side by side, or one below the other where there is no room. */
function beside(left: readonly Line[], right: readonly Line[], width: number, blank: readonly Line[]): Line[] {
  if (width < twoColumns) return [...left, ...blank, ...right];
  return Array.from({ length: Math.max(left.length, right.length) }, (_, row) => [
    ...padLine(left[row] ?? [], Math.floor((width - gap) / 2)),
    span(" ".repeat(gap)),
    ...(right[row] ?? []),
  ]);
}
