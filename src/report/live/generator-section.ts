/** Whether the simulator itself keeps up. When it does not, the other figures say little about the server. */
import type { Progress } from "../../fleet/run-events.ts";
import { byteSize, latency, percent } from "../figures.ts";
import { latenessLimitMillis, unsentCareBytes } from "../../metrics/generator-limits.ts";
import type { Line, Style } from "../styled-line.ts";
import type { Scene } from "./scene.ts";
import { table } from "../table.ts";

const nothing: Progress["generator"] = { latenessP99Millis: 0, cpuShare: 0, rssBytes: 0, unsentBytes: 0, shards: [] };

export function generatorSection({ progress }: Scene, width: number): Line[] {
  const { latenessP99Millis, cpuShare, rssBytes, unsentBytes } = progress?.generator ?? nothing;
  const health = healthOf(latenessP99Millis);
  return table(
    { name: "GENERATOR", figures: [health] },
    [
      {
        name: "lateness p99",
        figures: [{ text: latency(latenessP99Millis), style: health.style === "good" ? "plain" : health.style }],
      },
      { name: "CPU of one core", figures: [percent(cpuShare)] },
      { name: "memory", figures: [byteSize(rssBytes)] },
      ...(unsentBytes < unsentCareBytes
        ? []
        : [{ name: "server does not read", figures: [{ text: byteSize(unsentBytes), style: "warning" as const }] }]),
    ],
    width,
  );
}

/** By the lateness of the worst process. */
export function healthOf(latenessP99Millis: number): { readonly text: string; readonly style: Style } {
  if (latenessP99Millis > latenessLimitMillis) return { text: "falls behind", style: "bad" };
  if (latenessP99Millis > latenessLimitMillis / 2) return { text: "strained", style: "warning" };
  return { text: "keeps up", style: "good" };
}
