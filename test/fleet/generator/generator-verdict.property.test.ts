import fc from "fast-check";
import { expect, test } from "vitest";
import { GeneratorBook } from "../../../src/fleet/generator/generator-book.ts";
import { GeneratorReporter } from "../../../src/fleet/generator/generator-reporter.ts";
import { judgedGenerator } from "../../../src/fleet/generator/generator-summary.ts";
import { ShardGenerator } from "../../../src/fleet/generator/shard-generator.ts";
import { instant } from "../../../src/kernel/time.ts";
import { Histogram } from "../../../src/metrics/histogram.ts";
import { HandClock } from "../../kernel/hand-clock.ts";
import { stillGauge } from "../still-gauge.ts";

const millis = fc.integer({ min: 0, max: 2_000_000 }).map((micros) => micros / 1_000);
/** By shard, by report: what was late in it. */
const fleets = fc.array(fc.array(fc.array(millis, { maxLength: 40 }), { maxLength: 5 }), {
  minLength: 2,
  maxLength: 6,
});
const calm = { failures: {}, peakConnected: 0, virtual: false };

function judged(fleet: readonly (readonly (readonly number[])[])[]) {
  const clock = new HandClock(instant(0));
  const shards = fleet.map((reports, number) => {
    const gauge = stillGauge();
    const reporter = new GeneratorReporter(gauge);
    const shard = new ShardGenerator({ number, homes: 1, devices: 1 });
    for (const values of reports) {
      for (const one of values) gauge.late(one);
      shard.told(structuredClone(reporter.report()), 0);
    }
    return shard;
  });
  return judgedGenerator(new GeneratorBook({ gauge: stillGauge(), shards, homes: 1, devices: 1, clock }), calm);
}

test("what shards report in pieces is what one histogram of all would be", () => {
  fc.assert(
    fc.property(fleets, (fleet) => {
      const all = new Histogram();
      for (const one of fleet.flat(2)) all.record(one);
      expect(judged(fleet).generator.latenessMs).toEqual(all.summary());
    }),
  );
});

test("a run is invalid exactly when one of its shards by itself is, and names the worst", () => {
  fc.assert(
    fc.property(fleets, (fleet) => {
      const { generator, faults } = judged(fleet);
      const p99 = generator.shards.map(({ latenessMs }) => latenessMs.p99);
      expect(faults.length > 0).toBe(p99.some((one) => one > 100));
      if (faults.length === 0) return;
      const named = Number(/^shard (\d+) fell behind/.exec(faults[0]!)![1]);
      expect(p99[named]).toBe(Math.max(...p99));
    }),
  );
});
