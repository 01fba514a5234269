/** What goes over the wire, per second of real time. */
import { byteSize, rate } from "../figures.ts";
import type { Line } from "../styled-line.ts";
import type { Scene } from "./scene.ts";
import { table } from "../table.ts";

export function trafficSection({ progress }: Scene, width: number): Line[] {
  const rates = progress?.rates ?? { messagesOut: 0, messagesIn: 0, bytesOut: 0, bytesIn: 0, connects: 0 };
  return table(
    { name: "TRAFFIC per second", figures: ["out", "in"] },
    [
      { name: "messages", figures: [rate(rates.messagesOut), rate(rates.messagesIn)] },
      { name: "bytes", figures: [byteSize(rates.bytesOut), byteSize(rates.bytesIn)] },
      { name: "connects", figures: [rate(rates.connects), ""] },
    ],
    width,
  );
}
