/**
 * The last minute as sparklines: devices ready and messages per second, out and in together. The full height is all devices
 * there are, and the most messages there were. The figure is the latest.
 */
import { rate, whole } from "../figures.ts";
import { sparkline } from "../sparkline.ts";
import { type Line, span } from "../styled-line.ts";
import { columnsOf, historyLength } from "./history.ts";
import type { Scene } from "./scene.ts";

const nameWidth = 11;

export function minuteSection({ info, history }: Scene, width: number): Line[] {
  const rows = [
    { name: "ready", samples: history.ready, most: info.devices, figure: whole(history.ready.at(-1) ?? 0) },
    {
      name: "messages/s",
      samples: history.messages,
      most: Math.max(0, ...history.messages),
      figure: rate(history.messages.at(-1) ?? 0),
    },
  ];
  const figureWidth = Math.max(8, ...rows.map(({ figure }) => figure.length + 1));
  const room = Math.max(1, Math.min(historyLength, width - nameWidth - figureWidth));
  return rows.map(({ name, samples, most, figure }) => {
    const columns = columnsOf(samples, history.taken, room);
    return [
      span(name.padEnd(nameWidth)),
      span(sparkline(columns, most).padEnd(room), "accent"),
      span(figure.padStart(figureWidth)),
    ];
  });
}
