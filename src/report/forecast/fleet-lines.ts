/** The groups of the fleet, one a line: how many devices, and what is otherwise than by default. */
import { counted, rate, whole } from "../figures.ts";
import { printable } from "../printable.ts";
import { type Line, padLine, span } from "../styled-line.ts";
import { textWidth } from "../text-width.ts";
import { paragraph } from "../wrap.ts";
import type { Forecast, PlannedGroup } from "./forecast.ts";

export function fleetLines({ devices, homes, fleet }: Forecast, width: number): Line[] {
  const names = fleet.map(nameOf);
  const nameWidth = Math.min(28, Math.max(...names.map(textWidth))) + 2;
  const counts = fleet.map((group) => whole(group.devices));
  const countWidth = Math.max(...counts.map((count) => count.length));
  const perHome = fleet.map((group) => perHomeText(group, homes));
  const perHomeWidth = Math.max(...perHome.map((text) => text.length)) + 2;
  const left = nameWidth + countWidth + 2 + perHomeWidth;
  return [
    [span(`${counted(devices, "device")} in ${counted(homes, "home")}`)],
    ...fleet.flatMap((group, index): Line[] => {
      const head: Line = [
        ...padLine([span(names[index]!, "accent")], nameWidth),
        span(counts[index]!.padStart(countWidth)),
        span(`  ${perHome[index]!.padEnd(perHomeWidth)}`, "faint"),
      ];
      const [first = [], ...more] = paragraph(printable(group.differs.join("; ")), width - left);
      return [[...head, ...first], ...more.map((line): Line => [span(" ".repeat(left)), ...line])];
    }),
  ];
}

/** `spare (bulb)`, or `bulb` where the group is named after its kind. */
function nameOf({ name, kind }: PlannedGroup): string {
  return printable(name === kind ? kind : `${name} (${kind})`);
}

function perHomeText({ devices }: PlannedGroup, homes: number): string {
  return homes === 1 ? "" : `${rate(devices / homes)}/home`;
}
