import { expect, test } from "vitest";
import { nameHint, nearestName } from "../../../src/scenario/problems/suggestion.ts";

const names = ["lockDoor", "unlockDoor", "turn-key", "expect", "high", "north"];

test.each([
  ["lockdor", "lockDoor"],
  ["turnkey", "turn-key"],
  ["turn_key", "turn-key"],
  ["hihg", "high"],
  ["expectations", "expect"],
  ["UnlockDoor", "unlockDoor"],
])("%s was meant to be %s", (found, meant) => {
  expect(nearestName(found, names)).toBe(meant);
});

test.each(["south", "toggle", "", "x"])("%j is no slip of anything", (found) => {
  expect(nearestName(found, names)).toBeUndefined();
});

test("where nothing is near, a short list says what there is", () => {
  expect(nameHint("toggle", ["a", "b"])).toBe("known: a, b");
  expect(nameHint("toggle", [])).toBeUndefined();
  expect(
    nameHint(
      "toggle",
      Array.from({ length: 17 }, (_, number) => `name ${number}`),
    ),
  ).toBeUndefined();
});
