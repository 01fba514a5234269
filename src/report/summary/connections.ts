/** How connecting went. */
import type { Summary } from "../../fleet/run-events.ts";
import { counted, whole } from "../figures.ts";
import type { Line } from "../styled-line.ts";
import { connectionTroubles } from "../troubles.ts";
import { paragraph } from "../wrap.ts";
import { troubleLines } from "./trouble-lines.ts";

export function connectionLines({ connections }: Summary, width: number): Line[] {
  const { attempts, opened, ready, reconnects } = connections;
  const again = reconnects === 0 ? "" : `, ${whole(reconnects)} of them again`;
  const counts = `${counted(attempts, "attempt")}, ${whole(opened)} opened, ${whole(ready)} ready${again}`;
  return [...paragraph(counts, width), ...troubleLines(connectionTroubles(connections), width)];
}
