import { comparisonLines } from "../../src/replay/compare/comparison-text.ts";
import { describe, expect, test } from "vitest";
import type { DifferenceGroup } from "../../src/replay/compare/comparison.ts";
import type { ReplaySummary } from "../../src/replay/replay-summary.ts";
import type { TapeSource } from "../../src/replay/survey.ts";
import { type Heard, listener, lockStory, merged, type PlayOptions, stage, Story, tapeOf } from "./tape-rig.ts";

type Server = (message: { id?: number; method: string }, heard: Heard, say: (message: object) => void) => void;

/** The tape's own server: answers everything as a {@link Story} has it. */
const faithful: Server = ({ id, method }, _, say) => {
  if (id === undefined) return;
  say({ id, result: method === "device.hello" ? { session: "other", heartbeatSec: 30, time: 77 } : {} });
};

async function compared(tape: TapeSource, server: Server, options: PlayOptions = {}): Promise<ReplaySummary> {
  const set = stage();
  listener(set, (text, heard) => {
    const message = JSON.parse(text) as { id?: number; method?: string };
    const say = (said: object): void => void heard.connection.send(JSON.stringify({ jsonrpc: "2.0", ...said }));
    if (message.method !== undefined) server(message as { method: string }, heard, say);
  });
  return set.toEnd(tape, { compare: { ignore: [], ordered: true }, ...options });
}

async function groupsOf(
  tape: TapeSource,
  server: Server,
  options: PlayOptions = {},
): Promise<readonly DifferenceGroup[]> {
  return (await compared(tape, server, options)).comparison!.groups;
}

const lock = (): Story => new Story(1).open("/lock-1").after(10).hello("lock-1");

