/** Lines and points over an axis, drawn by ECharts without a browser. */
import * as echarts from "echarts";

export interface Picture {
  readonly x: Axis;
  readonly y: Axis;
  readonly series: readonly Series[];
}

export interface Axis {
  readonly name: string;
  readonly min?: number;
  readonly max?: number;
  readonly interval?: number;
}

export interface Series {
  readonly name: string;
  /** `points` for references, `line` for what was simulated, `band` to fill down to the axis. */
  readonly as: "line" | "points" | "band";
  readonly data: readonly (readonly [x: number, y: number])[];
}

/** Okabe and Ito's colours, told apart by everybody. */
const colours = ["#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9"];

export function draw({ x, y, series }: Picture): string {
  const chart = echarts.init(null, null, { renderer: "svg", ssr: true, width: 760, height: 380 });
  chart.setOption({
    animation: false,
    backgroundColor: "#ffffff",
    color: colours,
    textStyle: { fontFamily: "system-ui, sans-serif" },
    legend: { top: 8, itemGap: 28, data: series.map(({ name }) => name) },
    grid: { left: 64, right: 28, top: 56, bottom: 52 },
    xAxis: { type: "value", nameLocation: "middle", nameGap: 30, ...x, axisLine: { onZero: false } },
    yAxis: { type: "value", nameLocation: "middle", nameGap: 44, ...y },
    series: series.map(({ name, as, data }) => ({
      name,
      data: data.map((point) => [...point]),
      ...(as === "points"
        ? { type: "scatter", symbolSize: 9, z: 3 }
        : {
            type: "line",
            showSymbol: false,
            lineStyle: { width: 2 },
            ...(as === "band" ? { areaStyle: { opacity: 0.2 } } : {}),
          }),
    })),
  });
  const svg = chart.renderToSVGString();
  chart.dispose();
  return `${svg}\n`;
}
