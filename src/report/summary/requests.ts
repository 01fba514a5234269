/** What became of the timeline's requests to the server's own API. */
import type { Summary } from "../../fleet/run-events.ts";
import { counted, whole } from "../figures.ts";
import type { Line } from "../styled-line.ts";
import { httpTroubles } from "../troubles.ts";
import { paragraph } from "../wrap.ts";
import { troubleLines } from "./trouble-lines.ts";

export function requestLines({ http }: Summary, width: number): Line[] {
  if (http.sent === 0) return [];
  return [
    ...paragraph(`${counted(http.sent, "HTTP request")} sent, ${whole(http.answered)} answered as expected`, width),
    ...troubleLines(httpTroubles(http), width),
  ];
}
