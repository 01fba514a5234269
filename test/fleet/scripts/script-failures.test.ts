import { expect, test } from "vitest";
import { ScriptFailures } from "../../../src/fleet/scripts/script-failures.ts";
import { FlotillaError } from "../../../src/kernel/errors.ts";

function ledger(): { failures: ScriptFailures; told: string[]; tell: (text: string) => void } {
  const told: string[] = [];
  return { failures: new ScriptFailures(), told, tell: (text) => told.push(text) };
}

test("equal failures are told once, and counted", () => {
  const { failures, told, tell } = ledger();
  expect(failures.reasons).toEqual([]);
  for (const lock of ["lock-1", "lock-2", "lock-3"]) failures.add("lock.on.lost", "stuck", lock, tell);
  failures.add("visitor", "stuck", "home 3", tell);
  expect(told).toEqual(["lock.on.lost: stuck (lock-1)", "visitor: stuck (home 3)"]);
  expect(failures.reasons).toEqual(["lock.on.lost: stuck (lock-1, and 2 more)", "visitor: stuck (home 3)"]);
});

test("of very many different ones some are told, and how many others there were", () => {
  const { failures, told, tell } = ledger();
  for (let number = 0; number < 25; number++) failures.add("visitor", `fault ${number}`, "home 0", tell);
  expect(told).toHaveLength(10);
  expect(failures.reasons).toHaveLength(11);
  expect(failures.reasons.at(-1)).toBe("15 further failures of scripts");
});

test("what was thrown is said with its place, or with what to do where we know it", () => {
  const { failures, told, tell } = ledger();
  failures.threw("visitor", new Error("stuck"), "home 0", tell);
  failures.threw("visitor", new FlotillaError("usage", "expected a key", { hint: "turn it" }), "home 0", tell);
  failures.threw("visitor", "just a text", "home 0", tell);
  expect(told).toEqual([
    expect.stringMatching(/^visitor: stuck at script-failures\.test\.ts:\d+ \(home 0\)$/),
    "visitor: expected a key; turn it (home 0)",
    "visitor: just a text (home 0)",
  ]);
});
