import { describe, expect, test } from "vitest";
import type { Member } from "../../src/metrics/cohort.ts";
import { TallyBook } from "../../src/metrics/tally-book.ts";
import { count } from "../../src/metrics/tally.ts";

const lock: Member = { kind: "lock", group: "front", labels: { region: "north" } };
const bulb: Member = { kind: "bulb", group: "bulb", variant: "white", labels: { region: "north" } };
const plug: Member = { kind: "plug", group: "plug", labels: { region: "south" } };

describe("a tally book", () => {
  test("keeps one tally for all when nobody asks for cohorts, however many groups there are", () => {
    const book = new TallyBook([]);
    const tallies = new Set([lock, bulb, plug].map((member) => book.account(member).tally));
    expect([...tallies]).toEqual([book.rest.tally]);
    expect(book.total).toBe(book.rest.tally);
  });

  test("keeps apart only those that the cohorts tell apart", () => {
    const book = new TallyBook([{ kind: "lock" }, { labels: { region: "north" } }]);
    const tallies = [lock, bulb, plug, { ...lock, group: "back" }].map((member) => book.account(member).tally);
    expect(tallies[3]).toBe(tallies[0]);
    expect(tallies[2]).toBe(book.rest.tally);
    expect(new Set(tallies).size).toBe(3);
  });

  test("sums up a cohort, and everybody", () => {
    const book = new TallyBook([{ kind: "lock" }, { labels: { region: "north" } }]);
    const [ofLocks, ofBulbs, ofPlugs] = [lock, bulb, plug].map((member) => book.account(member).tally) as [
      ReturnType<TallyBook["account"]>["tally"],
      ReturnType<TallyBook["account"]>["tally"],
      ReturnType<TallyBook["account"]>["tally"],
    ];
    ofLocks.connections.lost = 1;
    ofBulbs.connections.lost = 20;
    ofPlugs.connections.lost = 300;
    book.rest.tally.http.sent = 4;
    for (const tally of [ofLocks, ofBulbs, ofPlugs]) count(tally.failures, "ECONNREFUSED");
    expect(book.of({ kind: "lock" }).figures.connections.lost).toBe(1);
    expect(book.of({ labels: { region: "north" } }).figures.connections.lost).toBe(21);
    expect(book.total.connections.lost).toBe(321);
    expect(book.total.failures).toEqual(new Map([["ECONNREFUSED", 3]]));
    expect(book.total.http.sent).toBe(4);
  });

  test("merges latencies, and does so again when more came", () => {
    const book = new TallyBook([{ kind: "lock" }]);
    const ofLocks = book.account(lock).tally;
    ofLocks.latency.ack.record(10);
    book.rest.tally.latency.ack.record(20);
    const merged = book.total.latency.ack;
    expect(merged.summary()).toMatchObject({ count: 2, max: 20 });
    expect(book.total.latency.ack).toBe(merged);
    ofLocks.latency.ack.record(30);
    expect(book.total.latency.ack.summary()).toMatchObject({ count: 3, max: 30 });
    expect(book.of({ kind: "lock" }).figures.latency.ack.count).toBe(2);
  });

  test("takes cohorts that say the same in another order for one", () => {
    const book = new TallyBook([{ labels: { a: "1", b: "2" } }, { labels: { b: "2", a: "1" } }]);
    book.account({ kind: "lock", group: "lock", labels: { a: "1", b: "2" } }).tally.commands.late = 5;
    expect(book.of({ labels: { b: "2", a: "1" } }).figures.commands.late).toBe(5);
  });

  test("knows the crowds of a device", () => {
    const book = new TallyBook([{ kind: "lock" }, { variant: "white" }]);
    expect(book.account(lock).crowds).toEqual([book.of({ kind: "lock" }).crowd]);
    book.account(lock).crowds[0]!.change(7, 0);
    expect(book.of({ kind: "lock" }).crowd.peak).toBe(7);
    expect(book.of({ variant: "white" }).crowd.peak).toBe(0);
    expect(book.account(plug).crowds).toEqual([]);
  });

  test("finds an account by its key, as that of another book in which the same was asked", () => {
    const asked = [{ kind: "lock" }, { variant: "white" }];
    const [here, there] = [new TallyBook(asked), new TallyBook(asked)];
    for (const member of [lock, plug]) {
      const { key } = here.account(member);
      const account = there.accountOf(key);
      expect(there.account(member)).toBe(account);
    }
    expect(here.accountOf("")).toBe(here.rest);
  });

  test("of a cohort without devices tells nothing", () => {
    const book = new TallyBook([{ kind: "kettle" }]);
    expect(book.of({ kind: "kettle" }).figures.connections.lost).toBe(0);
  });
});
