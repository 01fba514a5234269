import { expect, test } from "vitest";
import { formatProblem, inTextOrder, type Problem } from "../../../src/scenario/problems/problem.ts";

const problem: Problem = {
  file: "my.yaml",
  line: 7,
  column: 25,
  path: "load[0].over",
  message: "expected a duration such as 30s, found 30",
  hint: "write 30s",
  excerpt: "7 |   - { ramp: 100%, over: 30 }\n  |                         ^^",
};

test("a problem reads as a compiler's", () => {
  expect(formatProblem(problem)).toBe(
    [
      "my.yaml:7:25: load[0].over: expected a duration such as 30s, found 30",
      "  7 |   - { ramp: 100%, over: 30 }",
      "    |                         ^^",
      "  hint: write 30s",
    ].join("\n"),
  );
});

test("a problem without a place in a text has no numbers", () => {
  const { hint: _, ...bare } = problem;
  expect(formatProblem({ ...bare, file: "--devices", line: 0, column: 0, path: "devices", excerpt: "" })).toBe(
    "--devices: devices: expected a duration such as 30s, found 30",
  );
});

test("problems come in the order of the text, those without a place last", () => {
  const at = (line: number, column: number): Problem => ({ ...problem, line, column });
  expect(inTextOrder([at(0, 0), at(9, 1), at(2, 5), at(2, 3)]).map(({ line, column }) => [line, column])).toEqual([
    [2, 3],
    [2, 5],
    [9, 1],
    [0, 0],
  ]);
});
