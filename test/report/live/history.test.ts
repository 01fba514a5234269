import { describe, expect, test } from "vitest";
import { columnsOf, type History, historyLength, noHistory, remember } from "../../../src/report/live/history.ts";
import { progressAt } from "../samples.ts";

describe("the last minute", () => {
  test("keeps the latest sixty samples", () => {
    let history: History = noHistory;
    for (let second = 1; second <= 100; second++) {
      const rates = { ...progressAt(second).rates, messagesOut: second, messagesIn: 1_000 };
      history = remember(history, progressAt(second, { rates }));
    }
    expect(history.taken).toBe(100);
    expect(history.ready).toHaveLength(historyLength);
    expect([history.messages[0], history.messages.at(-1)]).toEqual([1_041, 1_100]);
  });

  test("has a column per sample when there is room", () => {
    expect(columnsOf([1, 2, 3], 3, 60)).toEqual([1, 2, 3]);
  });

  test("shares columns when there is not, always the same samples in one", () => {
    expect(columnsOf([1, 3, 5, 7], 4, 30)).toEqual([2, 6]);
    expect(columnsOf([3, 5, 7, 9], 5, 30)).toEqual([3, 6, 9]);
    expect(columnsOf([5, 7, 9, 11], 6, 30)).toEqual([6, 10]);
  });

  test("never has more columns than there is room", () => {
    const samples = Array.from({ length: historyLength }, (_, index) => index);
    for (let taken = historyLength; taken < historyLength + 7; taken++) {
      for (const width of [1, 7, 20, 30, 59])
        expect(columnsOf(samples, taken, width).length).toBeLessThanOrEqual(width);
    }
  });
});
