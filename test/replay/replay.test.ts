import { describe, expect, test } from "vitest";
import { millis, minutes, seconds } from "../../src/kernel/time.ts";
import {
  jsonOf,
  listener,
  lockStory,
  merged,
  playedAt,
  politely,
  recordedAt,
  replayed,
  stage,
  Story,
  tapeOf,
} from "./tape-rig.ts";

describe("a tape is played", () => {
  test("so that the server ends in the state that the tape's server was in", async () => {
    const tape = tapeOf(...merged(lockStory("lock-1", 1).lines, lockStory("lock-2", 2, 500).lines));
    const { summary, hub } = await replayed(tape);
    expect(summary).toMatchObject({
      verdict: "pass",
      connections: { attempts: 2, opened: 2, refused: 0, failed: 0, lost: 0, closeCodes: { 1000: 2 } },
      messages: { sent: 8, unsent: 0 },
      requests: { sent: 2, answered: 2, errors: 0, unanswered: 0 },
    });
    for (const id of ["lock-1", "lock-2"]) {
      expect(hub.device(id)).toMatchObject({
        serial: `S-${id}`,
        presence: { type: "gone", code: 1000, goodbye: "shutdown" },
        reported: { version: 2, values: { lockState: "unlocked" } },
        telemetry: { seq: 1, values: { rssi: -61 } },
      });
    }
  });

  test("with the same path, query, subprotocols and headers, in the same order and spacing", async () => {
    const story = new Story(1)
      .open("/a%20b/x", { query: "v=1&w=%26", subprotocols: ["one", "two"], headers: [["X-Home", "7"]] })
      .after(100)
      .text("up", "first")
      .after(250)
      .line({ type: "message", direction: "up", binary: "AAEC/w==" })
      .after(0)
      .line({ type: "ping", direction: "up" })
      .after(650)
      .text("up", "last")
      .close("device", 4321, "enough");
    const set = stage();
    const visits = listener(set);
    await set.toEnd(tapeOf(...story.lines));
    const [visit] = visits;
    expect(visit!.request.url.href).toBe("ws://hub.test/a%20b/x?v=1&w=%26");
    expect(visit!.request.subprotocols).toEqual(["one", "two"]);
    expect(visit!.request.headers).toEqual({ "x-home": "7" });
    expect(visit!.messages).toEqual([
      { at: 102, data: "first" },
      { at: 352, data: new Uint8Array([0, 1, 2, 255]) },
      { at: 1_002, data: "last" },
    ]);
    expect(visit!.pings).toBe(1);
    expect(visit!.end).toMatchObject({ type: "closed", code: 4321, reason: "enough" });
  });

  test("abruptly where the tape's device vanished, and reconnecting as it did", async () => {
    const tape = tapeOf(
      ...merged(
        new Story(1).open("/lock-1").after(10).hello("lock-1").after(985).cut("device").lines,
        new Story(2, 3_000).open("/lock-1").after(10).hello("lock-1").after(1_000).bye().lines,
      ),
    );
    const set = stage();
    const visits = listener(set, politely);
    const summary = await set.toEnd(tape);
    expect(visits.map(({ end }) => end)).toMatchObject([
      { type: "closed", code: 1006 },
      { type: "closed", code: 1000, reason: "shutdown" },
    ]);
    expect(summary.replay.devices).toBe(1);
    expect(summary.connections).toMatchObject({ attempts: 2, lost: 0, peak: 1 });
  });

  test("waiting for the server where the device would: the upgrade, the answer to hello, answers before the close", async () => {
    const tape = tapeOf(...lockStory("lock-1", 1).lines.map((line) => ({ ...line, at: line.at / 1_000 })));
    const set = stage();
    const visits = listener(set, (text, heard) => {
      set.scheduler.at((set.scheduler.now + 300) as never, { onDue: () => politely(text, heard) });
    });
    const summary = await set.toEnd(tape);
    expect(jsonOf(visits[0]!).map(({ method }) => method)).toEqual([
      "device.hello",
      "telemetry.report",
      "state.report",
      "device.bye",
    ]);
    expect(summary).toMatchObject({ verdict: "pass", messages: { unsent: 0 }, requests: { unanswered: 0 } });
    expect(visits[0]!.messages[1]!.at).toBeGreaterThan(300);
  });

  test("not waiting for ever: a server that does not answer is left in the end, and it is said", async () => {
    const set = stage();
    const visits = listener(set);
    const summary = await set.toEnd(tapeOf(...lockStory("lock-1", 1).lines));
    expect(visits[0]!.messages).toHaveLength(1);
    expect(visits[0]!.endedAt).toBe(12_012);
    expect(summary).toMatchObject({ messages: { sent: 1, unsent: 3 }, requests: { answered: 0, unanswered: 1 } });
    expect(summary).toMatchObject({
      verdict: "fail",
      reasons: [expect.stringContaining("the server answered none of")],
    });
  });

  test("of which nobody knows what answers what: not ending before the server has said as much", async () => {
    const story = new Story(1).open("/d/plug-1").after(1).text("up", "power 7").after(1).text("down", "thanks");
    const set = stage();
    listener(set, (_, { connection }) => {
      set.scheduler.at((set.scheduler.now + 300) as never, { onDue: () => connection.send("thanks") });
    });
    const tape = tapeOf(...story.cut("device").lines);
    const compare = { ignore: [], ordered: true };
    const heard = await set.toEnd(tape, { compare });
    expect(heard).toMatchObject({ verdict: "pass", messages: { received: 1 }, comparison: { differences: 0 } });
    const mute = stage();
    listener(mute);
    const unheard = await mute.toEnd(tape, { compare, within: minutes(1) });
    expect(unheard).toMatchObject({ verdict: "fail", messages: { received: 0 }, comparison: { differences: 1 } });
    expect(unheard.replay.durationSeconds).toBeLessThan(2.1);
  });

  test("nor where the tape had the connection end before the server accepted it", async () => {
    const set = stage();
    const visits = listener(set);
    const brief = lockStory("lock-1", 1).lines.map((line) => ({ ...line, at: line.at / 10_000 }));
    const summary = await set.toEnd(tapeOf(...brief), { within: minutes(1) });
    expect(visits[0]!.end).toBeDefined();
    expect(summary).toMatchObject({ messages: { sent: 1, unsent: 3 }, requests: { unanswered: 1 } });
  });

  test("to a server that refuses, to none at all, and to one that turns devices away", async () => {
    const tape = tapeOf(...lockStory("lock-1", 1).lines);
    const refusing = stage();
    listener(refusing, politely, () => ({ type: "refuse", status: 401, headers: {} }));
    expect(await refusing.toEnd(tape)).toMatchObject({
      verdict: "fail",
      reasons: ["no connection was ever opened in 1 attempts"],
      connections: { refused: 1, refusals: { 401: 1 } },
      messages: { unsent: 4 },
    });
    expect(await stage().toEnd(tape)).toMatchObject({ connections: { failed: 1, failures: { ECONNREFUSED: 1 } } });
    const unwilling = stage();
    listener(unwilling, (text, { connection }) => {
      const { id } = JSON.parse(text) as { id: number };
      connection.send(JSON.stringify({ jsonrpc: "2.0", id, error: { code: -32001, message: "who?" } }));
    });
    expect(await unwilling.toEnd(tape)).toMatchObject({
      connections: { opened: 1, turnedAway: 1 },
      messages: { sent: 1, unsent: 3 },
      requests: { errors: 1 },
    });
  });

  test("closing what the tape's server closed, if this one does not", async () => {
    const story = new Story(1).open().after(10).hello("lock-1").after(985).close("server", 1012, "restart");
    const set = stage();
    const visits = listener(set, politely);
    await set.toEnd(tapeOf(...story.lines));
    expect(visits[0]!).toMatchObject({ end: { code: 1000, initiator: "device" }, endedAt: 3_002 });
  });

  test("to its end when the tape breaks off, with goodbyes", async () => {
    const { lines } = lockStory("lock-1", 1);
    const set = stage();
    const visits = listener(set, politely);
    const summary = await set.toEnd(tapeOf(...lines.slice(0, 6)));
    expect(visits[0]!.end).toMatchObject({ code: 1000 });
    expect(summary).toMatchObject({ verdict: "pass", connections: { opened: 1, lost: 0 } });
  });

  test("keeping to the end what the recording alone ended", async () => {
    const first = new Story(1).open("/a-1").after(1_000).line({ type: "end", by: "recorder", how: "closed" });
    const second = new Story(2).open("/a-2").after(5_000).close("device");
    const set = stage();
    const visits = listener(set);
    const { comparison } = await set.toEnd(tapeOf(...merged(first.lines, second.lines)), {
      compare: { ignore: [], ordered: true },
    });
    expect(visits.map(({ endedAt }) => endedAt)).toEqual([5_002, 5_002]);
    expect(comparison!.differences).toBe(0);
  });

  test("without a device: there is nothing to do", async () => {
    expect(await stage().toEnd(tapeOf())).toMatchObject({ verdict: "pass", connections: { attempts: 0 } });
  });
});

