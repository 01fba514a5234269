import { expect, test } from "vitest";
import { Tellings } from "../../../src/fleet/timeline/tellings.ts";

test("what happens over and over is told ten times, and then at each power of ten", () => {
  const told: string[] = [];
  const tellings = new Tellings((text) => told.push(text));
  for (let n = 1; n <= 10_000; n++) tellings.tell("hello", `hello ${n}`);
  tellings.tell("other", "other");
  expect(told).toEqual([
    ...Array.from({ length: 10 }, (_, n) => `hello ${n + 1}`),
    "hello: 100 times so far",
    "hello: 1000 times so far",
    "hello: 10000 times so far",
    "other",
  ]);
});
