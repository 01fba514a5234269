/** A winter day indoors: what the thermostat shows, and how much of the time it heats. */
import { mean } from "../statistics.ts";
import type { Study } from "../study.ts";

export async function winterDayPlots(study: Study) {
  const { winterDay, duty } = await study.hvac;
  const hour = (i: number): number => i / 6;
  const line = (of: (point: (typeof winterDay)[number]) => number) =>
    winterDay.map((point, i) => [hour(i), of(point)] as const);
  const slope = mean(duty.map((home) => home.line.slope));
  const intercept = mean(duty.map((home) => home.line.intercept));
  return [
    {
      file: "winter-day.svg",
      title: "A winter day indoors",
      text: "The coldest day of the fortnight in one home with a gas furnace: what its thermostat reports, the outdoor temperature, and the share of fifty minutes it heats, in percent. Points: the range of published setpoints (RECS 2020, mean 20.9 °C, one deviation either way).",
      picture: {
        x: { name: "hour of the day", min: 0, max: 24, interval: 3 },
        y: { name: "°C, %" },
        series: [
          { name: "indoors °C", as: "line", data: line(({ indoors }) => indoors) },
          { name: "outdoors °C", as: "line", data: line(({ outdoors }) => outdoors) },
          { name: "heating %", as: "band", data: line(({ duty: share }) => 100 * share) },
          {
            name: "published setpoints",
            as: "points",
            data: [
              [12, 19.3],
              [12, 20.9],
              [12, 22.5],
            ],
          },
        ],
      },
    },
    {
      file: "duty.svg",
      title: "How much heating runs, by the weather",
      text: "Line: mean over homes with gas furnaces of the line through their days. Points: what sizing rules and energy balances lead one to expect: nothing at 15.5 °C, 60 to 85 % at the design temperature.",
      picture: {
        x: { name: "°C outdoors", min: -25, max: 20, interval: 5 },
        y: { name: "share of the time", min: 0, max: 1 },
        series: [
          { name: "simulated", as: "line", data: [-20, -10, 0, 10].map((t) => [t, intercept + slope * t] as const) },
          {
            name: "expected",
            as: "points",
            data: [
              [15.5, 0],
              [duty[0]?.designTemperature ?? -15, 0.6],
              [duty[0]?.designTemperature ?? -15, 0.85],
            ],
          },
        ],
      },
    },
  ] as const;
}