describe("times and ids", () => {
  test("are now's, with the same differences; those of requests are the connection's own", async () => {
    const story = new Story(1).open().after(10).hello("lock-1").after(100).telemetry(7, 41).after(100).telemetry(8, 41);
    const set = stage();
    const visits = listener(set, politely);
    await set.toEnd(tapeOf(...story.lines));
    const [hello, first, second] = jsonOf(visits[0]!);
    expect(hello).toMatchObject({ id: 1, params: { ts: playedAt + 10 } });
    expect(first).toMatchObject({ id: 2, params: { ts: playedAt + 115, seq: 7 } });
    expect(second).toMatchObject({ id: 3, params: { ts: playedAt + 218, seq: 8 } });
  });

  test("keep a wrong clock wrong: the others decide what time it was", async () => {
    const stories = ["a-1", "a-2", "a-3"].map((id, index) =>
      new Story(index + 1)
        .open()
        .after(10)
        .hello(id, id === "a-1" ? { ts: recordedAt + 10 - 3_600_000 } : {}),
    );
    const set = stage();
    const visits = listener(set, politely);
    await set.toEnd(tapeOf(...merged(...stories.map(({ lines }) => lines))));
    expect(visits.map((visit) => jsonOf(visit)[0].params.ts - playedAt)).toEqual([10 - 3_600_000, 10, 10]);
  });
});

