/** Acknowledged telemetry: kept, sent again, handed to the next connection. */
import { describe, expect, test } from "vitest";
import { hours, seconds } from "../../../../src/kernel/time.ts";
import { sample, SessionRig } from "./session-rig.ts";

const first =
  '{"jsonrpc":"2.0","id":2,"method":"telemetry.report","params":{"ts":1795362608007,"seq":7,"values":{"rssi":-61}}}';
const again =
  '{"jsonrpc":"2.0","id":2,"method":"telemetry.report","params":{"ts":1795362608007,"seq":7,"values":{"rssi":-61},"dup":true}}';

describe("on one connection", () => {
  test("a sample is a request, and any result acknowledges it", () => {
    const rig = SessionRig.ready();
    rig.session.telemetry(sample(7), true);
    expect(rig.sent).toEqual([first]);
    rig.pass(120);
    rig.receive('{"jsonrpc":"2.0","id":2,"result":{}}');
    expect(rig.of("acknowledged")).toEqual([{ type: "acknowledged", seq: 7 }]);
    expect(rig.roundTrips).toEqual([120]);
    rig.pass(hours(1));
    expect(rig.sent).toHaveLength(1);
    expect(rig.resent).toBe(0);
  });

  test("without an answer it is sent again after 10 s, 20 s, 40 s, 80 s and then every 160 s", () => {
    const rig = SessionRig.ready();
    rig.session.telemetry(sample(7), true);
    const times: number[] = [];
    for (let second = 1; second <= 800; second++) {
      const before = rig.sent.length;
      rig.pass(seconds(1));
      if (rig.sent.length > before) times.push(second);
    }
    expect(times).toEqual([10, 30, 70, 150, 310, 470, 630, 790]);
    expect(rig.sent).toEqual([first, ...times.map(() => again)]);
    expect(rig.resent).toBe(8);
    rig.receive('{"jsonrpc":"2.0","id":2,"result":{}}');
    expect(rig.roundTrips).toEqual([800_000]);
  });

  test("each frame waits on its own: a later one is sent again later", () => {
    const rig = SessionRig.ready({ options: { acknowledgeTimeout: seconds(2) } });
    rig.session.telemetry(sample(1), true);
    rig.pass(seconds(1));
    rig.session.telemetry(sample(2), true);
    rig.sent.length = 0;
    rig.pass(seconds(1));
    expect(rig.take()).toMatchObject([{ id: 2, params: { seq: 1, dup: true } }]);
    rig.pass(seconds(1));
    expect(rig.take()).toMatchObject([{ id: 3, params: { seq: 2, dup: true } }]);
  });

  test("a new frame does not wait for one that has waited long", () => {
    const rig = SessionRig.ready();
    rig.session.telemetry(sample(1), true);
    rig.pass(seconds(31));
    rig.session.telemetry(sample(2), true);
    rig.sent.length = 0;
    rig.pass(seconds(10));
    expect(rig.take()).toMatchObject([{ params: { seq: 2, dup: true } }]);
    rig.pass(seconds(29));
    expect(rig.take()).toMatchObject([{ params: { seq: 2 } }, { params: { seq: 1 } }]);
  });

  test("a frame that the connection did not take is sent again as well", () => {
    const rig = SessionRig.ready();
    rig.open = false;
    rig.session.telemetry(sample(7), true);
    rig.open = true;
    rig.pass(seconds(10));
    expect(rig.sent).toEqual([again]);
    expect(rig.dropped).toEqual({});
  });

  test("a batch is acknowledged as a whole", () => {
    const rig = SessionRig.ready();
    rig.session.backlog([sample(1), sample(2)], true);
    expect(rig.take()).toMatchObject([{ id: 2, method: "telemetry.batch" }]);
    rig.pass(seconds(10));
    expect(rig.take()).toMatchObject([{ id: 2, method: "telemetry.batch", params: { dup: true } }]);
    expect(rig.resent).toBe(2);
    rig.receive('{"jsonrpc":"2.0","id":2,"result":null}');
    expect(rig.of("acknowledged").map(({ seq }) => seq)).toEqual([1, 2]);
    expect(rig.roundTrips).toHaveLength(1);
  });

  test("a refusal gives the sample up; a busy server gets it again later", () => {
    const rig = SessionRig.ready();
    rig.session.telemetry(sample(1), true);
    rig.session.telemetry(sample(2), true);
    rig.sent.length = 0;
    rig.receive('{"jsonrpc":"2.0","id":2,"error":{"code":-32602,"message":"no such device"}}');
    rig.receive('{"jsonrpc":"2.0","id":3,"error":{"code":-32003,"message":"busy"}}');
    expect(rig.dropped).toEqual({ sample: 1 });
    rig.pass(seconds(10));
    expect(rig.take()).toMatchObject([{ id: 3, params: { seq: 2, dup: true } }]);
  });

  test("beyond 64 frames the oldest is given up for the newest", () => {
    const rig = SessionRig.ready();
    for (let seq = 0; seq < 66; seq++) rig.session.telemetry(sample(seq), true);
    expect(rig).toMatchObject({ unacknowledged: 2, dropped: {} });
    rig.sent.length = 0;
    rig.pass(seconds(10));
    const seqs = rig.take().map((frame) => (frame as { params: { seq: number } }).params.seq);
    expect(seqs).toEqual(Array.from({ length: 64 }, (_, index) => index + 2));
  });

  test("an acknowledgement that is not for any of them is nobody's", () => {
    const rig = SessionRig.ready();
    rig.session.telemetry(sample(1), true);
    for (const id of ['"2"', "3", "null", "2.5"]) rig.receive(`{"jsonrpc":"2.0","id":${id},"result":{}}`);
    expect(rig.of("acknowledged")).toEqual([]);
    expect(rig.of("unhandled")).toHaveLength(4);
  });
});

