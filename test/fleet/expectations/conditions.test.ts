import { describe, expect, test } from "vitest";
import type { Notice } from "../../../src/fleet/run-events.ts";
import { finished, outcomes } from "./outcomes.ts";

/** Ten homes with a lock and a bulb; all bulbs lose their connection from 1:00 to 1:30. */
const run = {
  homes: 10,
  fleet: [{ kind: "lock" }, { kind: "bulb", reconnect: { policy: "fixed" as const, delay: "1s" } }],
  load: [{ ramp: "100%", over: "0s" }, { hold: "5m" }],
  timeline: [
    { at: "30s", mark: "settled" },
    { at: "1m", name: "cut", disconnect: "abrupt" as const, for: "30s", select: { kind: "bulb" } },
  ],
};
const locks = { kind: "lock" };
const bulbs = { kind: "bulb" };

describe("always", () => {
  test("holds of devices of whom it is true all the time", async () => {
    const [always] = await outcomes({
      ...run,
      expect: [{ always: "device.ready", select: locks, after: "settled" }],
    });
    expect(always).toEqual({
      expression: "always device.ready after settled",
      observed: 0,
      ok: true,
      text: "always on all 10 devices",
      failed: null,
    });
  });

  test("fails with how many, who, when and what was seen", async () => {
    const [always] = await outcomes({ ...run, expect: [{ always: "device.ready", after: "settled" }] });
    expect(always).toMatchObject({ ok: false, observed: 10 });
    expect(always!.text).toMatch(
      /^not so on 10 of 20 devices \(bulb-0001, bulb-0002, .*, bulb-0010\), first on bulb-0001 at 1m \(17:01:00\), with device\.ready false$/,
    );
    expect(always!.failed).toEqual({
      atMillis: 60_000,
      time: "2026-01-15T16:01:00.000Z",
      on: {
        what: "devices",
        count: 10,
        first: Array.from({ length: 10 }, (_, i) => `bulb-00${i < 9 ? "0" : ""}${i + 1}`),
      },
    });
  });

  test("forgives what is over before its time", async () => {
    const [long, short] = await outcomes({
      ...run,
      expect: [
        { always: "device.ready", for: "1m", select: bulbs },
        { always: "device.ready", for: "20s", select: bulbs },
      ],
    });
    expect(long).toMatchObject({ ok: true });
    expect(short).toMatchObject({ ok: false, failed: { atMillis: 80_000 } });
    expect(short!.text).toMatch(/^not so for 20s on 10 of 10 devices/);
  });

  test("counts for its time after a moment only", async () => {
    const [before, during] = await outcomes({
      ...run,
      expect: [
        { always: "device.ready", after: "settled", within: "20s" },
        { always: "device.ready", after: "settled", within: "40s" },
      ],
    });
    expect([before!.ok, during!.ok]).toEqual([true, false]);
  });

  test("is of the run when it names neither device nor home", async () => {
    const [always, never] = await outcomes({
      ...run,
      expect: [{ always: "run.ready == 20", after: "settled" }, { never: "run.connections.lost > 10" }],
    });
    expect(always).toMatchObject({ ok: false, observed: 1, failed: { on: null } });
    expect(always!.text).toMatch(/^not so at 1m(1s)? \(17:01:0[01]\), with run\.ready 10$/);
    expect(never).toMatchObject({ ok: true, text: "never so" });
  });

  test("is of homes when it names home and no device", async () => {
    const power = { at: "2m", world: "power-cut" as const, for: "20s", select: { home: 3 } };
    const [mains] = await outcomes({ ...run, timeline: [power], expect: [{ always: "home.mains" }] });
    expect(mains).toMatchObject({
      ok: false,
      text: "not so on 1 of 10 homes (3), first on home 3 at 2m (17:02:00), with home.mains false",
      failed: { on: { what: "homes", count: 1, first: ["3"] } },
    });
  });
});

