/** Rows 14-18: what lamps draw, how they are used, how they report. */
import { bulb } from "../../../devices/bulb/bulb.ts";
import { hours, minutes, seconds } from "../../../src/kernel/time.ts";
import { Workbench } from "../../../src/testing/index.ts";
import { around, none, type Row } from "../row.ts";
import { mean, percentile, share } from "../statistics.ts";
import type { Study } from "../study.ts";

export const lampRows: readonly Row[] = [
  {
    number: 14,
    statistic: "bulb power at half level over full power: p10, median, p90 of bulbs",
    target: ".24 / .33 / .58, each ±.06",
    source: "487 level curves, powercalc profile library",
    basis: "published",
    measure(study) {
      const shares = benches(study).map((bench) => {
        const full = powerAt(bench, 254);
        return powerAt(bench, 127) / full;
      });
      return [
        { name: "p10", value: percentile(shares, 0.1), ...around(0.24, 0.06) },
        { name: "median", value: percentile(shares, 0.5), ...around(0.33, 0.06) },
        { name: "p90", value: percentile(shares, 0.9), ...around(0.58, 0.06) },
      ];
    },
  },
  {
    number: 15,
    statistic: "bulb standby power (W): median, p10, p90 of bulbs",
    target: ".35; .15-.72",
    source: "530 profiles, powercalc profile library",
    basis: "published",
    measure(study) {
      const watts = benches(study).map((bench) => bench.value("activePower") as number);
      return [
        { name: "median W", value: percentile(watts, 0.5), ...around(0.35, 0.05) },
        { name: "p10 W", value: percentile(watts, 0.1), ...around(0.15, 0.05) },
        { name: "p90 W", value: percentile(watts, 0.9), ...around(0.72, 0.1) },
      ];
    },
  },
  {
    number: 16,
    statistic: "hours a day a lamp is on: all, kitchen, outdoors",
    target: "1.4-2.0; 2-3; 2.5-4",
    source: "PNNL 2013, LRC",
    basis: "published",
    async measure(study) {
      const { hoursPerDay } = await study.lamps;
      const of = (room?: string): number =>
        mean(hoursPerDay.filter((lamp) => room === undefined || lamp.room === room).map((lamp) => lamp.hours));
      return [
        { name: "all", value: of(), low: 1.4, high: 2 },
        { name: "kitchen", value: of("kitchen"), low: 2, high: 3 },
        { name: "outdoors", value: of("outdoors"), low: 2.5, high: 4 },
      ];
    },
  },
  {
    number: 17,
    statistic: "share of switchings-on while daylight was below 60 W/m²",
    target: ">= .80",
    source: "Richardson et al. 2009 (one in twenty in daylight)",
    basis: "published",
    async measure(study) {
      const { irradianceAtSwitchOn } = await study.lamps;
      return [{ name: "in the dark", value: share(irradianceAtSwitchOn, (value) => value < 60), low: 0.8, high: 1 }];
    },
  },
  {
    number: 18,
    statistic: "reports of the level during a transition of N s",
    target: "at most N + 2; exactly one of the target, the last",
    source: "Matter 1.6, LevelControl",
    basis: "published",
    measure(study) {
      let tooMany = 0;
      let wrongEnd = 0;
      for (let index = 0; index < Math.min(200, study.homes); index++) {
        const time = [1, 2.5, 7.3, 20, 60][index % 5]!;
        const bench = bench0(study, index);
        bench.command("on");
        bench.run(seconds(10 + index / 7));
        bench.command("moveToLevel", { level: 3 + (index % 40), transitionTime: time });
        bench.run(minutes(3));
        const levels = bench.reportsOf("currentLevel").map(({ value }) => value);
        if (levels.length > time + 2) tooMany++;
        const target = 3 + (index % 40);
        if (levels.at(-1) !== target || levels.filter((level) => level === target).length !== 1) wrongEnd++;
      }
      return [
        { name: "transitions with more", value: tooMany, ...none },
        { name: "without one last report of the target", value: wrongEnd, ...none },
      ];
    },
  },
];

function benches(study: Study): Workbench[] {
  return Array.from({ length: study.homes }, (_, index) => bench0(study, index));
}

/** A bulb nobody uses but who asks. */
function bench0({ seed }: Study, index: number): Workbench {
  return new Workbench({ kind: bulb, seed, index, settings: { usedByResidents: false }, every: hours(24) });
}

function powerAt(bench: Workbench, level: number): number {
  bench.command("moveToLevelWithOnOff", { level, transitionTime: 0 });
  bench.run(seconds(2));
  return bench.value("activePower") as number;
}
