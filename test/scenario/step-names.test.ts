import { expect, test } from "vitest";
import { stepNames } from "../../src/scenario/step-names.ts";

test("steps are called what they are said to be called, or what they do", () => {
  const names = stepNames([
    { at: "1s", fault: "power-cut", for: "1s" },
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
  const cut = { at: "1s", fault: "power-cut", for: "1s" } as const;
  expect(stepNames([cut, cut, { ...cut, name: "power-cut-2" }, cut])).toEqual([
    "power-cut",
    "power-cut-3",
    "power-cut-2",
    "power-cut-4",
  ]);
});
