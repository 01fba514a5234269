import { expect, test } from "vitest";
import { marksWithin, stepNames } from "../../../src/scenario/timeline/step-names.ts";

test("steps are called what they are said to be called, or what they do", () => {
  const names = stepNames([
    { at: "1s", world: "power-cut", for: "1s" },
    { at: "1s", command: "lockDoor" },
    { at: "1s", mark: "rush" },
    { at: "1s", disconnect: "clean", name: "maintenance" },
    { at: "1s", disconnect: "clean" },
    { at: "1s", reboot: true },
    { at: "1s", act: "turn-key" },
  ]);
  expect(names).toEqual(["power-cut", "lockDoor", "rush", "maintenance", "disconnect", "reboot", "turn-key"]);
});

test("those without a name of their own never take another's", () => {
  const cut = { at: "1s", world: "power-cut", for: "1s" } as const;
  expect(stepNames([cut, cut, { ...cut, name: "power-cut-2" }, cut])).toEqual([
    "power-cut",
    "power-cut-3",
    "power-cut-2",
    "power-cut-4",
  ]);
});

test("a list is called what it does first that has a name", () => {
  const lists = [
    { at: "1s", do: [{ wait: "1s" }, { log: "now" }, { mark: "now" }, { act: "turn-key" }, { command: "lockDoor" }] },
    { at: "1s", do: { reboot: true } },
    { at: "1s", do: [{ log: "now" }, { stop: true }] },
    { at: "1s", do: [{ wait: "1s" }, { mark: "later" }] },
    undefined,
  ] as const;
  expect(stepNames(lists)).toEqual(["turn-key", "reboot", "log", "step", "step-2"]);
});

test("no step takes the name of a mark among the actions of another", () => {
  const timeline = [
    { at: "1s", act: "turn-key" },
    { at: "1s", do: [{ mark: "turn-key" }, { reboot: true }] },
    { at: "1s", mark: "rush" },
  ] as const;
  expect(stepNames(timeline)).toEqual(["turn-key-2", "reboot", "rush"]);
  expect(timeline.map(marksWithin)).toEqual([[], ["turn-key"], []]);
});
