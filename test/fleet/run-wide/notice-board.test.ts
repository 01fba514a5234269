import { describe, expect, test } from "vitest";
import { NoticeBoard } from "../../../src/fleet/run-wide/notice-board.ts";

type News = Parameters<NoticeBoard["add"]>[0]["saying"];

interface Rig {
  readonly board: NoticeBoard;
  /** As `at: text`, in order. */
  readonly told: string[];
  say(shard: number, saying: News): void;
}

function boardOf(shards: number): Rig {
  const told: string[] = [];
  const board = new NoticeBoard({
    shards: () => shards,
    patience: 3_000,
    tell: (_, text, at) => told.push(`${at}: ${text}`),
  });
  let number = 0;
  return { board, told, say: (shard, saying) => board.add({ shard, saying, number: number++ }) };
}

const homes = (count: number, at = 5_000): News => ({
  type: "count",
  key: "cut.0",
  before: "cut: ",
  count,
  one: "home without power",
  many: "homes without power",
  at,
});

describe("news of the run", () => {
  test("with counts are told once, with the sum, when all shards have said their part", () => {
    const { board, told, say } = boardOf(3);
    say(0, homes(7));
    say(2, homes(0));
    board.passed(5_000);
    expect(told).toEqual([]);
    say(1, homes(5));
    board.passed(5_000);
    expect(told).toEqual(["5000: cut: 12 homes without power"]);
    board.passed(9_000);
    expect(told).toHaveLength(1);
  });

  test("do not wait for ever for a shard that has died", () => {
    const { board, told, say } = boardOf(2);
    say(0, homes(1));
    board.passed(8_000);
    expect(told).toEqual([]);
    board.passed(8_001);
    expect(told).toEqual(["5000: cut: 1 home without power"]);
  });

  test("that something is over are told when it is over everywhere, if anybody had it", () => {
    const { board, told, say } = boardOf(2);
    const last = (key: string, at: number, count: number): News => ({
      type: "last",
      key,
      text: `${key} back`,
      at,
      count,
    });
    say(0, last("power", 7_000, 3));
    say(1, last("power", 9_000, 1));
    say(0, last("router", 2_000, 0));
    say(1, last("router", 2_000, 0));
    board.passed(8_000);
    expect(told).toEqual([]);
    board.passed(9_000);
    expect(told).toEqual(["9000: power back"]);
  });

  test("come in order of time, at one time the run's first and then home by home, whoever says them first", () => {
    const { board, told, say } = boardOf(2);
    say(1, { type: "telling", about: "x", text: "home 9", home: 9, at: 1_000 });
    say(0, { type: "telling", about: "x", text: "home 2", home: 2, at: 1_000 });
    say(0, { type: "notice", level: "info", text: "the run", at: 1_000 });
    say(1, { type: "telling", about: "x", text: "earlier", home: 9, at: 999 });
    board.passed(1_000);
    expect(told).toEqual(["999: earlier", "1000: the run", "1000: home 2", "1000: home 9"]);
  });

  test("of lines for many tell the first of the fleet, and how many more there are", () => {
    const { board, told, say } = boardOf(2);
    const lines = (numbers: readonly number[]): News => ({
      type: "lines",
      key: "log.0",
      step: "roll",
      count: numbers.length,
      lines: numbers.slice(0, 10).map((of) => ({ of, text: `device ${of}` })),
      at: 0,
    });
    say(0, lines([0, 1, 2, 3, 4, 5]));
    say(1, lines([6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16]));
    board.passed(0);
    expect(told).toEqual([...Array.from({ length: 10 }, (_, of) => `0: device ${of}`), "0: roll: and 7 more"]);
  });
});

describe("what happens over and over", () => {
  test("is told ten times, and then how often it was at the end of the second", () => {
    const { board, told, say } = boardOf(2);
    for (let home = 0; home < 9; home++)
      say(home % 2, { type: "telling", about: "hello", text: `hello ${home}`, home, at: 100 + home });
    say(0, { type: "times", about: "hello", count: 50, at: 1_000 });
    say(1, { type: "telling", about: "hello", text: "hello 9", home: 9, at: 700 });
    say(1, { type: "times", about: "hello", count: 40, at: 1_000 });
    say(1, { type: "times", about: "hello", count: 9_999, at: 2_000 });
    board.passed(1_500);
    expect(told).toEqual([
      ...Array.from({ length: 9 }, (_, home) => `${100 + home}: hello ${home}`),
      "700: hello 9",
      "1000: hello: 100 times so far",
    ]);
    board.passed(2_000);
    expect(told.slice(11)).toEqual(["2000: hello: 1000 times so far", "2000: hello: 10000 times so far"]);
  });

  test("and goes wrong is told of each step and problem once, of a few problems", () => {
    const { board, told, say } = boardOf(2);
    for (const [shard, problem] of [
      [1, "a"],
      [0, "a"],
      [0, "b"],
      [1, "c"],
      [0, "d"],
    ] as const)
      say(shard, { type: "complaint", key: "step.0", problem, text: `${problem} of ${shard}`, home: shard, at: 0 });
    board.passed(0);
    expect(told).toEqual(["0: a of 0", "0: b of 0", "0: d of 0"]);
  });

  test("of functions is told once, and counted for the end", () => {
    const { board, told, say } = boardOf(2);
    say(1, { type: "failure", what: "visit: stuck", subject: "home 7", count: 1, home: 7, at: 50 });
    say(0, { type: "failure", what: "visit: stuck", subject: "home 1", count: 1, home: 1, at: 60 });
    say(0, { type: "failure", what: "visit: stuck", subject: "home 1", count: 40, at: 1_000 });
    board.passed(1_000);
    expect(told).toEqual(["50: visit: stuck (home 7)"]);
    expect(board.failures.reasons).toEqual(["visit: stuck (home 7, and 41 more)"]);
  });
});
