import { describe, expect, test } from "vitest";
import type { StepInput } from "../../../src/scenario/scenario-input.ts";
import { feel, received, rigWith } from "./stage-rig.ts";

const echo = { command: "echo", args: { text: "hi" } };

describe("a step after another", () => {
  test("happens so much later, each time that one does", () => {
    const rig = rigWith(
      [
        { at: "1m", every: "2m", until: "5m", mark: "tick" },
        { after: "tick", wait: "45s", ...echo },
      ],
      { homes: 1 },
    );
    rig.pass("10m");
    expect(received(rig, "echo").map(([second]) => Math.floor(second))).toEqual([105, 225]);
  });

  test("without a wait happens at once, after what it follows", () => {
    const rig = rigWith([
      { after: "second", mark: "third" },
      { after: "first", mark: "second" },
      { at: "1m", mark: "first" },
    ]);
    rig.pass("1m");
    expect(rig.notices).toEqual(["info: mark first", "info: mark second", "info: mark third"]);
  });

  test("may follow a mark within another", () => {
    const rig = rigWith([
      { at: "1m", name: "evening", do: [{ wait: "20s" }, { mark: "dark" }] },
      { after: "dark", wait: "10s", mark: "darker" },
    ]);
    rig.pass("89s");
    expect(rig.notices).toEqual(["info: mark dark"]);
    rig.pass("2s");
    expect(rig.notices).toEqual(["info: mark dark", "info: mark darker"]);
  });

  test("waits a time that is drawn anew each time", () => {
    const rig = rigWith(
      [
        { at: "1m", every: "2m", mark: "tick" },
        { after: "tick", wait: { uniform: ["0s", "60s"] }, ...echo },
      ],
      { homes: 1 },
    );
    rig.pass("11m");
    const waits = received(rig, "echo").map(([second], round) => second - 60 - 120 * round);
    expect(waits).toHaveLength(5);
    for (const wait of waits) expect(wait).toBeLessThanOrEqual(60.1);
    expect(new Set(waits.map(Math.round)).size).toBeGreaterThan(2);
  });

  test("that happened to one device happens in its home", () => {
    const steps: StepInput[] = [
      { when: "device.mood == 'odd'", mark: "odd" },
      { after: "odd", wait: "10s", ...echo },
    ];
    const rig = rigWith(steps, { homes: 5, fleet: [{ kind: "witness", perHome: 2 }] });
    rig.pass("1m");
    feel(rig, "witness-0003", "odd");
    rig.pass("1m");
    expect(received(rig, "echo").map(([second, device]) => [Math.floor(second), device])).toEqual([
      [70, "witness-0003"],
      [70, "witness-0004"],
    ]);
  });
});