describe("more devices than on the tape", () => {
  test("are copies under names of their own, spread in time and the same for a seed", async () => {
    const tape = tapeOf(...merged(lockStory("lock-1", 1).lines, lockStory("lock-2", 2, 500).lines));
    const play = async (seed: number): Promise<{ ids: string[]; starts: number[] }> => {
      const set = stage();
      const visits = listener(set, politely);
      const summary = await set.toEnd(tape, { devices: 7, seed });
      expect(summary).toMatchObject({ replay: { devices: 7, recordedDevices: 2, spreadSeconds: 10.51 } });
      expect(summary.connections).toMatchObject({ attempts: 7, opened: 7 });
      return {
        ids: visits.map((visit) => jsonOf(visit)[0].params.device as string),
        starts: visits.map((visit) => visit.messages[0]!.at),
      };
    };
    const first = await play(1);
    expect(first.ids.toSorted()).toEqual([
      "lock-1",
      "lock-1-2",
      "lock-1-3",
      "lock-1-4",
      "lock-2",
      "lock-2-2",
      "lock-2-3",
    ]);
    expect(new Set(first.starts).size).toBe(7);
    expect(await play(1)).toEqual(first);
    expect((await play(2)).starts).not.toEqual(first.starts);
  });

  test("have their ids in path, query, headers and messages, and serials and addresses of their own", async () => {
    const story = new Story(1)
      .open("/devices/lock-1/ws", { query: "serial=S-lock-1&x=lock-12", headers: [["X-Device", "lock-1"]] })
      .after(10)
      .hello("lock-1", { name: "lock-1 in the hall" })
      .after(10)
      .json("up", {
        jsonrpc: "2.0",
        method: "note",
        params: { about: ["lock-1", "lock-11"], mac: "02:5b:26:a8:dc:12" },
      });
    const set = stage();
    const visits = listener(set, politely);
    await set.toEnd(tapeOf(...story.lines), { devices: 2 });
    const copy = visits.find(({ request }) => request.url.pathname.includes("-2"))!;
    expect(copy.request.url.href).toBe("ws://hub.test/devices/lock-1-2/ws?serial=S-lock-1-2&x=lock-12");
    expect(copy.request.headers).toEqual({ "x-device": "lock-1-2" });
    const [hello, note] = jsonOf(copy);
    expect(hello.params).toMatchObject({ device: "lock-1-2", serial: "S-lock-1-2", name: "lock-1-2 in the hall" });
    expect(hello.params.mac).toMatch(/^[0-9a-f]{2}(:[0-9a-f]{2}){5}$/);
    expect(hello.params.mac).not.toBe("02:5b:26:a8:dc:12");
    expect(note.params).toEqual({ about: ["lock-1-2", "lock-11"], mac: hello.params.mac });
  });

  test("whose ids are not known say what the tape says, and that is told", async () => {
    const nameless = new Story(1).open("/").after(10).text("up", "x").after(10).close("device");
    const set = stage();
    listener(set);
    const alone = await set.toEnd(tapeOf(...nameless.lines));
    const copied = await set.toEnd(tapeOf(...nameless.lines), { devices: 3 });
    expect(alone.warnings).toEqual([]);
    expect(copied.warnings).toEqual([expect.stringMatching(/^no id is known of 1 device of 1: .* --device-id tells/)]);
  });

  test("are told about in the tape's time, which is over when it is, though copies are not through", async () => {
    const set = stage();
    listener(set, politely);
    const said: number[][] = [];
    await set.toEnd(tapeOf(...lockStory("lock-1", 1).lines), {
      devices: 30,
      progressed: ({ round, tapeMillis }) => void said.push([round, tapeMillis]),
    });
    expect(new Set(said.map(([round]) => round))).toEqual(new Set([0]));
    expect(said.at(-1)![1]).toBe(10_010);
    expect(said.length).toBeGreaterThan(15);
  });

  test("may be fewer: then it is the first ones", async () => {
    const tape = tapeOf(...merged(lockStory("lock-1", 1).lines, lockStory("lock-2", 2, 500).lines));
    const { hub, summary } = await replayed(tape, { devices: 1, naming: { pattern: "only-{number}" } });
    expect(hub.devices({ limit: 9 })!.devices.map(({ id }) => id)).toEqual(["only-1"]);
    expect(summary.connections.attempts).toBe(1);
  });
});

