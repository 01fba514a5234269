/** Outdoor temperature over a year, beside the fitted weather years. */
import type { Study } from "../study.ts";
import { mean } from "../statistics.ts";
import type { ClimateYears } from "../studies/weather.ts";

export function weatherPlot({ weather: { climates } }: Study) {
  return {
    file: "outdoor-temperature.svg",
    title: "Outdoor temperature over a year",
    text: "Lines: daily means of the first simulated year. Points: the first harmonic of the year in Denver TMY3 (10.9 ± 12.2 °C) and Essen TRY 2010-05 (10.4 ± 7.8 °C).",
    picture: {
      x: { name: "day of the year", min: 0, max: 365, interval: 30 },
      y: { name: "°C" },
      series: [
        { name: "continental", as: "line", data: dailyMeans(climates.continental) },
        { name: "maritime", as: "line", data: dailyMeans(climates.maritime) },
        { name: "Denver", as: "points", data: harmonic(10.9, 12.2, 205) },
        { name: "Essen", as: "points", data: harmonic(10.4, 7.8, 206) },
      ],
    },
  } as const;
}

function dailyMeans({ temperatures }: ClimateYears): (readonly [number, number])[] {
  return Array.from({ length: 365 }, (_, day) => [day, mean(temperatures.slice(24 * day, 24 * day + 24))] as const);
}

function harmonic(middle: number, amplitude: number, warmest: number): (readonly [number, number])[] {
  return Array.from({ length: 13 }, (_, month) => {
    const day = (365 * month) / 12;
    return [day, middle + amplitude * Math.cos((2 * Math.PI * (day - warmest)) / 365)] as const;
  });
}
