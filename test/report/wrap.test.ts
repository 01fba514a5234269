import { expect, test } from "vitest";
import { paint } from "../../src/report/styled-line.ts";
import { paragraph } from "../../src/report/wrap.ts";

const wrapped = (...given: Parameters<typeof paragraph>): string[] =>
  paragraph(...given).map((line) => paint(line, false));

test("a paragraph breaks at spaces, its other lines indented", () => {
  expect(wrapped("one two three four", 9, "plain", 2)).toEqual(["one two", "  three", "  four"]);
});

test("a figure and its unit stay on one line", () => {
  expect(wrapped("late by 12 ms", 10)).toEqual(["late by", "12 ms"]);
  expect(wrapped("back: 95 % of all", 8)).toEqual(["back:", "95 % of", "all"]);
});

test("a word longer than the line is cut", () => {
  expect(wrapped("see wss://hub.example.com/devices now", 12)).toEqual(["see", "wss://hub.e…", "now"]);
});
