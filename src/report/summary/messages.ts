/** What went over the wire. */
import type { Summary } from "../../fleet/run-events.ts";
import { byteSize, counted, whole } from "../figures.ts";
import type { Line } from "../styled-line.ts";
import { messageTroubles } from "../troubles.ts";
import { paragraph } from "../wrap.ts";
import { troubleLines } from "./trouble-lines.ts";

export function messageLines({ messages }: Summary, width: number): Line[] {
  const { telemetry, state, events, acked, unacknowledged, received, bytesSent, bytesReceived } = messages;
  const kinds = [
    ...(telemetry > 0 ? [counted(telemetry, "sample")] : []),
    ...(state > 0 ? [counted(state, "state change")] : []),
    ...(events > 0 ? [counted(events, "event")] : []),
    ...(acked > 0 ? [`${whole(acked)} acknowledged`] : []),
    ...(unacknowledged > 0 ? [`${whole(unacknowledged)} never acknowledged`] : []),
  ];
  return [
    ...(bytesSent > 0
      ? paragraph(`out ${byteSize(bytesSent)}${kinds.length > 0 ? `: ${kinds.join(", ")}` : ""}`, width)
      : []),
    ...(received > 0 ? paragraph(`in ${byteSize(bytesReceived)}: ${counted(received, "frame")}`, width) : []),
    ...troubleLines(messageTroubles(messages), width),
  ];
}
