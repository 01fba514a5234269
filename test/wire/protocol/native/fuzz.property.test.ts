/** 100,000 frames that are nearly right. */
import { describe, expect, test } from "vitest";
import { FrameFuzzer } from "./frame-fuzzer.ts";
import { sample, SessionRig } from "./session-rig.ts";

const frames = 50_000;
const seeds = [1, 2];
const deviceMethods = new Set([
  "device.hello",
  "telemetry.report",
  "telemetry.batch",
  "state.report",
  "event.report",
  "device.bye",
]);

interface Answer {
  readonly id: unknown;
  readonly error?: { readonly code: number };
}

/** The messages of a frame, by the specification alone; none if the frame is no JSON. */
function entriesOf(text: string): readonly Record<string, unknown>[] {
  let message: unknown;
  try {
    message = JSON.parse(text);
  } catch {
    return [];
  }
  return (Array.isArray(message) ? (message as unknown[]) : [message]).filter(
    (entry): entry is Record<string, unknown> => typeof entry === "object" && entry !== null && !Array.isArray(entry),
  );
}

/** Whether a message is a request that calls for an answer. */
function isRequest({ jsonrpc, id, method, result, error }: Record<string, unknown>): boolean {
  if (jsonrpc !== "2.0" || typeof method !== "string" || result !== undefined || error !== undefined) return false;
  if (deviceMethods.has(method)) return false;
  if (typeof id === "number") return Math.abs(id) < 2 ** 53;
  return id === null || (typeof id === "string" && id.length <= 128);
}

function answersOf(rig: SessionRig): readonly Answer[] {
  return (rig.take() as Answer[]).flat().filter((message) => !Object.hasOwn(message, "method"));
}

/** Every request of this frame is answered once; what is left over complains of its malformed messages. */
function expectAnswers(answers: readonly Answer[], text: string): number {
  const entries = entriesOf(text);
  const requests = entries.filter(isRequest);
  const left = [...answers];
  for (const { id } of requests) {
    const place = left.findIndex((answer) => answer.id === id && answer.error?.code !== -32600);
    expect(place, `an answer to ${JSON.stringify(id)} of ${text}`).toBeGreaterThanOrEqual(0);
    left.splice(place, 1);
  }
  for (const { id, error } of left) {
    expect([-32600, -32700], text).toContain(error?.code);
    const malformed = entries.filter((entry) => entry["id"] === id && !isRequest(entry)).length;
    if (id !== null) expect(left.filter((answer) => answer.id === id).length, text).toBeLessThanOrEqual(malformed);
  }
  return requests.length;
}

describe.each(seeds)("%#: with seed %i", (seed) => {
  test(`a device that answers at once answers each well-formed request of ${frames} frames exactly once`, () => {
    const fuzzer = new FrameFuzzer(seed);
    const rig = SessionRig.ready();
    rig.onUp = (up) => {
      if ("ref" in up) {
        rig.answer(
          fuzzer.below(3) === 0 ? { ok: false, failure: "busy", message: "busy" } : { ok: true, result: {} },
          up.ref,
        );
      }
    };
    let requests = 0;
    for (let count = 0; count < frames; count++) {
      const text = fuzzer.frame();
      rig.ups.length = 0;
      rig.receive(text);
      requests += expectAnswers(answersOf(rig), text);
    }
    expect(requests).toBeGreaterThan(frames / 10);
    expect(rig.refused).not.toContain("duplicate");
    expect(rig.refused).not.toContain("overloaded");
    expectUnharmed(rig);
  });

  test(`a device that answers late, or never, stays within its limits over ${frames} frames`, () => {
    const fuzzer = new FrameFuzzer(seed + 100);
    let rig = SessionRig.ready();
    let waiting: unknown[] = [];
    for (let count = 0; count < frames; count++) {
      rig.receive(fuzzer.frame());
      for (const up of rig.ups.splice(0)) if ("ref" in up) waiting.push(up.ref);
      expect(waiting.length).toBeLessThanOrEqual(64);
      if (fuzzer.below(4) === 0) rig.session.telemetry(sample(count), true);
      if (fuzzer.below(3) === 0 && waiting.length > 0) {
        const [ref] = waiting.splice(fuzzer.below(waiting.length), 1);
        rig.answer({ ok: true, result: {} }, ref);
      }
      rig.pass(fuzzer.below(500));
      rig.sent.length = 0;
      if (count % 5_000 === 4_999) {
        for (const ref of waiting) rig.answer({ ok: true, result: {} }, ref);
        waiting = [];
        expectUnharmed(rig);
        rig.end();
        rig = SessionRig.ready({ carried: rig.session.carry() });
        expect(rig.resent).toBeLessThanOrEqual(64);
      }
    }
  });
});

/** Nothing is left in progress: all 64 places are free, and the next good command is carried out. */
function expectUnharmed(rig: SessionRig): void {
  rig.onUp = undefined;
  rig.ups.length = 0;
  rig.sent.length = 0;
  for (let id = 0; id < 64; id++) rig.receive({ jsonrpc: "2.0", id: `last-${id}`, method: "command.lockDoor" });
  const commands = rig.of("command");
  expect(commands).toHaveLength(64);
  for (const { ref } of commands) rig.answer({ ok: true, result: {} }, ref);
  expect(answersOf(rig).map(({ id }) => id)).toEqual(Array.from({ length: 64 }, (_, id) => `last-${id}`));
  rig.ups.length = 0;
}
