import fc from "fast-check";
import { expect, test } from "vitest";
import { Crowd } from "../../src/metrics/crowd.ts";
import { TallyBook } from "../../src/metrics/tally-book.ts";
import { Horizon } from "../../src/shards/horizon.ts";
import { ReadyJournal } from "../../src/shards/ready-journal.ts";
import { UnitedReadiness } from "../../src/shards/united-readiness.ts";

const shards = 3;
const cohorts = [{ kind: "lock" }, { group: "front" }];
const members = [
  { kind: "lock", group: "front", labels: {} },
  { kind: "lock", group: "back", labels: {} },
  { kind: "plug", group: "front", labels: {} },
  { kind: "bulb", group: "back", labels: {} },
];

const changes = fc.array(
  fc.record({
    wait: fc.oneof(fc.constant(0), fc.nat({ max: 40 })),
    shard: fc.nat({ max: shards - 1 }),
    member: fc.constantFrom(...members),
    up: fc.boolean(),
    report: fc.subarray([0, 1, 2]),
  }),
  { maxLength: 100 },
);

const figures = ({ ready, peak }: Crowd): unknown => ({ ready, peak });

test("the most that were ready at one time, of all, a kind or a cohort, is that of all shards together", () => {
  fc.assert(
    fc.property(changes, (list) => {
      const here = new TallyBook(cohorts);
      const journals = Array.from({ length: shards }, () => new ReadyJournal(0));
      const book = new TallyBook(cohorts);
      const united = new UnitedReadiness(shards, ["lock", "plug", "bulb"], book);
      const horizon = new Horizon(shards, Number.POSITIVE_INFINITY);
      const report = (shard: number, until: number): void => {
        united.add(shard, structuredClone(journals[shard]!.take()));
        horizon.came(shard, until);
        united.playTo(horizon.reached);
      };
      const all = new Crowd();
      const locks = new Crowd();
      const present = new Map<string, number>();
      let at = 0;
      for (const { wait, shard, member, up, report: reporting } of list) {
        if (wait > 0) for (const one of reporting) report(one, at);
        at += wait;
        // Nobody goes who is not there.
        const key = `${shard} ${member.kind} ${member.group}`;
        const by = up || (present.get(key) ?? 0) === 0 ? 1 : -1;
        present.set(key, (present.get(key) ?? 0) + by);
        const account = here.account(member);
        journals[shard]!.note(member.kind, account.key, by, at);
        all.change(by, at);
        if (member.kind === "lock") locks.change(by, at);
        for (const crowd of account.crowds) crowd.change(by, at);
      }
      for (let shard = 0; shard < shards; shard++) report(shard, Number.POSITIVE_INFINITY);
      expect(figures(united.all)).toEqual(figures(all));
      expect(figures(united.byKind.get("lock")!)).toEqual(figures(locks));
      for (const cohort of cohorts) expect(figures(book.of(cohort).crowd)).toEqual(figures(here.of(cohort).crowd));
    }),
  );
});

test("what a dead shard had ready is gone, and is not taken away twice when it comes again", () => {
  const united = new UnitedReadiness(2, ["lock"], new TallyBook([]));
  const journal = new ReadyJournal(0);
  for (const at of [10, 20]) journal.note("lock", "", 1, at);
  united.add(0, journal.take());
  journal.note("lock", "", 1, 15);
  united.add(1, journal.take());
  united.playTo(12);
  united.lost(0, 30);
  united.playTo(30);
  expect(figures(united.all)).toEqual({ ready: 1, peak: 2 });
  journal.note("lock", "", 1, 40);
  united.add(0, journal.take());
  united.playTo(40);
  expect(figures(united.all)).toEqual({ ready: 2, peak: 2 });
  united.lost(0, 50);
  expect(united.all.ready).toBe(1);
});

test("on a real clock an instant is as long as its grain, and what comes and goes in it is no peak", () => {
  const journal = new ReadyJournal(10);
  for (const [by, at] of [
    [1, 1],
    [1, 9],
    [-1, 10],
    [1, 10.5],
  ] as const)
    journal.note("lock", "", by, at);
  const { at, by } = journal.take();
  expect([...at]).toEqual([10, 20]);
  expect([...by]).toEqual([1, 1]);
});