describe("compared with the tape", () => {
  test("a server that answers the same is the same, whatever its ids and times", async () => {
    const tape = tapeOf(...merged(lockStory("lock-1", 1).lines, lockStory("lock-2", 2).lines));
    const summary = await compared(tape, faithful, { devices: 20 });
    expect(summary).toMatchObject({
      verdict: "pass",
      reasons: [],
      comparison: { compared: 40, differences: 0, groups: [] },
    });
  });

  test("another value is told with its path, once for all devices that show it", async () => {
    const tape = tapeOf(...merged(lockStory("lock-1", 1).lines, lockStory("lock-2", 2).lines));
    const summary = await compared(
      tape,
      ({ id, method }, _, say) => {
        if (id !== undefined) say({ id, result: { session: "s", heartbeatSec: 60, time: 1, extra: method } });
      },
      { devices: 20 },
    );
    expect(summary).toMatchObject({
      verdict: "fail",
      reasons: ["40 differences from the tape's server in 40 messages compared"],
    });
    expect(summary.comparison).toMatchObject({
      differences: 40,
      byKind: { different: 40 },
      groups: [
        { count: 20, message: "answer to device.hello", path: "result.heartbeatSec", expected: "30", found: "60" },
        { count: 20, message: "answer to device.hello", path: "result.extra", found: '"device.hello"' },
      ],
    });
    expect(summary.comparison!.groups[0]!.places[0]).toEqual({ connection: 1, device: "lock-1", atMillis: 10 });
    expect(summary.comparison!.groups[1]!).not.toHaveProperty("expected");
  });

  test("what is to be ignored is, by name or by path", async () => {
    const tape = tapeOf(...lock().after(1_000).bye().lines);
    const server: Server = ({ id }, _, say) => {
      if (id !== undefined) say({ id, result: { session: 4, heartbeatSec: 60, time: 1, more: { deep: 1, other: 2 } } });
    };
    const paths = async (...ignore: string[]): Promise<(string | undefined)[]> =>
      (await groupsOf(tape, server, { compare: { ignore, ordered: true } })).map(({ path }) => path);
    // A session of another type is no other session.
    expect(await paths()).toEqual(["result.session", "result.heartbeatSec", "result.more"]);
    expect(await paths("session", "result.heartbeatSec", "more")).toEqual([]);
    expect(await paths("result.*")).toEqual([]);
    expect(await paths("result.session", "heartbeatSec", "other")).toEqual(["result.more"]);
  });

  test("another status, an error with another code, a missing answer and one too many are differences", async () => {
    const tape = tapeOf(...lock().after(100).telemetry(1, 5).after(100).telemetry(2, 6).after(500).bye().lines);
    let seen = 0;
    const groups = await groupsOf(tape, ({ id, method }, heard, say) => {
      if (method !== "telemetry.report") return faithful({ id: id!, method }, heard, say);
      seen++;
      if (seen === 1) say({ id, error: { code: -32005, message: "no" } });
      else say({ id: 99, result: {} });
    });
    expect(groups.map(({ kind, message, path, expected, found }) => [kind, message, path, expected, found])).toEqual([
      ["different", "answer to telemetry.report", "result", "{}", undefined],
      ["different", "answer to telemetry.report", "error", undefined, '{"code":-32005,"message":"no"}'],
      ["unexpected", "answer to no request", undefined, undefined, '{"result":{}}'],
      ["missing", "answer to telemetry.report", undefined, '{"result":{}}', undefined],
    ]);
  });

  test("calls of the server belong together by their method, before or after the tape's", async () => {
    const story = lock()
      .after(500)
      .command("c-1", "lockDoor", { result: { status: "done" } })
      .after(500)
      .command("c-2", "ring");
    const tape = tapeOf(...story.after(500).bye().lines);
    const server =
      (...names: string[]): Server =>
      (message, heard, say) => {
        faithful(message, heard, say);
        if (message.method !== "device.hello") return;
        for (const [index, name] of names.entries())
          say({ id: `n-${index}`, method: `command.${name}`, params: { args: {} } });
      };
    expect(await groupsOf(tape, server("lockDoor", "ring"))).toEqual([]);
    expect(await groupsOf(tape, server("ring", "lockDoor"))).toMatchObject([
      { kind: "order", message: "command.ring" },
    ]);
    expect(await groupsOf(tape, server("ring", "lockDoor"), { compare: { ignore: [], ordered: false } })).toEqual([]);
    const missed = { compare: { ignore: [], ordered: true, requests: true } };
    expect(await groupsOf(tape, server("lockDoor", "jump"), missed)).toMatchObject([
      { kind: "missing", message: "command.ring" },
      { kind: "unexpected", message: "command.jump", places: [{ connection: 1, device: "lock-1" }] },
    ]);
  });

  test("what the tape's server asked, and nobody has asked for now, is counted and no difference", async () => {
    const story = lock().after(500).command("c-1", "lockDoor").after(500).command("c-2", "lockDoor").after(500);
    const { verdict, comparison } = await compared(tapeOf(...story.bye().lines), faithful);
    expect(verdict).toBe("pass");
    expect(comparison).toMatchObject({ differences: 0, requestsNotMade: { "command.lockDoor": 2 } });
    const lines = comparisonLines(comparison!, 200).map((line) => line.map(({ text }) => text).join(""));
    expect(lines.at(-1)).toContain(
      "2 requests of the tape's server not made now, as nobody asked for them: command.lockDoor ×2",
    );
  });

  test("names of copies are no differences, and a name that stays that of the recorded device is one", async () => {
    const story = new Story(1).open("/lock-1").after(5).hello("lock-1").after(50);
    const tape = tapeOf(
      ...story
        .json("down", { jsonrpc: "2.0", method: "hi", params: { you: "lock-1" } })
        .after(50)
        .bye().lines,
    );
    const greet =
      (name?: string): Server =>
      (message, heard, say) => {
        faithful(message, heard, say);
        const you = name ?? heard.request.url.pathname.slice(1);
        if (message.method === "device.hello") say({ method: "hi", params: { you } });
      };
    expect(await groupsOf(tape, greet(), { devices: 3 })).toEqual([]);
    expect(await groupsOf(tape, greet("lock-1"), { devices: 3 })).toMatchObject([
      { count: 2, message: "hi", path: "params.you", expected: '"lock-1-2"', found: '"lock-1"' },
    ]);
  });

  test("messages of other protocols are compared in their order: JSON by value, text and bytes as they are", async () => {
    const story = new Story(1).open("/x").after(10).text("up", "go").after(10);
    story.json("down", { type: "Welcome", at: "2025-06-01T12:00:00Z", level: 3 }).after(10).text("down", "ok");
    const tape = tapeOf(
      ...story.line({ type: "message", direction: "down", binary: "AQI=" }).after(100).close("device").lines,
    );
    const play = async (texts: readonly string[], bytes: Uint8Array): Promise<unknown[]> => {
      const set = stage();
      listener(set, (_, { connection }) => {
        for (const text of texts) connection.send(text);
        connection.send(bytes);
      });
      const { comparison } = await set.toEnd(tape, { compare: { ignore: [], ordered: true } });
      return comparison!.groups.map(({ kind, message, path, found }) => [kind, message, path, found]);
    };
    const welcome = '{"type":"Welcome","at":"2026-02-02T10:00:00Z","level":3}';
    expect(await play([welcome, "ok"], new Uint8Array([1, 2]))).toEqual([]);
    expect(await play([welcome.replace("3}", "4}"), "no"], new Uint8Array([1, 3]))).toEqual([
      ["different", "message", "level", "4"],
      ["different", "message", undefined, '"no"'],
      ["different", "binary message", undefined, "2 bytes 0103"],
    ]);
  });

  test("another answer to the upgrade is one difference, not one for every message", async () => {
    const set = stage();
    listener(set, undefined, () => ({ type: "refuse", status: 503, headers: {} }));
    const { comparison } = await set.toEnd(tapeOf(...lockStory("lock-1", 1).lines), {
      compare: { ignore: [], ordered: true },
    });
    expect(comparison!.groups).toMatchObject([
      { kind: "opening", expected: "accepted with flotilla.v1", found: "refused with HTTP 503" },
    ]);
  });

  test("another end is told: closed by the server where the tape's was not, with another code, or not at all", async () => {
    const ends = async (story: Story, close?: number): Promise<unknown[]> => {
      const groups = await groupsOf(tapeOf(...story.lines), (message, heard, say) => {
        faithful(message, heard, say);
        if (close !== undefined && message.method === "telemetry.report") heard.connection.close(close, "why");
      });
      return groups.map(({ kind, expected, found }) => [kind, expected, found]);
    };
    const kept = (): Story => lock().after(500).telemetry(1).after(500).bye();
    const closed = (): Story => lock().after(500).telemetry(1).after(100).close("server", 1012, "restart");
    expect(await ends(kept())).toEqual([]);
    expect(await ends(kept(), 4009)).toEqual([
      ["ending", "left open by the server", 'closed by the server with 4009 "why"'],
    ]);
    expect(await ends(closed(), 1012)).toEqual([]);
    expect(await ends(closed())).toEqual([
      ["ending", 'closed by the server with 1012 "restart"', "left open by the server"],
    ]);
  });

  test("the output stays small whatever the number of kinds of differences", async () => {
    const story = lock();
    for (let number = 0; number < 400; number++)
      story.json("down", { jsonrpc: "2.0", method: `m-${number}`, params: {} });
    const { comparison } = await compared(tapeOf(...story.after(100).bye().lines), faithful);
    expect(comparison).toMatchObject({ differences: 400, ungrouped: 200 });
    expect(comparison!.groups).toHaveLength(200);
  });
});
