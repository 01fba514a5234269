import { describe, expect, test } from "vitest";
import { outcomes } from "./outcomes.ts";

describe("a threshold on a part of the run", () => {
  const run = {
    homes: 10,
    fleet: [{ kind: "lock" }, { kind: "bulb", perHome: 2 }],
    load: [{ ramp: "100%", over: "10s" }, { hold: "3m" }],
    timeline: [
      { at: "30s", mark: "quiet" },
      { at: "1m", name: "cut", disconnect: "abrupt" as const, for: "2s" },
      { at: "2m", mark: "late" },
    ],
  };

  test("counts what happened between two marks, and nothing else", async () => {
    const found = await outcomes({
      ...run,
      expect: [
        "connections.opened == 30",
        "connections.opened == 30 before quiet",
        "connections.opened == 0 between quiet and cut",
        "connections.lost == 0 between quiet and cut",
        "connections.lost == 30 between cut and late",
        "connections.lost == 30 after cut",
        "connections.lost == 0 after late",
        "latency.reconnect count == 30 between cut and late",
        "latency.connect count == 0 after late",
        "latency.connect max < 1s after cut",
      ],
    });
    expect(found.filter(({ ok }) => !ok).map(({ expression, text }) => [expression, text])).toEqual([
      ["connections.opened == 30", "60"],
    ]);
  });

  test("may begin with a mark among the actions of a step", async () => {
    const cut = { at: "1m", name: "cut", disconnect: "abrupt" as const, for: "2s" };
    const [inside, after] = await outcomes({
      ...run,
      timeline: [
        cut,
        { at: "50s", name: "story", do: [{ wait: "5s" }, { mark: "before" }, { wait: "30s" }, { mark: "then" }] },
      ],
      expect: ["connections.lost == 30 between before and then", "connections.lost == 0 after then"],
    });
    expect([inside, after].map((one) => one!.ok)).toEqual([true, true]);
  });

  test("judges a window by its own latencies, not by those before it", async () => {
    const [before, after] = await outcomes({
      ...run,
      expect: ["latency.reconnect max < 1ms before cut", "latency.reconnect min > 1ms between cut and late"],
    });
    expect(before).toMatchObject({ ok: false, observed: null, text: "no samples" });
    expect(after).toMatchObject({ ok: true, text: expect.stringContaining("over 30 samples") });
  });

  test("does not hold when a mark never came", async () => {
    const never = { at: "2m", name: "never", reboot: true as const };
    const [from, to] = await outcomes({
      ...run,
      duration: "90s",
      timeline: [...run.timeline, never],
      expect: ["connections.lost == 0 after never", "connections.lost == 0 between quiet and never"],
    });
    expect(from).toMatchObject({ ok: false, observed: null, text: "not measured, as never never came" });
    expect(to).toMatchObject({ ok: false, observed: null, text: "not measured, as never never came" });
  });

  test("says when it was known not to hold: at the end of its window", async () => {
    const [threshold] = await outcomes({ ...run, expect: ["connections.opened == 1 between quiet and late"] });
    expect(threshold?.failed).toEqual({ atMillis: 120_000, time: "2026-01-15T16:02:00.000Z", on: null });
  });
});

describe("a threshold on some devices", () => {
  const run = {
    homes: 10,
    fleet: [
      { kind: "lock", labels: { region: "north" } },
      {
        kind: "bulb",
        perHome: 2,
        variants: [
          { name: "white", weight: 3 },
          { name: "colour", labels: { hue: "any" } },
        ],
      },
    ],
    load: [{ ramp: "100%", over: "10s" }, { hold: "2m" }],
    timeline: [{ at: "30s", name: "cut", disconnect: "abrupt" as const, for: "2s", select: { kind: "lock" } }],
  };

  test("is told apart by kind, group, variant and label", async () => {
    const found = await outcomes({
      ...run,
      expect: [
        "connections.lost == 10",
        "connections.lost == 10 of kind lock",
        "connections.lost == 0 of group bulb",
        "connections.lost == 10 of label region=north",
        "connections.opened == 20 of kind bulb after cut",
        "devices.planned == 20 of kind bulb",
        "devices.peakConnected == 10 of label region=north",
        "devices.peakShare == 100% of kind lock",
        "devices.connectedAtEnd == 20 of kind bulb",
        "latency.ready count == 20 of kind lock",
        "latency.ready count == 30",
      ],
    });
    expect(found.filter(({ ok }) => !ok).map(({ expression, text }) => [expression, text])).toEqual([
      ["connections.opened == 20 of kind bulb after cut", "0"],
      ["latency.ready count == 30", "40 samples"],
    ]);
  });

  test("sums up over variants exactly", async () => {
    const [white, colour, hue, all] = await outcomes({
      ...run,
      expect: [
        "connections.ready > 0 of variant white",
        "connections.ready > 0 of variant colour",
        "connections.ready > 0 of label hue=any",
        "connections.ready == 20 of kind bulb",
      ],
    });
    expect(white!.observed! + colour!.observed!).toBe(20);
    expect(hue!.observed).toBe(colour!.observed);
    expect(all!.ok).toBe(true);
  });

  test("comes back in its own time", async () => {
    const cut = { at: "30s", name: "cut", disconnect: "abrupt" as const, for: "2s" };
    const [locks, bulbs, share, all] = await outcomes({
      homes: 10,
      fleet: [
        { kind: "lock", reconnect: { policy: "fixed", delay: "1s" } },
        { kind: "bulb", reconnect: { policy: "fixed", delay: "20s" } },
      ],
      load: [{ ramp: "100%", over: "0s" }, { hold: "5m" }],
      timeline: [cut, { ...cut, at: "2m", name: "again" }],
      expect: [
        "reconnect.all < 3s of kind lock after cut",
        "reconnect.half > 10s of kind bulb after again",
        "reconnect.share == 100% of group bulb",
        "reconnect.all > 10s",
      ],
    });
    expect([locks, bulbs, share, all].map((one) => one!.ok)).toEqual([true, true, true, true]);
    expect(locks!.text).toMatch(/, 10 of 10 came back$/);
    expect(share!.text).toBe("100%, 20 of 20 came back");
    expect(all!.text).toMatch(/, 40 of 40 came back$/);
  });

  test("has its own ledger of commands", async () => {
    const found = await outcomes({
      ...run,
      timeline: [
        { at: "30s", command: "lockDoor", select: { kind: "lock" } },
        { at: "40s", command: "off", select: { kind: "bulb" } },
      ],
      expect: [
        "commands.sent == 10 of kind lock",
        "commands.received == 20 of kind bulb",
        "commands.lost == 0 of kind bulb",
        "latency.commandHandling count == 10 of kind lock",
      ],
    });
    expect(found.map(({ ok }) => ok)).toEqual([true, true, true, true]);
  });
});
