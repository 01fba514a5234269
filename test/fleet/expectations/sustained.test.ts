import { describe, expect, test } from "vitest";
import type { Notice } from "../../../src/fleet/run-events.ts";
import { finished, outcomes } from "./outcomes.ts";

/** Ten locks, of which all are away from 1:00 to 1:30. */
const run = {
  homes: 10,
  fleet: [{ kind: "lock", reconnect: { policy: "fixed" as const, delay: "1s" } }],
  load: [{ ramp: "100%", over: "0s" }, { hold: "5m" }],
  timeline: [{ at: "1m", name: "cut", disconnect: "abrupt" as const, for: "30s" }],
};

describe("a sustained threshold", () => {
  test("holds when it was broken for less than so long on end", async () => {
    const [sustained] = await outcomes({ ...run, expect: [{ that: "devices.connectedAtEnd == 10", for: "1m" }] });
    expect(sustained).toMatchObject({
      expression: "devices.connectedAtEnd == 10 for 1m",
      ok: true,
      observed: 10,
      failed: null,
    });
    expect(sustained!.text).toMatch(/^10 in the end; for (29|3\d)(\.\d)?s on end it did not hold$/);
  });

  test("is broken once it has not held for so long, and stays broken", async () => {
    const [sustained] = await outcomes({ ...run, expect: [{ that: "devices.connectedAtEnd == 10", for: "20s" }] });
    expect(sustained).toMatchObject({
      ok: false,
      observed: 0,
      text: "0 at 1m20s (17:01:20), not held for 20s on end",
      failed: { atMillis: 80_000, time: "2026-01-15T16:01:20.000Z", on: null },
    });
  });

  test("without a time is broken at the first look at which it does not hold", async () => {
    const [sustained] = await outcomes({ ...run, expect: [{ that: "connections.lost == 0 of kind lock" }] });
    expect(sustained).toMatchObject({ ok: false, text: "10 in the last 10s at 1m (17:01:00)" });
  });

  test("looks at the last seconds only: what was before is forgotten", async () => {
    const [short, long] = await outcomes({
      ...run,
      expect: [
        { that: "connections.lost == 0", for: "15s", over: "5s" },
        { that: "connections.lost == 0", for: "15s", over: "30s" },
      ],
    });
    expect(short!.ok).toBe(true);
    expect(long).toMatchObject({ ok: false, text: "10 in the last 30s at 1m15s (17:01:15), not held for 15s on end" });
  });

  test("of latencies sees those of the last seconds, and takes no sample for neither good nor bad", async () => {
    const [bad, good] = await outcomes({
      ...run,
      expect: [
        { that: "latency.reconnect max < 5s", for: "5s", over: "10s" },
        { that: "latency.ready max < 5s", for: "5s", over: "10s" },
      ],
    });
    expect(bad).toMatchObject({ ok: false, text: expect.stringMatching(/over 10 samples in the last 10s at 1m3\d/) });
    expect(good).toMatchObject({ ok: true, failed: null });
  });

  test("is not held when there never was anything to see", async () => {
    const [none, never] = await outcomes({
      ...run,
      timeline: [...run.timeline, { at: "4m", name: "later", reboot: true as const }],
      duration: "3m",
      expect: [{ that: "latency.ack p(99) < 1s" }, { that: "connections.lost == 0 after later" }],
    });
    expect(none).toMatchObject({ ok: false, observed: null, text: "not measured" });
    expect(never).toMatchObject({ ok: false, observed: null, text: "not measured, as later never came" });
  });

  test("counts within its window alone", async () => {
    const [before, after] = await outcomes({
      ...run,
      timeline: [...run.timeline, { at: "2m", mark: "calm" }],
      expect: [{ that: "connections.lost == 0 before cut" }, { that: "connections.lost == 0 after calm" }],
    });
    expect([before!.ok, after!.ok]).toEqual([true, true]);
  });

  test("ends the run when it is to, in good order, and the reason names it", async () => {
    const notices: Notice[] = [];
    const summary = await finished(
      { ...run, expect: [{ that: "devices.connectedAtEnd == 10", for: "20s", abort: true }, "connections.lost == 10"] },
      notices,
    );
    const seen = "devices.connectedAtEnd == 10 for 20s: 0 at 1m20s (17:01:20), not held for 20s on end";
    expect(summary).toMatchObject({
      verdict: "fail",
      reasons: [`${seen}; the run ended`],
      run: { durationSeconds: 80 },
      thresholds: [{ ok: false }, { ok: true }],
    });
    expect(notices.map(({ text }) => text)).toContain(`not as expected, ${seen}`);
  });

  test("gives the same summary every time", async () => {
    const sketch = { ...run, expect: [{ that: "latency.reconnect max < 5s", for: "5s" }] };
    const [once, again] = [await outcomes(sketch), await outcomes(sketch)];
    expect(again).toEqual(once);
  });
});
