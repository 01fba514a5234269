/** The curves of docs/realism.md as SVG, each beside its reference points. */
import type { Study } from "./study.ts";
import { batteryPlot } from "./plots/battery.ts";
import { bulbPowerPlot } from "./plots/bulb-power.ts";
import { draw } from "./plots/draw.ts";
import { occupancyPlot } from "./plots/occupancy.ts";
import { weatherPlot } from "./plots/weather.ts";
import { winterDayPlots } from "./plots/winter-day.ts";

export interface Plot {
  readonly file: string;
  readonly title: string;
  readonly text: string;
  readonly svg: string;
}

export async function plots(study: Study): Promise<Plot[]> {
  return [
    ...(await winterDayPlots(study)),
    occupancyPlot(study),
    bulbPowerPlot(study),
    batteryPlot(study),
    weatherPlot(study),
  ].map(({ file, title, text, picture }) => ({
    file,
    title,
    text,
    svg: draw(picture),
  }));
}
