/** Whatever is on a tape and whatever the server does: a replay ends, and everything on the tape is accounted for. */
import fc from "fast-check";
import { expect, test } from "vitest";
import type { TapeLine } from "../../src/recording/tape.ts";
import { listener, stage, tapeOf } from "./tape-rig.ts";

const frame = fc.oneof(
  fc.record({
    json: fc.constantFrom<object>({ a: 1 }, [1, { jsonrpc: "2.0", id: 3, result: {} }], {
      jsonrpc: "2.0",
      method: "x",
    }),
  }),
  fc.record({ text: fc.constantFrom("", "{", "hello", '{"jsonrpc":"2.0","id":1,"method":"y"}') }),
  fc.record({ binary: fc.constant("AAEC") }),
  fc.integer({ min: 1, max: 4 }).map((id) => ({
    json: { jsonrpc: "2.0", id, method: "telemetry.report", params: { ts: 5, seq: id, values: {} } },
  })),
  fc.integer({ min: 1, max: 4 }).map((id) => ({ json: { jsonrpc: "2.0", id, result: { id } } })),
  fc
    .integer({ min: 1, max: 4 })
    .map((id) => ({ json: { jsonrpc: "2.0", id, method: "device.hello", params: { device: `d-${id}`, ts: 5 } } })),
  fc.constant({ omitted: { kind: "text" as const, why: "too large" as const, bytes: 9, sha256: "" } }),
);

const happening = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({ type: fc.constant("message" as const), direction: fc.constantFrom("up", "down"), frame }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      type: fc.constantFrom("ping" as const, "pong" as const),
      direction: fc.constantFrom("up", "down"),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      type: fc.constant("close" as const),
      direction: fc.constantFrom("up", "down"),
      code: fc.constantFrom(1000, 1005, 1006, 1012, 4001, 9),
    }),
  },
);

const visit = fc.record({
  at: fc.integer({ min: 0, max: 5_000 }),
  path: fc.constantFrom("/", "/d/lock-1", "/d/lock-2"),
  answer: fc.constantFrom("opened", "refused", "failed"),
  happenings: fc.array(fc.tuple(fc.integer({ min: 0, max: 4_000 }), happening), { maxLength: 12 }),
  end: fc.option(
    fc.record({ by: fc.constantFrom("device", "server", "recorder"), how: fc.constantFrom("closed", "lost") }),
  ),
});

type Visit = typeof visit extends fc.Arbitrary<infer T> ? T : never;

/** As a recorder would have it: in order of time, connections numbered as they are opened. */
function linesOf(visits: readonly Visit[]): TapeLine[] {
  const lines: object[] = [];
  for (const [index, { at, path, answer, happenings, end }] of visits.toSorted((a, b) => a.at - b.at).entries()) {
    const connection = index + 1;
    let now = at;
    lines.push({ at, connection, type: "open", path, subprotocols: [], headers: [] });
    if (answer === "opened") lines.push({ at, connection, type: "opened", status: 101, subprotocol: "", headers: [] });
    else if (answer === "refused") lines.push({ at, connection, type: "refused", status: 503, headers: [] });
    else lines.push({ at, connection, type: "failed", reason: "ECONNRESET", message: "" });
    if (answer === "opened") {
      for (const [wait, one] of happenings) {
        now += wait;
        const { frame: content, ...rest } = { frame: {}, ...one };
        lines.push({ at: now, connection, reason: "", ...rest, ...content });
      }
    }
    if (answer !== "opened") lines.push({ at: now, connection, type: "end", by: "server", how: "unopened" });
    else if (end !== null) lines.push({ at: now, connection, type: "end", ...end });
  }
  return (lines as TapeLine[]).toSorted((a, b) => a.at - b.at);
}

/** What a server may do at a message. */
const reaction = fc.constantFrom("answer", "error", "nothing", "close", "cut", "ask", "babble", "batch");

test("every connection is dialed once and ends, every message is sent or counted", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(visit, { maxLength: 6 }),
      fc.array(reaction, { minLength: 1, maxLength: 8 }),
      fc.record({
        devices: fc.option(fc.integer({ min: 1, max: 9 }), { nil: undefined }),
        rounds: fc.integer({ min: 1, max: 3 }),
        compare: fc.boolean(),
      }),
      async (visits, reactions, { devices, rounds, compare }) => {
        const set = stage();
        let turn = 0;
        const heard = listener(
          set,
          (text, { connection }) => {
            const say = (message: object): void => void connection.send(JSON.stringify(message));
            const id = /"id":(\d)/.exec(text)?.[1];
            switch (reactions[turn++ % reactions.length]!) {
              case "answer":
                return say({ jsonrpc: "2.0", id: Number(id), result: {} });
              case "error":
                return say({ jsonrpc: "2.0", id: Number(id), error: { code: -32003, message: "busy" } });
              case "close":
                return connection.close(1012, "restart");
              case "cut":
                return connection.terminate();
              case "ask":
                return say({ jsonrpc: "2.0", id: "q", method: "state.get" });
              case "babble":
                return void connection.send("\u0000{[");
              case "batch":
                return say([
                  { jsonrpc: "2.0", id: 1, result: {} },
                  { jsonrpc: "2.0", method: "x" },
                ]);
              case "nothing":
            }
          },
          ({ url }) =>
            url.pathname === "/d/lock-2" && turn % 3 === 1 ? { type: "refuse", status: 429, headers: {} } : undefined,
        );
        const lines = linesOf(visits);
        const { replay, survey } = await set.play(tapeOf(...lines), {
          rounds,
          ...(devices !== undefined && { devices }),
          ...(compare && { compare: { ignore: [], ordered: true } }),
        });
        await replay.advance(86_400_000 as never);
        expect(replay.over).toBe(true);
        // What is still under way to the server.
        set.scheduler.runUntil((set.scheduler.now + 60_000) as never);
        const { connections, messages, requests } = await replay.ended;
        expect(connections.opened + connections.refused + connections.failed).toBe(connections.attempts);
        expect(heard.every(({ end }) => end !== undefined)).toBe(true);
        expect(requests.answered).toBeLessThanOrEqual(requests.sent);
        if (devices !== undefined && devices !== survey.devices.length) return;
        expect(connections.attempts).toBe(visits.length * rounds);
        const told = lines.filter(
          (line) => line.type === "message" && line.direction === "up" && !("result" in Object(line.json)),
        );
        expect(messages.sent + messages.unsent + messages.omitted).toBe(told.length * rounds);
      },
    ),
    { numRuns: 300 },
  );
});
