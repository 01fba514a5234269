/** The suite itself: it lets good kinds pass, and catches each way to break the contract. */
import { describe, expect, test } from "vitest";
import { defineKind, type Input, type Kind, type KindShape } from "../../src/device/kind.ts";
import type { Instant } from "../../src/kernel/time.ts";
import { later, minutes, never, seconds } from "../../src/kernel/time.ts";
import { kindConformance } from "../../src/testing/index.ts";

interface GaugeState {
  base: number;
  since: Instant;
  waiting: number[];
  extra?: unknown;
}
interface Flaws {
  readonly step?: (state: GaugeState, input: Input<KindShape>, context: GaugeContext) => void;
  readonly value?: (state: GaugeState, now: Instant) => number;
  readonly leaves?: (state: GaugeState, now: Instant, low: number, high: number) => Instant;
}
type GaugeContext = Parameters<Kind["step"]>[2];

const perSecond = 0.01;

function risen(state: GaugeState, now: Instant): number {
  return Math.min(1_000_000_000, state.base + ((now - state.since) / 1_000) * perSecond);
}

function rises(state: GaugeState, now: Instant, low: number, high: number): Instant {
  const value = risen(state, now);
  if (value <= low || value >= high) return now;
  const at = later(state.since, ((high - state.base) / perSecond) * 1_000);
  return high > 1_000_000_000 ? never : at;
}

/** A gauge that rises by itself and answers `reset` after two seconds; `flaws` breaks it somewhere. */
function gauge(flaws: Flaws = {}): Kind {
  const { value = risen, leaves = rises } = flaws;
  return defineKind({
    name: "gauge",
    summary: "A gauge.",
    matterType: "none",
    power: "mains",
    rooms: { hall: 1 },
    attributes: {
      reading: {
        type: "number",
        min: 0,
        role: "telemetry",
        report: { min: "1s", max: "1h", change: 1 },
        doc: "It rises.",
        matter: "ours",
      },
      resets: {
        type: "number",
        integer: true,
        min: 0,
        max: 1_000_000,
        role: "state",
        report: { min: "0s", max: "never" },
        doc: "How often it was reset.",
        matter: "ours",
      },
    },
    commands: { reset: { doc: "To zero.", args: {}, matter: "ours" } },
    events: {},
    settings: {},
    faults: { wobble: { doc: "It wobbles." } },
    acts: { knock: { doc: "Somebody knocks at it.", args: {} } },
    wakes: ["answer"],
    start(context): GaugeState {
      context.set("resets", 0);
      return { base: 0, since: context.now, waiting: [] };
    },
    step(state, input, context) {
      if (flaws.step !== undefined) return flaws.step(state, input as never, context);
      if (input.type === "boot" || input.type === "power") state.waiting = [];
      if (input.type === "command") {
        state.base = 0;
        state.since = context.now;
        context.set("resets", (context.get("resets") + 1) % 1_000);
        state.waiting.push(input.call);
        context.wake("answer", later(context.now, seconds(2)));
      }
      if (input.type === "wake") for (const call of state.waiting.splice(0)) context.done(call);
    },
    signals: {
      reading: {
        value: (state, { now }) => value(state, now),
        leaves: (state, { now }, low, high) => leaves(state, now, low, high),
      },
    },
  });
}

const sound = gauge();

function brokenChecks(kind: Kind, steps = 600): string[] {
  const failed: string[] = [];
  for (const { name, run } of kindConformance(kind, { steps })) {
    try {
      run();
    } catch {
      failed.push(name.slice("gauge: ".length));
    }
  }
  return failed;
}

/** The sound gauge with something done besides, at each step. */
function besides(flaw: NonNullable<Flaws["step"]>): Kind {
  return gauge({
    step(state, input, context) {
      sound.step(state, input as never, context);
      flaw(state, input, context);
    },
  });
}

const values = "its values fit their fields at every moment";
const plain = "its state is plain JSON at every moment";
const roundTrip = "it lives on unchanged after a JSON round trip of its state";
const repeated = "the same inputs give the same output";
const answered = "every command is answered exactly once";
const signals = "its signals leave a band when they say, and not before";
const read = "reading its values changes nothing, however often";
const caused = "nothing changes because of what did not happen";