describe("on the next connection", () => {
  test("what was not acknowledged is sent again before the device is ready, with a new id and the same number", () => {
    const before = SessionRig.ready();
    before.session.telemetry(sample(7), true);
    before.session.telemetry(sample(8), true);
    before.receive('{"jsonrpc":"2.0","id":3,"result":{}}');
    before.end();
    const rig = new SessionRig({ carried: before.session.carry() });
    rig.real = 5_000;
    rig.session.onOpen("");
    expect(rig.sent).toHaveLength(1);
    rig.receive('{"jsonrpc":"2.0","id":1,"result":{}}');
    expect(rig.sent[1]).toBe(again);
    expect(rig.resent).toBe(1);
    rig.receive('{"jsonrpc":"2.0","id":2,"result":{}}');
    expect(rig.of("acknowledged")).toEqual([{ type: "acknowledged", seq: 7 }]);
    // From the first sending: the outage is part of the delay.
    expect(rig.roundTrips).toEqual([5_000]);
    expect(rig.session.carry()).toBeUndefined();
  });

  test("it survives connections that are never accepted", () => {
    let carried: unknown;
    const before = SessionRig.ready();
    before.session.backlog([sample(1), sample(2)], true);
    before.end();
    carried = before.session.carry();
    for (let attempt = 0; attempt < 3; attempt++) {
      const refused = new SessionRig({ carried });
      refused.end({ type: "refused", status: 503, headers: {} });
      carried = refused.session.carry();
    }
    const rig = SessionRig.ready({ carried });
    expect(rig.resent).toBe(2);
    expect(rig.session.carry()).toBeDefined();
  });

  test("a server that wants no acknowledgements gets it once more, and that is it", () => {
    const before = SessionRig.ready();
    before.session.telemetry(sample(7), true);
    before.end();
    const rig = new SessionRig({ carried: before.session.carry() });
    rig.session.onOpen("");
    rig.receive('{"jsonrpc":"2.0","id":1,"result":{"telemetry":{"ack":false}}}');
    expect(rig.sent[1]).toBe(
      '{"jsonrpc":"2.0","method":"telemetry.report","params":{"ts":1795362608007,"seq":7,"values":{"rssi":-61},"dup":true}}',
    );
    expect(rig.session.carry()).toBeUndefined();
  });

  test("a reboot in between has emptied the device's memory, which is counted", () => {
    const before = SessionRig.ready();
    before.session.backlog([sample(1), sample(2)], true);
    before.end();
    const rig = SessionRig.ready({ carried: before.session.carry(), boots: 4 });
    expect(rig).toMatchObject({ unacknowledged: 2, dropped: {}, resent: 0 });
  });

  test("a session says how many samples it leaves, and what is left without them", () => {
    const rig = SessionRig.ready();
    rig.session.backlog([sample(1), sample(2)], true);
    rig.session.telemetry(sample(3), true);
    expect(rig.session.carry()?.samples).toBe(3);
    expect(rig.session.carry()?.withoutSamples()).toBeUndefined();

    const following = SessionRig.ready({}, { desired: { version: 5, patch: {} } });
    following.session.telemetry(sample(1), true);
    const left = following.session.carry()?.withoutSamples();
    expect(left?.samples).toBe(0);
    const next = SessionRig.ready({ carried: left });
    expect(next.resent).toBe(0);
    next.receive('{"jsonrpc":"2.0","id":"d-1","method":"state.desired","params":{"version":5,"patch":{"a":1}}}');
    expect(next.take()).toMatchObject([{ result: { version: 5, applied: false } }]);
  });

  test("what another protocol left is not touched", () => {
    const rig = SessionRig.ready({ carried: { frames: [1, 2], desiredVersion: 9 } });
    expect(rig.resent).toBe(0);
    expect(rig.session.carry()).toBeUndefined();
  });
});
