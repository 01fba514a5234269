/** The fleet by kind, as bars of what is ready, and what the others are doing. */
import type { Progress, RunInfo } from "../../fleet/run-events.ts";
import { bar } from "../bar.ts";
import { whole } from "../figures.ts";
import { printable } from "../printable.ts";
import { type Line, padLine, span, spread } from "../styled-line.ts";
import { textWidth } from "../text-width.ts";
import type { Scene } from "./scene.ts";

/** @param most kinds shown before the rest is gathered in one line. */
export function devicesSection({ info, progress }: Scene, width: number, most: number): Line[] {
  const kinds = kindsOf(info, progress, most);
  const nameWidth = Math.min(18, Math.max(...kinds.map(({ name }) => textWidth(name)), 0));
  const counts = kinds.map(({ ready, planned }) => `${whole(ready)}/${whole(planned)}`);
  const countWidth = Math.max(...counts.map((text) => text.length), 0);
  const barWidth = Math.max(4, width - nameWidth - countWidth - 2);
  return [
    heading(info, progress, width),
    ...kinds.map(({ name, ready, planned }, index) => [
      ...padLine([span(name)], nameWidth),
      span(" "),
      ...bar(planned === 0 ? 0 : ready / planned, barWidth, "accent"),
      span(` ${counts[index]!.padStart(countWidth)}`),
    ]),
    phasesLine(progress),
  ];
}

interface KindRow {
  readonly name: string;
  readonly planned: number;
  readonly ready: number;
}

/** Largest first. */
function kindsOf(info: RunInfo, progress: Progress | undefined, most: number): KindRow[] {
  const rows = Object.entries(info.byKind)
    .map(([kind, planned]) => ({ name: printable(kind), planned, ready: progress?.byKind[kind]?.ready ?? 0 }))
    .toSorted((a, b) => b.planned - a.planned);
  if (rows.length <= most) return rows;
  const rest = rows.slice(most - 1);
  const sum = (figure: "planned" | "ready"): number => rest.reduce((total, row) => total + row[figure], 0);
  return [
    ...rows.slice(0, most - 1),
    { name: `${rest.length} more kinds`, planned: sum("planned"), ready: sum("ready") },
  ];
}

function heading(info: RunInfo, progress: Progress | undefined, width: number): Line {
  const ready = whole(progress?.phases.ready ?? 0);
  const wanted = progress?.wanted ?? 0;
  const text =
    wanted === info.devices ? `${ready} of ${whole(info.devices)} ready` : `${ready} ready, ${whole(wanted)} wanted`;
  return spread([span("DEVICES", "strong")], [span(text)], width);
}

/** The way a device goes, in order; what is ready stands in the bars. */
const phases = ["unpowered", "booting", "idle", "dialing", "opening", "waiting", "closing", "closed"] as const;

function phasesLine(progress: Progress | undefined): Line {
  const shown = phases.filter((phase) => (progress?.phases[phase] ?? 0) > 0);
  return [span(shown.map((phase) => `${whole(progress!.phases[phase])} ${phase}`).join("  "), "faint")];
}