describe("the conformance suite", () => {
  test("lets a sound kind pass", () => {
    expect(brokenChecks(sound)).toEqual([]);
  });

  test("catches a value that does not fit its field", () => {
    const kind = besides((_state, input, context) => {
      if (input.type === "act") context.set("resets", 0.5);
    });
    expect(brokenChecks(kind)).toEqual([values]);
  });

  test("catches a value that is no number", () => {
    expect(brokenChecks(gauge({ value: () => Number.NaN }))).toContain(values);
  });

  test.each([
    ["NaN", Number.NaN],
    ["undefined", undefined],
    ["a date", new Date(0)],
    ["a map", new Map()],
    ["a function", () => 1],
  ])("catches %s in the state", (_what, oddity) => {
    const kind = besides((state, input) => {
      if (input.type === "fault") state.extra = { inside: [oddity] };
    });
    expect(brokenChecks(kind)).toContain(plain);
  });

  test("catches a state that grows", () => {
    const kind = besides((state, input) => {
      if (input.type === "act") state.extra = [...((state.extra as number[] | undefined) ?? []), 1e20];
    });
    const check = kindConformance(kind, { steps: 2_000 }).find(({ name }) => name.endsWith(plain))!;
    expect(() => check.run()).toThrow(/a state of at most 1024 bytes/);
  });

  test("catches state that is shared with the kind", () => {
    const shared = { knocks: 0 };
    const kind = besides((state, input, context) => {
      state.extra ??= shared;
      if (input.type === "act") shared.knocks++;
      context.set("resets", (state.extra as typeof shared).knocks);
    });
    expect(brokenChecks(kind)).toContain(roundTrip);
  });

  test("catches a kind that remembers outside its state", () => {
    let knocks = 0;
    const kind = besides((_state, input, context) => {
      if (input.type === "act") context.set("resets", ++knocks % 1_000);
    });
    expect(brokenChecks(kind)).toContain(repeated);
  });

  test("catches a command that is never answered", () => {
    const kind = gauge({ step: () => undefined });
    expect(brokenChecks(kind)).toEqual([answered]);
  });

  test("catches a command that is answered late", () => {
    const kind = gauge({
      step(state, input, context) {
        sound.step(state, input as never, context);
        if (input.type === "command") context.wake("answer", later(context.now, minutes(30)));
      },
    });
    expect(brokenChecks(kind)).toEqual([answered]);
  });

  test("catches a command that is answered twice", () => {
    const kind = besides((_state, input, context) => {
      if (input.type === "command") {
        context.done(input.call);
        context.done(input.call);
      }
    });
    expect(brokenChecks(kind)).toContain(answered);
  });

  test("catches a signal that counts how often it is read", () => {
    const value: Flaws["value"] = (state, now) => {
      state.base += 1e-9;
      return risen(state, now);
    };
    expect(brokenChecks(gauge({ value }), 1_000)).toContain(read);
  });

  test("catches a change that names a cause there was none of", () => {
    const kind = besides((_state, input, context) => {
      if (input.type === "act") context.set("resets", (context.get("resets") + 1) % 1_000, "desired");
    });
    expect(brokenChecks(kind, 1_000)).toEqual([caused]);
  });

  test("catches a kind that throws", () => {
    const kind = besides((_state, input) => {
      if (input.type === "happening") throw new Error("nobody home");
    });
    expect(brokenChecks(kind)).toContain(values);
  });

  test.each([
    ["late", (at: Instant): Instant => later(at, seconds(40))],
    ["early", (at: Instant, now: Instant): Instant => later(now, (at - now) / 2)],
    ["never", (): Instant => never],
    ["in the past", (_at: Instant, now: Instant): Instant => later(now, -1)],
  ])("catches a signal that says it leaves its band %s", (_how, bend) => {
    const leaves: Flaws["leaves"] = (state, now, low, high) => bend(rises(state, now, low, high), now);
    expect(brokenChecks(gauge({ leaves }), 60)).toEqual([signals]);
  });

  test("says after which step what was found", () => {
    const [check] = kindConformance(gauge({ value: () => -1 }), { steps: 10 });
    expect(() => check!.run()).toThrow(/kind "gauge", after ".+": attribute "reading": expected a number/);
  });
});
