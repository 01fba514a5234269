/** Every shipped scenario runs, at a small scale and in virtual time, and keeps on the built-in server what it promises. */
import { describe, expect, test } from "vitest";
import type { Summary } from "../../src/fleet/run-events.ts";
import { testHost } from "../support/test-host.ts";

/** What makes each of them small, and what it is about: a line of its summary that only comes if that has happened. */
const small: Readonly<Record<string, readonly string[]>> = {
  quickstart: ["--devices=60"],
  "three-devices": [],
  "power-cut": ["--devices=100"],
  "evening-peak": ["--set=vars.homes=15"],
  "morning-rush": ["--set=homes=15"],
  "reconnect-storm": ["--set=vars.each=12", "--set=homes=12"],
  soak: ["--set=homes=6"],
  "noisy-neighbour": ["--devices=20"],
  "lock-battery-winter": ["--set=homes=8"],
  "heat-wave": ["--set=homes=6"],
  "backend-contract": ["--set=homes=3"],
  "whole-home": ["--set=homes=5"],
  million: ["--devices=50", "--target=none"],
};

async function run(scenario: string, options: readonly string[] = []): Promise<{ exit: number; summary: Summary }> {
  const host = testHost(["run", scenario, "--speed=max", "--json", ...(small[scenario] ?? []), ...options]);
  const exit = await host.run();
  return { exit, summary: JSON.parse(host.out) as Summary };
}

test.each(Object.keys(small))("%s passes", async (scenario) => {
  const { exit, summary } = await run(scenario);
  expect({ exit, reasons: summary.reasons }).toEqual({ exit: 0, reasons: [] });
  expect(summary.devices.peakConnected).toBe(summary.devices.planned);
  expect(summary.thresholds.filter(({ ok }) => !ok)).toEqual([]);
});

describe("what they are about happens:", () => {
  test("four policies recover in four ways", async () => {
    const { summary } = await run("reconnect-storm");
    const recovered = summary.recoveries.map(({ cause, recovered: back }) => [cause, back]);
    expect(recovered).toEqual(
      ["fixed", "exponential", "full-jitter", "decorrelated"].map((name) => [`storm-${name}`, 12]),
    );
    const all = Object.fromEntries(summary.recoveries.map(({ cause, all: millis }) => [cause, millis!]));
    expect(all["storm-fixed"]).toBeLessThan(all["storm-full-jitter"]!);
  });

  test("the quiet tenant is judged by itself while the noisy one is there", async () => {
    const { summary } = await run("noisy-neighbour");
    const [whole, between] = summary.thresholds.filter(({ expression }) => expression.startsWith("latency.ack"));
    const samples = (text: string): number => Number(/over (\d+) samples/.exec(text)?.[1]);
    expect(samples(between!.text)).toBeGreaterThan(0);
    expect(samples(between!.text)).toBeLessThan(samples(whole!.text));
    expect(samples(whole!.text)).toBeLessThan(summary.messages.acked);
  });

  test("apps lock the doors of those who have left", async () => {
    const { summary } = await run("morning-rush", ["--set=homes=40"]);
    expect(summary.commands.sent).toBeGreaterThan(0);
    expect(summary.commands.answered).toBe(summary.commands.sent);
  });

  test("devices leave and come back, and fail, in a soak", async () => {
    const { summary } = await run("soak");
    expect(summary.connections.reconnects).toBeGreaterThan(0);
    expect(summary.connections.ready).toBeGreaterThan(summary.devices.planned + summary.connections.reconnects);
  });

  test("devices that are not taken back fail the contract, by name", async () => {
    const { exit, summary } = await run("backend-contract", ["--set=timeline[2].for=10m"]);
    expect(exit).toBe(10);
    expect(summary.reasons).toContainEqual(expect.stringMatching(/^reconnect\.share == 100% after cable-pulled: /));
  });
});