describe("never", () => {
  test("fails on those of whom it was true", async () => {
    const unlocked = { at: "2m", act: "turn-key", select: { kind: "lock", count: 2 } };
    const [never] = await outcomes({
      ...run,
      fleet: [{ kind: "lock", settings: { autoRelockTime: 0 } }],
      timeline: [unlocked],
      expect: [{ never: "device.lockState == 'unlocked' && run.elapsed > 115.0 && run.elapsed < 130.0" }],
    });
    expect(never).toMatchObject({ ok: false, observed: 2, failed: { on: { what: "devices", count: 2 } } });
    expect(never!.text).toContain('with device.lockState "unlocked", run.elapsed 12');
  });

  test("holds when nobody was like that", async () => {
    const [never] = await outcomes({ ...run, expect: [{ never: "device.boots > 5" }] });
    expect(never).toMatchObject({ ok: true, text: "on none of 20 devices" });
  });
});

describe("eventually", () => {
  test("holds when it came true of each in time", async () => {
    const [eventually] = await outcomes({
      ...run,
      expect: [{ eventually: "device.ready", after: "cut", within: "45s" }],
    });
    expect(eventually).toMatchObject({
      expression: "eventually device.ready within 45s after cut",
      ok: true,
      text: "in time on all 20 devices",
    });
  });

  test("fails at the end of its time on those of whom it did not", async () => {
    const [eventually] = await outcomes({
      ...run,
      expect: [{ eventually: "device.ready", after: "cut", within: "10s" }],
    });
    expect(eventually).toMatchObject({ ok: false, observed: 10, failed: { atMillis: 70_000 } });
    expect(eventually!.text).toMatch(
      /^not so in time on 10 of 20 devices \(bulb-0001, .* first on bulb-0001 at 1m10s \(17:01:10\)/,
    );
  });

  test("without a time has until the end of the run", async () => {
    const [met, missed] = await outcomes({
      ...run,
      expect: [{ eventually: "run.connections.reconnects == 10" }, { eventually: "device.boots == 3", select: locks }],
    });
    expect(met).toMatchObject({ ok: true, text: "so in time" });
    expect(missed).toMatchObject({ ok: false, failed: { atMillis: 300_000 } });
  });

  test("has to stay so for as long as it says", async () => {
    const [short, long] = await outcomes({
      ...run,
      expect: [
        { eventually: "device.ready", for: "50s", within: "1m", select: bulbs },
        { eventually: "device.ready", for: "70s", within: "2m", select: bulbs },
      ],
    });
    expect([short!.ok, long!.ok]).toEqual([true, false]);
  });

  test("has to come true after the last of its moments, when it has to the end of the run", async () => {
    const [after] = await outcomes({
      ...run,
      timeline: [{ at: "30s", every: "1m", name: "knock", act: "turn-key", select: locks }],
      expect: [{ eventually: "run.elapsed < 200.0", after: "knock" }],
    });
    expect(after).toMatchObject({ ok: false, failed: { atMillis: 300_000 } });
  });

  test("counts anew each time its moment comes", async () => {
    const knocks = { at: "50s", every: "1m", name: "knock", act: "turn-key", select: locks };
    const [eventually] = await outcomes({
      ...run,
      timeline: [...run.timeline, knocks],
      expect: [{ eventually: "device.ready", after: "knock", within: "5s" }],
    });
    expect(eventually).toMatchObject({ ok: true });
    const [cut] = await outcomes({
      ...run,
      timeline: [...run.timeline, { ...knocks, at: "5s" }],
      expect: [{ eventually: "device.ready", after: "knock", within: "5s" }],
    });
    expect(cut).toMatchObject({ ok: false, observed: 10, failed: { atMillis: 70_000 } });
  });
});

describe("a condition", () => {
  test("of which there is nobody to look at does not hold", async () => {
    const [none, came] = await outcomes({
      ...run,
      timeline: [...run.timeline, { at: "4m", name: "late", reboot: true as const }],
      duration: "3m",
      load: [{ ramp: "0%", over: "5m" }],
      expect: [{ always: "device.ready" }, { always: "run.ready == 0", after: "late" }],
    });
    expect(none).toMatchObject({ ok: false, observed: null, text: "not measured, as no device was there" });
    expect(came).toMatchObject({ ok: false, observed: null, text: "not measured, as late never came" });
  });

  test("does not ask devices that have left, and is not upset by the goodbyes at the end", async () => {
    const [always, eventually] = await outcomes({
      ...run,
      load: [{ ramp: "100%", over: "0s" }, { hold: "40s" }, { ramp: "50%", over: "10s" }, { hold: "5s" }],
      timeline: [{ at: "30s", mark: "settled" }],
      expect: [
        { always: "device.ready", after: "settled" },
        { eventually: "device.phase == 'closed'", select: { count: 1 } },
      ],
    });
    expect(always).toMatchObject({ ok: true });
    expect(eventually!.observed).not.toBeNull();
  });

  test("of a device that time alone makes true is seen when the device says something, and when the time is over", async () => {
    const quiet = {
      ...run,
      fleet: [{ kind: "lock", telemetry: { every: "1h" as const } }],
      timeline: [run.timeline[0]!],
    };
    const [within, end, never] = await outcomes({
      ...quiet,
      expect: [
        { eventually: "device.boots == 1 && run.elapsed > 89.0", after: "settled", within: "1m" },
        { eventually: "device.boots == 1 && run.elapsed > 299.0" },
        { never: "device.boots == 1 && run.elapsed > 299.0" },
      ],
    });
    expect([within, end]).toMatchObject([{ ok: true }, { ok: true }]);
    expect(never).toMatchObject({ ok: false, observed: 10, failed: { atMillis: 300_000 } });
  });

  test("of a device that names its home is looked at when something happens there", async () => {
    const [home, device] = await outcomes({
      homes: 4,
      fleet: [{ kind: "bulb", telemetry: { every: "12h" } }],
      clock: { start: "2026-01-14T06:00:00Z" },
      load: [{ ramp: "100%", over: "0s" }, { hold: "6h" }],
      expect: [
        { never: "home.present == 0", for: "2m" },
        { never: "home.present == 0 && device.boots == 1", for: "2m" },
      ],
    });
    expect([home!.ok, device!.ok]).toEqual([false, false]);
    expect(device!.failed!.atMillis).toBe(home!.failed!.atMillis);
    expect(device!.observed).toBe(home!.observed);
  });

  test("that cannot be worked out does not hold, and says why", async () => {
    const [fault] = await outcomes({ ...run, expect: [{ never: "double(device.name) > 0.0" }] });
    expect(fault).toMatchObject({ ok: false, text: expect.stringMatching(/^could not be worked out: /) });
  });

  test("selects the same devices in every run", async () => {
    const sketch = { ...run, expect: [{ never: "device.ready", select: { share: "20%" } }] };
    const [once, again] = [await outcomes(sketch), await outcomes(sketch)];
    expect(once[0]!.failed!.on!.count).toBe(4);
    expect(again).toEqual(once);
  });

  test("names ten devices at most, and says how many there are", async () => {
    const [never] = await outcomes({ ...run, homes: 30, expect: [{ never: "device.ready", select: locks }] });
    expect(never!.failed!.on).toMatchObject({ count: 30, first: { length: 10 } });
    expect(never!.text).toContain("lock-0010 and 20 more)");
  });

  test("ends the run when it is to, with all that failed at that instant, and the reason names it", async () => {
    const notices: Notice[] = [];
    const summary = await finished(
      { ...run, expect: [{ always: "device.ready", after: "settled", select: bulbs, abort: true }] },
      notices,
    );
    expect(summary).toMatchObject({ verdict: "fail", run: { durationSeconds: 60 } });
    expect(summary.reasons).toEqual([
      expect.stringMatching(/^always device\.ready after settled: not so on 10 of 10 devices .*; the run ended$/),
    ]);
    expect(notices.filter(({ text }) => text.startsWith("not as expected"))).toHaveLength(1);
  });

  test("is known in the middle of a run as far as it is", async () => {
    const { startFleet } = await import("../../../src/library/start-fleet.ts");
    await using fleet = await startFleet(
      { flotilla: 1, ...run, expect: [{ eventually: "run.elapsed > 100.0" }] },
      { clock: "virtual" },
    );
    await fleet.advance("90s");
    expect(fleet.summary().thresholds[0]).toMatchObject({ ok: false });
    await fleet.advance("20s");
    expect(fleet.summary().thresholds[0]).toMatchObject({ ok: true });
  });
});
