/** How many devices there were, in all and by kind. */
import type { Summary } from "../../fleet/run-events.ts";
import { counted, whole } from "../figures.ts";
import { printable } from "../printable.ts";
import type { Line } from "../styled-line.ts";
import { paragraph } from "../wrap.ts";

export function deviceLines({ devices }: Summary, width: number): Line[] {
  const { planned, homes, peakConnected, connectedAtEnd, byKind } = devices;
  const all = `${whole(planned)} in ${counted(homes, "home")}, ${whole(peakConnected)} connected at the peak, ${whole(connectedAtEnd)} at the end`;
  const kinds = Object.entries(byKind)
    .toSorted(([, a], [, b]) => b.planned - a.planned)
    .map(([kind, { planned: of, peakConnected: peak }]) => {
      const name = printable(kind);
      return peak === of ? `${name} ${whole(of)}` : `${name} ${whole(peak)} of ${whole(of)}`;
    });
  return [
    ...paragraph(all, width, peakConnected < planned ? "warning" : "plain"),
    ...(kinds.length > 1 ? paragraph(kinds.join(", "), width) : []),
  ];
}
