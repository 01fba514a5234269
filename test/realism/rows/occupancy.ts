/** Rows 19-22 and 39: who is at home and up, hour by hour. */
import { around, type Row } from "../row.ts";
import { mean } from "../statistics.ts";
import { type DayCurve, stepMinutes, type OccupancyStudy } from "../studies/occupancy.ts";
import { separability } from "../studies/separability.ts";

export const occupancyRows: readonly Row[] = [
  {
    number: 19,
    statistic: "share of homes occupied at 03:00",
    target: ">= .90 (.91-.95)",
    source: "ROSS (over 90,000 ecobee); ATUS",
    basis: "published",
    measure: ({ occupancy: { all } }) => [
      { name: "weekday", value: at(all.weekday.occupied, 3), low: 0.9, high: 1 },
      { name: "Saturday", value: at(all.saturday.occupied, 3), low: 0.9, high: 1 },
    ],
  },
  {
    number: 20,
    statistic: "share of homes occupied on weekdays 12-14 h, Saturdays 12-14 h, weekdays at 20 h",
    target: ".55-.70; .75-.85; .82-.92",
    source: "ROSS, motion and schedule",
    basis: "published",
    measure: ({ occupancy: { all } }) => [
      { name: "weekday 12-14 h", value: between(all.weekday.occupied, 12, 14), low: 0.55, high: 0.7 },
      { name: "Saturday 12-14 h", value: between(all.saturday.occupied, 12, 14), low: 0.75, high: 0.85 },
      { name: "weekday 20 h", value: at(all.weekday.occupied, 20), low: 0.82, high: 0.92 },
    ],
  },
  {
    number: 21,
    statistic: "somebody up, homes of two on weekdays, 07-08 h and 03 h; changes a day",
    target: ".60±.1; < .06; 5-8",
    source: "Richardson et al. 2008 (UK TUS 2000)",
    basis: "published",
    measure: ({ occupancy: { bySize } }) => [
      { name: "two, 07-08 h", value: between(bySize[2].weekday.active, 7, 8), ...around(0.6, 0.1) },
      { name: "two, 03 h", value: at(bySize[2].weekday.active, 3), low: 0, high: 0.06 },
      ...([1, 2, 3, 4] as const).map((size) => ({
        name: `changes a day, home of ${size}`,
        value: bySize[size].weekday.toggles,
        low: 5,
        high: 8,
      })),
    ],
  },
  {
    number: 22,
    statistic: "how much later the morning's activity rises at weekends (h)",
    target: "+1.5 to +2.5",
    source: "Richardson et al. 2008",
    basis: "published",
    measure: ({ occupancy }) => [{ name: "later, h", value: morningShift(occupancy), low: 1.5, high: 2.5 }],
  },
  {
    number: 39,
    statistic:
      "how well a classifier tells simulated weekdays from reference ones, by activity (area under ROC, .5 cannot)",
    target: "reported; below that of homes without memory, drawn from the same hourly curve",
    source: "two-sample test against Richardson's transition statistics",
    basis: "design target",
    measure: ({ occupancy, seed }) => {
      const { simulated, independent } = separability(occupancy, seed);
      return [
        { name: "simulated", value: simulated, low: 0.5, high: independent },
        { name: "independent minutes", value: independent, low: 0.5, high: 1 },
      ];
    },
  },
];

function at(curve: readonly number[], hour: number): number {
  return curve[Math.round((hour * 60) / stepMinutes)]!;
}

function between(curve: readonly number[], from: number, to: number): number {
  return mean(curve.slice((from * 60) / stepMinutes, (to * 60) / stepMinutes));
}

/** Between the times at which half of the morning's rise in activity has happened. */
function morningShift({ bySize }: OccupancyStudy): number {
  const shifts = ([1, 2, 3, 4] as const).map(
    (size) => halfRisen(bySize[size].saturday) - halfRisen(bySize[size].weekday),
  );
  return mean(shifts);
}

function halfRisen({ active }: DayCurve): number {
  const morning = active.slice((4 * 60) / stepMinutes, (13 * 60) / stepMinutes);
  const half = (active[(4 * 60) / stepMinutes]! + Math.max(...morning)) / 2;
  return 4 + (morning.findIndex((value) => value >= half) * stepMinutes) / 60;
}
