/** Whether the simulator itself keeps up. When it does not, the other figures say little about the server. */
import { byteSize, latency, percent } from "../figures.ts";
import { latenessLimitMillis } from "../../metrics/generator-limits.ts";
import type { Line, Style } from "../styled-line.ts";
import type { Scene } from "./scene.ts";
import { table } from "../table.ts";

export function generatorSection({ progress }: Scene, width: number): Line[] {
  const { latenessP99Millis, cpuShare, rssBytes } = progress?.generator ?? {
    latenessP99Millis: 0,
    cpuShare: 0,
    rssBytes: 0,
  };
  const health: { text: string; style: Style } =
    latenessP99Millis > latenessLimitMillis
      ? { text: "falls behind", style: "bad" }
      : latenessP99Millis > latenessLimitMillis / 2
        ? { text: "strained", style: "warning" }
        : { text: "keeps up", style: "good" };
  return table(
    { name: "GENERATOR", figures: [health] },
    [
      {
        name: "lateness p99",
        figures: [{ text: latency(latenessP99Millis), style: health.style === "good" ? "plain" : health.style }],
      },
      { name: "CPU of one core", figures: [percent(cpuShare)] },
      { name: "memory", figures: [byteSize(rssBytes)] },
    ],
    width,
  );
}