describe("a loop", () => {
  test("is a longer life: times, versions, boots and event ids go on, so that a server takes nothing for old", async () => {
    const story = lockStory("lock-1", 1);
    story.lines.splice(6, 0, ...new Story(1, 1_500).event("e-1", "doorLockAlarm").lines);
    const { hub, summary } = await replayed(tapeOf(...story.lines), { rounds: 3 });
    expect(summary).toMatchObject({ replay: { rounds: 3 }, connections: { opened: 3 } });
    const device = hub.device("lock-1")!;
    expect(device).toMatchObject({ boot: 3, reported: { version: 6 } });
    expect(device.counters).toMatchObject({ samples: 3, duplicates: 0, patches: 3, stalePatches: 0 });
    expect(device.events.map(({ id }) => id)).toEqual(["e-1", "e-1-2", "e-1-3"]);
    const times = device.events.map(({ time }) => time);
    expect(times[1]! - times[0]!).toBe(times[2]! - times[1]!);
    expect(times[1]! - times[0]!).toBeGreaterThan(10_000);
  });

  test("without end is ended by its duration, with goodbyes", async () => {
    const { summary } = await replayed(tapeOf(...lockStory("lock-1", 1).lines), {
      rounds: Number.POSITIVE_INFINITY,
      duration: minutes(5),
      devices: 4,
    });
    expect(summary.replay).toMatchObject({ rounds: null, interrupted: false });
    expect(summary.replay.durationSeconds).toBe(300);
    expect(summary.connections.opened).toBeGreaterThan(90);
    expect(summary.connections.lost).toBe(0);
  });

  test.each([1, 1_000])(
    "is stopped at once while no upgrade is answered, in the tape or after it (1/%i of it)",
    async (part) => {
      const set = stage(seconds(4.9));
      listener(set, politely);
      const lines = lockStory("lock-1", 1).lines.map((line) => ({ ...line, at: line.at / part }));
      const { replay } = await set.play(tapeOf(...lines));
      await replay.advance(seconds(3));
      expect(replay.over).toBe(false);
      replay.stop();
      await replay.advance(millis(1));
      expect(replay.over).toBe(true);
      expect(await replay.ended).toMatchObject({ replay: { interrupted: true }, messages: { sent: 0, received: 0 } });
    },
  );

  test("is stopped at any time, and cut off when that takes too long", async () => {
    const set = stage();
    const visits = listener(set, politely);
    const { replay } = await set.play(tapeOf(...lockStory("lock-1", 1).lines), { rounds: 9 });
    await replay.advance(seconds(3));
    replay.stop();
    await replay.advance(seconds(1));
    expect(await replay.ended).toMatchObject({ replay: { interrupted: true, durationSeconds: 3 } });
    expect(visits[0]!.end).toMatchObject({ code: 1000 });
  });
});
