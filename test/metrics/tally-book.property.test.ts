import fc from "fast-check";
import { expect, test } from "vitest";
import { belongsTo, type Member } from "../../src/metrics/cohort.ts";
import { Histogram } from "../../src/metrics/histogram.ts";
import { TallyBook } from "../../src/metrics/tally-book.ts";
import type { Cohort } from "../../src/metrics/threshold.ts";

const name = fc.constantFrom("a", "b", "c");

const members: fc.Arbitrary<Member> = fc.record(
  { kind: name, group: name, variant: name, labels: fc.dictionary(name, name, { maxKeys: 2 }) },
  { requiredKeys: ["kind", "group", "labels"] },
);

const cohorts: fc.Arbitrary<Cohort> = fc.record(
  { kind: name, group: name, variant: name, labels: fc.dictionary(name, name, { maxKeys: 2 }) },
  { requiredKeys: [] },
);

test("whatever cohorts are asked for, each has the sum of its members, and all together the sum of all", () => {
  const done = fc.array(fc.tuple(members, fc.nat(1_000)), { maxLength: 30 });
  fc.assert(
    fc.property(fc.array(cohorts, { maxLength: 5 }), done, (asked, deeds) => {
      const book = new TallyBook(asked);
      for (const [member, millis] of deeds) {
        const { tally } = book.account(member);
        tally.connections.lost += millis;
        tally.latency.ack.record(millis);
      }
      for (const cohort of [undefined, ...asked]) {
        const theirs = deeds.filter(([member]) => cohort === undefined || belongsTo(cohort, member));
        const figures = cohort === undefined ? book.total : book.of(cohort).figures;
        expect(figures.connections.lost).toBe(theirs.reduce((sum, [, millis]) => sum + millis, 0));
        const alone = new Histogram();
        for (const [, millis] of theirs) alone.record(millis);
        expect(figures.latency.ack.summary()).toEqual(alone.summary());
      }
    }),
    { numRuns: 60 },
  );
});
