/** Rows 28-30: motion, smoke, and the car in the garage. */
import { none, type Row } from "../row.ts";
import { share } from "../statistics.ts";
import type { SmokeSensor } from "../studies/smoke.ts";

export const sensorRows: readonly Row[] = [
  {
    number: 28,
    statistic: "motion sensors: occupied for less than the hold time; ended and begun again at one moment",
    target: "0 violations",
    source: "Matter 1.6, OccupancySensing",
    basis: "published",
    async measure(study) {
      const { pulses, tooShort, unmerged } = await study.motion;
      return [
        { name: "pulses", value: pulses, low: 1, high: Number.POSITIVE_INFINITY, exact: true },
        { name: "too short", value: tooShort, ...none },
        { name: "not merged", value: unmerged, ...none },
      ];
    },
  },
  {
    number: 29,
    statistic: "share of meals cooked that set off a smoke alarm 5, 10 and 20 ft away (%)",
    target: "ionization 8.7 / 4.9 / 1.1; photoelectric 3.0 / 6.0 / .9",
    source: "CPSC 2008, 469 meals in 9 homes",
    basis: "published",
    async measure(study) {
      const { rates, meals } = await study.smoke;
      return rates
        .filter(({ sensor }) => Object.hasOwn(published, sensor))
        .map(({ sensor, feet, share: found }) => {
          const target = published[sensor as keyof typeof published][feet as 5 | 10 | 20];
          // What 469 real meals and ours tell such a share to, one standard error either way.
          const error = 100 * Math.sqrt((target / 100) * (1 - target / 100) * (1 / 469 + 1 / meals));
          return { name: `${sensor} ${feet} ft`, value: 100 * found, low: target - error, high: target + error };
        });
    },
  },
  {
    number: 30,
    statistic: "cars: share of plug-ins 15-19 h; sessions per car and day",
    target: ".5-.65; .15-.9",
    source: "EVI-Pro by way of OCHRE; Norwegian charging data (PMC8134705)",
    basis: "published",
    async measure(study) {
      const { hours, sessionsPerDay } = await study.cars;
      return [
        { name: "15-19 h", value: share(hours, (hour) => hour >= 15 && hour < 19), low: 0.5, high: 0.65 },
        { name: "a day", value: sessionsPerDay, low: 0.15, high: 0.9 },
      ];
    },
  },
];

/** %. */
const published: Readonly<Record<Exclude<SmokeSensor, "dual">, Readonly<Record<5 | 10 | 20, number>>>> = {
  ionization: { 5: 8.7, 10: 4.9, 20: 1.1 },
  photoelectric: { 5: 3, 10: 6, 20: 0.9 },
};
