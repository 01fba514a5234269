/** The forecast over time: connections, messages and bytes, one chart below the other on the same axis of time. */
import { formatDuration, millis } from "../../kernel/time.ts";
import { byteSize, rate, whole } from "../figures.ts";
import { clipLine, type Line, span } from "../styled-line.ts";
import { areaChart, labelWidthOf } from "./area-chart.ts";
import type { Forecast, Rate } from "./forecast.ts";

interface Chart {
  readonly title: string;
  readonly unit: string;
  readonly values: readonly number[];
  readonly label: (value: number) => string;
  /** Of which the busiest second is told: means hide it. */
  readonly busiest?: Rate;
}

const height = 4;

export function chartLines({ all, measured, intervalSeconds }: Forecast, width: number): Line[] {
  const { connected, connects, messagesOut, messagesIn, bytesOut, bytesIn } = all;
  const charts: Chart[] = [
    { title: "Connected", unit: "devices", values: connected.series, label: whole },
    { title: "Connects", unit: "per second", values: connects.series, label: rate, busiest: connects },
    {
      title: "Messages",
      unit: "per second, out and in",
      values: sum(messagesOut, messagesIn),
      label: rate,
      busiest: messagesOut,
    },
    {
      title: "Bytes",
      unit: "per second, out and in",
      values: sum(bytesOut, bytesIn),
      label: byteSize,
      busiest: bytesOut,
    },
  ];
  const labelWidth = Math.max(...charts.map(({ values, label }) => labelWidthOf(values, label)));
  return charts.flatMap((chart): Line[] => {
    const { title, unit, values, label } = chart;
    const head = clipLine(
      [span(title, "strong"), span(` ${unit}${meansText(chart, intervalSeconds)}`, "faint")],
      width,
    );
    const area = areaChart({ values, seconds: measured.seconds, width, height, label, labelWidth, style: "accent" });
    return [head, ...area, []];
  });
}

/** `, means of 5s; busiest second out 273` */
function meansText({ title, label, busiest }: Chart, intervalSeconds: number): string {
  if (busiest === undefined || intervalSeconds === 1) return "";
  const whose = title === "Connects" ? "" : " out";
  return `, means of ${formatDuration(millis(intervalSeconds * 1_000))}; busiest second${whose} ${label(busiest.peak)}`;
}

function sum(out: Rate, received: Rate): number[] {
  return out.series.map((value, index) => value + received.series[index]!);
}
