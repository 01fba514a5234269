/** The shipped scenario in TypeScript: what its header says, at a small scale and in virtual time. */
import { describe, expect, test } from "vitest";
import type { Summary } from "../../src/fleet/run-events.ts";
import { testHost } from "../support/test-host.ts";

async function outcome(argv: readonly string[]): Promise<{ exit: number; out: string; err: string }> {
  const host = testHost(argv);
  const exit = await host.run();
  return { exit, out: host.out, err: host.err };
}

async function summaryOf(...options: string[]): Promise<Summary & { exit: number }> {
  const { exit, out } = await outcome(["run", "night-visitor", "--speed", "max", "--json", ...options]);
  return { exit, ...(JSON.parse(out) as Summary) };
}

test("is good, and says what it shows", async () => {
  const { exit, out } = await outcome(["validate", "night-visitor"]);
  expect([exit, out]).toEqual([
    0,
    expect.stringMatching(/^night-visitor: good, \d+ devices \(60 lock, \d+ bulb\) in 60 homes, 1h\n$/),
  ]);
});

test("a stranger tries some doors, lights go on, and nobody comes in", async () => {
  const { exit, verdict, commands, messages } = await summaryOf("--set", "vars.homes=20");
  expect({ exit, verdict }).toEqual({ exit: 0, verdict: "pass" });
  expect(commands.sent).toBeGreaterThan(10);
  expect(commands).toMatchObject({ received: commands.sent, answered: commands.sent, lost: 0 });
  expect(messages.events).toBeGreaterThan(20);
});

test("with the code that the locks came with some doors open, and the run has failed", async () => {
  const { exit, reasons } = await summaryOf("--set", "vars.code=1234");
  expect(exit).toBe(10);
  expect(reasons).toEqual([expect.stringMatching(/^lock\.on\.lockOperation: a guessed code was right \(lock-/)]);
});

test("is planned as any other", async () => {
  const { exit, out } = await outcome(["plan", "night-visitor", "--set", "vars.homes=10"]);
  expect(exit).toBe(0);
  expect(out).toContain("visitor");
});

describe("simulated, it is", () => {
  const simulate = async (...options: string[]): Promise<string[]> => {
    const { exit, out } = await outcome(["simulate", "night-visitor", "--set", "vars.homes=12", ...options]);
    expect(exit).toBe(0);
    return out.split("\n").filter((line) => line !== "");
  };

  test("the same every time, and in each home as if there were no other", async () => {
    const all = await simulate();
    expect(await simulate()).toEqual(all);
    const visited = /"home":(\d+),.*lockOperationError/.exec(all.join("\n"))![1]!;
    const lines = all.filter((line) => line.includes(`"home":${visited},`));
    expect(await simulate("--home", visited)).toEqual(lines);
  });

  test("another night with another seed", async () => {
    expect(await simulate("--seed", "8")).not.toEqual(await simulate());
  });
});
