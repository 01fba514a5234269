import { expect, test } from "vitest";
import { ScriptFailures, thrownText } from "../../../src/fleet/scripts/script-failures.ts";
import { FlotillaError } from "../../../src/kernel/errors.ts";

function ledger(): { failures: ScriptFailures; told: string[]; tell: (text: string) => void } {
  const told: string[] = [];
  return { failures: new ScriptFailures(), told, tell: (text) => told.push(text) };
}

test("equal failures are told once, and counted", () => {
  const { failures, told, tell } = ledger();
  expect(failures.reasons).toEqual([]);
  for (const lock of ["lock-1", "lock-2", "lock-3"]) failures.add("lock.on.lost: stuck", lock, 1, tell);
  failures.add("visitor: stuck", "home 3", 1, tell);
  expect(told).toEqual(["lock.on.lost: stuck (lock-1)", "visitor: stuck (home 3)"]);
  expect(failures.reasons).toEqual(["lock.on.lost: stuck (lock-1, and 2 more)", "visitor: stuck (home 3)"]);
});

test("of very many different ones some are told, and how many others there were", () => {
  const { failures, told, tell } = ledger();
  for (let number = 0; number < 25; number++) failures.add(`visitor: fault ${number}`, "home 0", 1, tell);
  expect(told).toHaveLength(10);
  expect(failures.reasons).toHaveLength(11);
  expect(failures.reasons.at(-1)).toBe("15 further failures of scripts");
});

test("several at once are counted as several", () => {
  const { failures, tell } = ledger();
  failures.add("visitor: stuck", "home 3", 1, tell);
  failures.add("visitor: stuck", "home 7", 41, tell);
  expect(failures.reasons).toEqual(["visitor: stuck (home 3, and 41 more)"]);
});

test("what was thrown is said with its place, or with what to do where we know it", () => {
  expect(thrownText(new Error("stuck"))).toMatch(/^stuck at script-failures\.test\.ts:\d+$/);
  const known = new FlotillaError("usage", "expected a key", { hint: "turn it" });
  expect(thrownText(known)).toBe("expected a key; turn it");
  expect(thrownText("just a text")).toBe("just a text");
});
