/** Share of homes with somebody in, hour by hour, beside ROSS. */
import type { Study } from "../study.ts";
import { stepMinutes } from "../studies/occupancy.ts";

/** ROSS (MIT licence), weighted means of its clusters, schedule and motion: Wednesdays and Saturdays. */
const reference = {
  wednesday: [
    [0, 0.95],
    [3, 0.95],
    [6, 0.87],
    [7, 0.79],
    [8, 0.69],
    [9, 0.63],
    [12, 0.6],
    [15, 0.64],
    [17, 0.79],
    [18, 0.84],
    [20, 0.87],
    [22, 0.91],
  ],
  saturday: [
    [0, 0.95],
    [3, 0.95],
    [6, 0.9],
    [7, 0.87],
    [8, 0.85],
    [9, 0.83],
    [12, 0.8],
    [15, 0.8],
    [17, 0.83],
    [18, 0.84],
    [20, 0.84],
    [22, 0.88],
  ],
} as const;

export function occupancyPlot({ occupancy: { all } }: Study) {
  const line = (curve: readonly number[]) => curve.map((value, step) => [(step * stepMinutes) / 60, value] as const);
  return {
    file: "occupancy.svg",
    title: "Somebody at home, by hour",
    text: "Lines: simulated homes in ordinary weeks of all seasons. Points: ROSS, from over 90,000 ecobee thermostats.",
    picture: {
      x: { name: "hour of the day", min: 0, max: 24, interval: 3 },
      y: { name: "share of homes", min: 0, max: 1 },
      series: [
        { name: "weekdays", as: "line", data: line(all.weekday.occupied) },
        { name: "Saturdays", as: "line", data: line(all.saturday.occupied) },
        { name: "ROSS, Wednesday", as: "points", data: reference.wednesday },
        { name: "ROSS, Saturday", as: "points", data: reference.saturday },
      ],
    },
  } as const;
}
