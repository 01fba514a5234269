import { describe, expect, test } from "vitest";
import { millis, seconds } from "../../../src/kernel/time.ts";
import { LinkRig } from "./link-rig.ts";

const latency = 10;
/** From open to ready: a round trip for the upgrade, one for hello. */
const toReady = 4 * latency;

describe("a link that is opened", () => {
  test("dials, opens and gets ready, each after the time it takes", () => {
    const rig = new LinkRig();
    rig.open();
    rig.pass(100);
    expect(rig.states).toEqual([
      [0, "dialing"],
      [2 * latency, "opening"],
      [toReady, "ready"],
    ]);
    expect(rig.tally.connections).toMatchObject({ attempts: 1, opened: 1, ready: 1, reconnects: 0 });
    expect(rig.tally.latency.connect.summary()).toMatchObject({ count: 1, max: 2 * latency });
    expect(rig.tally.latency.ready.summary()).toMatchObject({ count: 1, max: toReady });
    expect(rig.tally.latency.reconnect.count).toBe(0);
    expect(rig.incoming).toEqual([{ type: "ready" }]);
  });

  test("counts latencies from the intended time, not from when it was done", () => {
    const rig = new LinkRig();
    const intended = rig.now;
    rig.pass(500);
    rig.link.open(intended);
    rig.pass(100);
    expect(rig.tally.latency.connect.summary().max).toBe(500 + 2 * latency);
    expect(rig.tally.latency.ready.summary().max).toBe(500 + toReady);
  });

  test("offers the protocol's subprotocols unless the plan has others, and sends its headers", () => {
    const rig = new LinkRig();
    rig.getReady();
    expect(rig.peer.request).toMatchObject({
      subprotocols: ["plain.v1"],
      headers: { authorization: "Bearer secret" },
    });
    const other = new LinkRig({ subprotocols: ["mine", "plain.v1"] });
    other.getReady();
    expect(other.peer.request.subprotocols).toEqual(["mine", "plain.v1"]);
  });

  test("is not opened a second time", () => {
    const rig = new LinkRig();
    rig.open();
    rig.open();
    rig.pass(15);
    rig.open();
    rig.pass(100);
    rig.open();
    rig.pass(100);
    expect(rig.server).toHaveLength(1);
    expect(rig.tally.connections.attempts).toBe(1);
  });

  test("says in its trace what it does, and no secret", () => {
    const rig = new LinkRig();
    rig.getReady();
    rig.link.close("shutdown");
    rig.pass(100);
    expect(rig.traced).toEqual([
      "lock-1 note dialing ws://hub.test/lock-1",
      "lock-1 out hello 0",
      "lock-1 in ready",
      "lock-1 out bye shutdown",
      "lock-1 note closed by the device with 1000 (shutdown)",
    ]);
  });
});

describe("an attempt that does not succeed", () => {
  test("is repeated by the back-off policy for as long as the server refuses", () => {
    const rig = new LinkRig();
    rig.mood = { type: "refuse", status: 503 };
    rig.open();
    rig.pass(16_000);
    const refusedAt = [20, 1_040, 3_060, 7_080, 15_100];
    expect(rig.states.filter(([, phase]) => phase === "waiting").map(([at]) => at)).toEqual(refusedAt);
    expect(rig.link.current).toEqual({ phase: "waiting", until: rig.now - rig.at + 15_100 + 16_000 });
    expect(rig.tally.connections).toMatchObject({ attempts: 5, refused: 5, opened: 0, lost: 0, failed: 0 });
    expect(rig.tally.refusals).toEqual(new Map([[503, 5]]));
    rig.mood = { type: "accept", welcome: "ready" };
    rig.pass(20_000);
    expect(rig.link.phase).toBe("ready");
    // A wait ends when it should, so a retry's latency is its own.
    expect(rig.tally.latency.ready.summary().max).toBe(toReady);
  });

  test("starts the back-off anew once the device was ready", () => {
    const rig = new LinkRig();
    rig.mood = { type: "refuse", status: 503 };
    rig.open();
    rig.pass(8_000);
    rig.mood = { type: "accept", welcome: "ready" };
    rig.pass(20_000);
    rig.mood = { type: "refuse", status: 503 };
    rig.states.length = 0;
    const lostAt = rig.at;
    rig.peer.connection.terminate();
    rig.pass(3_100);
    expect(rig.states.map(([at, phase]) => [at - lostAt, phase])).toEqual([
      [10, "waiting"],
      [1_010, "dialing"],
      [1_030, "waiting"],
      [3_030, "dialing"],
      [3_050, "waiting"],
    ]);
  });

  test("waits at least as long as Retry-After asks, in seconds or until a date", () => {
    for (const headers of [
      { "retry-after": "7" },
      { "retry-after": "Thu, 15 Jan 2026 10:00:07 GMT", date: "Thu, 15 Jan 2026 10:00:00 GMT" },
    ]) {
      for (const status of [429, 503]) {
        const rig = new LinkRig();
        rig.mood = { type: "refuse", status, headers };
        rig.open();
        rig.pass(7_000);
        expect(rig.tally.connections.attempts).toBe(1);
        rig.pass(20);
        expect(rig.tally.connections.attempts).toBe(2);
      }
    }
  });

  test("waits as long as its policy when that is longer than Retry-After", () => {
    const rig = new LinkRig({ backoff: { policy: "fixed", delay: seconds(9) } });
    rig.mood = { type: "refuse", status: 429, headers: { "retry-after": "2" } };
    rig.open();
    rig.pass(9_019);
    expect(rig.tally.connections.attempts).toBe(1);
    rig.pass(1);
    expect(rig.tally.connections.attempts).toBe(2);
  });

  test("is the last one when the protocol says so", () => {
    const rig = new LinkRig();
    rig.mood = { type: "refuse", status: 403 };
    rig.open();
    rig.pass(1_000_000);
    expect(rig.link.current).toEqual({ phase: "closed", why: "forbidden" });
    expect(rig.tally.connections).toMatchObject({ attempts: 1, refused: 1 });
    rig.open();
    rig.link.close("shutdown");
    rig.link.cut();
    rig.link.setNetwork(false);
    rig.pass(1_000_000);
    expect(rig.phases).toEqual(["dialing", "closed"]);
  });

  test("fails and is repeated when nobody listens", () => {
    const rig = new LinkRig();
    rig.serverDies();
    rig.open();
    rig.pass(1_500);
    expect(rig.phases).toEqual(["dialing", "waiting", "dialing", "waiting"]);
    expect(rig.tally.connections).toMatchObject({ attempts: 2, failed: 2, refused: 0 });
    expect(rig.tally.failures).toEqual(new Map([["ECONNREFUSED", 2]]));
  });

  test("fails when the upgrade is not answered in time", () => {
    const rig = new LinkRig({ handshakeTimeout: seconds(3) });
    rig.mood = { type: "stall" };
    rig.open();
    rig.pass(3_000);
    expect(rig.states).toEqual([
      [0, "dialing"],
      [3_000, "waiting"],
    ]);
    expect(rig.tally.failures).toEqual(new Map([["HANDSHAKE_TIMEOUT", 1]]));
  });

  test("fails when the device is not accepted in time, and cuts the connection", () => {
    const rig = new LinkRig();
    rig.mood = { type: "accept", welcome: undefined };
    rig.open();
    rig.pass(5_100);
    expect(rig.states).toEqual([
      [0, "dialing"],
      [20, "opening"],
      [5_020, "waiting"],
    ]);
    expect(rig.tally.connections).toMatchObject({ opened: 1, failed: 1, lost: 0, ready: 0 });
    expect(rig.tally.failures).toEqual(new Map([["READY_TIMEOUT", 1]]));
    expect(rig.tally.closeCodes).toEqual(new Map([[1006, 1]]));
    expect(rig.peer.end).toMatchObject({ code: 1006 });
  });

  test("fails when the session leaves before it is ready, and the session says how to go on", () => {
    const rig = new LinkRig();
    rig.mood = { type: "accept", welcome: "leave" };
    rig.open();
    rig.pass(500);
    expect(rig.phases).toEqual(["dialing", "opening", "waiting"]);
    expect(rig.tally.failures).toEqual(new Map([["NOT_ACCEPTED", 1]]));
    expect(rig.tally.connections).toMatchObject({ failed: 1, lost: 0 });
    expect(rig.tally.closeCodes).toEqual(new Map([[1000, 1]]));
  });

  test("gives up after as many attempts as the policy allows", () => {
    const rig = new LinkRig({ backoff: { policy: "fixed", delay: seconds(1), attempts: 3 } });
    rig.mood = { type: "refuse", status: 500 };
    rig.open();
    rig.pass(60_000);
    expect(rig.link.current).toEqual({ phase: "closed", why: "gave up after 3 attempts" });
    expect(rig.tally.connections.attempts).toBe(3);
  });

  test("counts attempts anew after the device was ready", () => {
    const rig = new LinkRig({ backoff: { policy: "fixed", delay: seconds(1), attempts: 1 } });
    rig.getReady();
    rig.peer.connection.terminate();
    rig.pass(2_000);
    expect(rig.link.phase).toBe("ready");
    rig.serverDies();
    rig.pass(60_000);
    expect(rig.link.current).toEqual({ phase: "closed", why: "gave up after 1 attempt" });
  });
});

describe("a connection that ends", () => {
  test("without the device wanting it is lost, and made good after the back-off", () => {
    const rig = new LinkRig();
    rig.getReady();
    rig.peer.connection.close(1012, "restart");
    rig.pass(2_000);
    expect(rig.phases).toEqual(["waiting", "dialing", "opening", "ready"]);
    expect(rig.tally.connections).toMatchObject({ attempts: 2, opened: 2, ready: 2, lost: 1, reconnects: 1 });
    expect(rig.tally.closeCodes).toEqual(new Map([[1012, 1]]));
    // From the moment of loss: the back-off and the way to ready.
    expect(rig.tally.latency.reconnect.summary()).toMatchObject({ count: 1, max: 1_000 + toReady });
    // The wait counts as intended: only the way to ready is latency.
    expect(rig.tally.latency.ready.summary()).toMatchObject({ count: 2, max: toReady });
  });

  test("counts a reconnect from the first loss, however many attempts it takes", () => {
    const rig = new LinkRig();
    rig.getReady();
    rig.serverDies();
    rig.pass(3_500);
    rig.serverStarts();
    rig.mood = { type: "accept", welcome: undefined };
    rig.pass(20_000);
    rig.mood = { type: "accept", welcome: "ready" };
    rig.pass(60_000);
    expect(rig.link.phase).toBe("ready");
    const lostAt = rig.states[0]![0];
    const readyAt = rig.states.at(-1)![0];
    expect(rig.tally.latency.reconnect.summary().count).toBe(1);
    expect(rig.tally.latency.reconnect.summary().max).toBeCloseTo(readyAt - lostAt, -2);
    expect(rig.tally.connections.reconnects).toBe(1);
  });

  test("waits at least as long as the protocol's verdict says", () => {
    const rig = new LinkRig();
    rig.getReady();
    rig.peer.connection.close(4013, "5000");
    rig.pass(5_000);
    expect(rig.link.phase).toBe("waiting");
    rig.pass(20);
    expect(rig.link.phase).toBe("dialing");
  });

  test("for good leaves the link closed, and what waited is dropped", () => {
    const rig = new LinkRig();
    rig.getReady();
    rig.peer.connection.close(4001, "");
    rig.pass(100);
    expect(rig.link.current).toEqual({ phase: "closed", why: "unauthorized" });
    expect(rig.tally.connections.lost).toBe(1);
    rig.sample();
    rig.event("e-1");
    expect(rig.tally.messages.dropped).toBe(2);
  });

  test("for good drops what was kept for it", () => {
    const rig = new LinkRig();
    rig.mood = { type: "accept", welcome: undefined };
    rig.open();
    for (let count = 0; count < 2; count++) rig.sample();
    rig.event("e-1");
    rig.pass(100);
    rig.peer.connection.close(4001, "");
    rig.pass(100);
    expect(rig.link.phase).toBe("closed");
    expect(rig.tally.messages.dropped).toBe(3);
  });

  test("before ready is lost all the same", () => {
    const rig = new LinkRig();
    rig.mood = { type: "accept", welcome: undefined };
    rig.open();
    rig.pass(100);
    rig.peer.connection.close(1011, "");
    rig.pass(100);
    expect(rig.phases).toEqual(["dialing", "opening", "waiting"]);
    expect(rig.tally.connections).toMatchObject({ lost: 1, failed: 0 });
    rig.mood = { type: "accept", welcome: "ready" };
    rig.pass(2_000);
    expect(rig.link.phase).toBe("ready");
    // It was never ready before, so there is nothing to be made good.
    expect(rig.tally.latency.reconnect.count).toBe(0);
    expect(rig.tally.connections.reconnects).toBe(0);
  });

  test("hands what the session carries to the next one, refused attempts included", () => {
    const rig = new LinkRig();
    rig.getReady();
    rig.mood = { type: "refuse", status: 503 };
    rig.peer.connection.terminate();
    rig.pass(1_500);
    rig.serverDies();
    rig.pass(2_000);
    rig.serverStarts();
    rig.mood = { type: "accept", welcome: "ready" };
    rig.pass(60_000);
    // One session lost, one refused; where nobody listened there was none.
    expect(rig.peer.received[0]).toBe("hello 2");
  });
});

describe("keep-alive", () => {
  test("pings at the heartbeat, from a random point on", () => {
    const rig = new LinkRig({ heartbeat: seconds(30) });
    rig.draws.push(0.25);
    rig.open();
    rig.pass(toReady + 7_500 + 60_000 + latency);
    expect(rig.peer.received.filter((text) => text === "(ping)")).toHaveLength(3);
    expect(rig.link.phase).toBe("ready");
  });

  test("uses the heartbeat that the server asks for", () => {
    const rig = new LinkRig({ heartbeat: seconds(30) });
    rig.mood = { type: "accept", welcome: "ready 1000" };
    rig.open();
    rig.pass(toReady + 10_000);
    expect(rig.peer.received.filter((text) => text === "(ping)")).toHaveLength(10);
  });

  test("sends no pings with a heartbeat of 0", () => {
    const rig = new LinkRig({ heartbeat: millis(0) });
    rig.getReady();
    rig.peer.connection.answersPings = false;
    rig.pass(3_600_000);
    expect(rig.peer.received).toEqual(["hello 0"]);
    expect(rig.link.phase).toBe("ready");
  });

  test("cuts a connection after exactly two unanswered pings in a row", () => {
    const rig = new LinkRig({ heartbeat: seconds(10) });
    rig.draws.push(0);
    rig.getReady();
    const firstPing = toReady;
    rig.peer.connection.answersPings = false;
    // The ping at 0 was answered; those at 10 s and 20 s are not, and at 30 s that is two.
    rig.pass(firstPing + 30_000 - rig.at - 1);
    expect(rig.link.phase).toBe("ready");
    expect(rig.peer.received.filter((text) => text === "(ping)")).toHaveLength(3);
    rig.pass(1);
    expect(rig.link.phase).toBe("waiting");
    expect(rig.tally.connections).toMatchObject({ halfOpen: 1, lost: 1 });
    expect(rig.tally.closeCodes).toEqual(new Map([[1006, 1]]));
    rig.pass(2_000);
    expect(rig.link.phase).toBe("ready");
    expect(rig.server[0]!.end).toMatchObject({ code: 1006 });
  });

  test("forgives one unanswered ping", () => {
    const rig = new LinkRig({ heartbeat: seconds(10) });
    rig.draws.push(0);
    rig.getReady();
    for (let round = 0; round < 10; round++) {
      rig.peer.connection.answersPings = round % 2 === 0;
      rig.pass(10_000);
    }
    expect(rig.link.phase).toBe("ready");
    expect(rig.tally.connections.halfOpen).toBe(0);
  });
});

describe("close", () => {
  test("says goodbye, ends with the closing handshake, and leaves the link idle", () => {
    const rig = new LinkRig();
    rig.getReady();
    rig.link.close("shutdown");
    rig.pass(100);
    expect(rig.phases).toEqual(["closing", "idle"]);
    expect(rig.peer.received.at(-1)).toBe("bye shutdown");
    expect(rig.peer.end).toMatchObject({ code: 1000, reason: "shutdown", initiator: "device" });
    expect(rig.tally.connections.lost).toBe(0);
    expect(rig.tally.closeCodes).toEqual(new Map([[1000, 1]]));
    rig.pass(1_000_000);
    expect(rig.link.phase).toBe("idle");
  });

  test("lets the link be opened again, and that is no loss made good", () => {
    const rig = new LinkRig();
    rig.getReady();
    rig.link.close("reboot");
    rig.pass(1_000);
    rig.open();
    rig.pass(100);
    expect(rig.phases).toEqual(["closing", "idle", "dialing", "opening", "ready"]);
    expect(rig.tally.connections).toMatchObject({ reconnects: 1, lost: 0 });
    expect(rig.tally.latency.reconnect.count).toBe(0);
  });

  test("while dialing gives the attempt up", () => {
    const rig = new LinkRig();
    rig.open();
    rig.pass(15);
    rig.link.close("shutdown");
    rig.pass(100);
    expect(rig.phases).toEqual(["dialing", "idle"]);
    expect(rig.tally.connections).toMatchObject({ attempts: 1, opened: 0, failed: 0 });
    expect(rig.peer.end).toMatchObject({ code: 1006 });
  });

  test("while opening closes the connection", () => {
    const rig = new LinkRig();
    rig.mood = { type: "accept", welcome: undefined };
    rig.open();
    rig.pass(100);
    rig.link.close("shutdown");
    rig.pass(100);
    expect(rig.phases).toEqual(["dialing", "opening", "closing", "idle"]);
    expect(rig.peer.end).toMatchObject({ code: 1000 });
    expect(rig.tally.connections).toMatchObject({ failed: 0, lost: 0 });
  });

  test("while waiting ends the wait", () => {
    const rig = new LinkRig();
    rig.serverDies();
    rig.open();
    rig.pass(500);
    rig.link.close("shutdown");
    expect(rig.scheduler.size).toBe(0);
    expect(rig.phases).toEqual(["dialing", "waiting", "idle"]);
  });

  test("while a loss is not made good yet gives it up: opened later, that is no reconnect time", () => {
    const rig = new LinkRig();
    rig.getReady();
    rig.peer.connection.terminate();
    rig.pass(500);
    rig.link.close("disconnect");
    rig.pass(60_000);
    rig.open();
    rig.pass(100);
    expect(rig.link.phase).toBe("ready");
    expect(rig.tally.latency.reconnect.count).toBe(0);
  });

  test("does not wait for a server that does not answer it", () => {
    const rig = new LinkRig();
    rig.getReady();
    rig.peer.connection.reading = false;
    rig.link.close("shutdown");
    rig.pass(5_100);
    expect(rig.phases).toEqual(["closing", "idle"]);
    expect(rig.tally.closeCodes).toEqual(new Map([[1006, 1]]));
    expect(rig.tally.connections.lost).toBe(0);
  });

  test("does not wait for a session that never gets to closing", () => {
    const rig = new LinkRig();
    rig.getReady();
    rig.link.close("sleep");
    rig.pass(9_999);
    expect(rig.link.phase).toBe("closing");
    rig.pass(1);
    expect(rig.link.phase).toBe("idle");
  });

  test("is over all the same when the server ends the connection in the meantime", () => {
    const rig = new LinkRig();
    rig.getReady();
    rig.peer.connection.terminate();
    rig.link.close("shutdown");
    rig.pass(100);
    expect(rig.phases).toEqual(["closing", "idle"]);
    expect(rig.tally.connections.lost).toBe(0);
    rig.pass(100_000);
    expect(rig.link.phase).toBe("idle");
  });

  test("that the server answers with a code that forbids coming back is for good, even when it was to be opened again", () => {
    const rig = new LinkRig();
    rig.getReady();
    rig.sample();
    rig.peer.connection.close(4001, "");
    rig.link.close("reboot");
    rig.open();
    rig.pass(100);
    expect(rig.phases).toEqual(["closing", "closed"]);
    expect(rig.link.current).toEqual({ phase: "closed", why: "unauthorized" });
    expect(rig.tally.closeCodes).toEqual(new Map([[4001, 1]]));
    expect(rig.tally.connections.lost).toBe(0);
  });

  test("does not wait because of a verdict: the device is leaving anyway", () => {
    const rig = new LinkRig();
    rig.getReady();
    rig.peer.connection.close(4013, "60000");
    rig.link.close("disconnect");
    rig.pass(100);
    expect(rig.link.phase).toBe("idle");
    expect(rig.scheduler.size).toBe(0);
  });

  test("followed by open opens again once it is done", () => {
    const rig = new LinkRig();
    rig.getReady();
    rig.link.close("reboot");
    rig.open();
    const intended = rig.at;
    expect(rig.link.phase).toBe("closing");
    rig.pass(100);
    expect(rig.phases).toEqual(["closing", "idle", "dialing", "opening", "ready"]);
    // Latency counts from when it was asked for: 20 ms of goodbye come on top.
    expect(rig.tally.latency.ready.summary().max).toBe(20 + toReady);
    expect(intended).toBe(100);
  });

  test("followed by open and close again stays closed", () => {
    const rig = new LinkRig();
    rig.getReady();
    rig.link.close("reboot");
    rig.open();
    rig.link.close("shutdown");
    rig.pass(1_000);
    expect(rig.phases).toEqual(["closing", "idle"]);
  });
});

describe("cut", () => {
  test("drops the connection without a word and leaves the link idle at once", () => {
    const rig = new LinkRig();
    rig.getReady();
    rig.link.cut();
    expect(rig.link.phase).toBe("idle");
    rig.pass(100);
    expect(rig.phases).toEqual(["idle"]);
    expect(rig.peer.received).toEqual(["hello 0"]);
    expect(rig.peer.end).toMatchObject({ code: 1006 });
    expect(rig.tally.connections.lost).toBe(1);
    expect(rig.tally.closeCodes).toEqual(new Map([[1006, 1]]));
  });

  test("may be followed by open at once, on a new connection", () => {
    const rig = new LinkRig();
    rig.getReady();
    rig.link.cut();
    rig.open();
    rig.pass(100);
    expect(rig.phases).toEqual(["idle", "dialing", "opening", "ready"]);
    expect(rig.server).toHaveLength(2);
    expect(rig.tally.connections).toMatchObject({ lost: 1, reconnects: 1, ready: 2 });
    expect(rig.tally.latency.reconnect.summary()).toMatchObject({ count: 1, max: toReady });
  });

  test("while dialing, waiting or closing leaves nothing behind", () => {
    const dialing = new LinkRig();
    dialing.open();
    dialing.pass(5);
    dialing.link.cut();
    dialing.pass(1_000);
    expect(dialing.phases).toEqual(["dialing", "idle"]);

    const waiting = new LinkRig();
    waiting.serverDies();
    waiting.open();
    waiting.pass(100);
    waiting.link.cut();
    expect(waiting.scheduler.size).toBe(0);
    expect(waiting.phases).toEqual(["dialing", "waiting", "idle"]);

    const closing = new LinkRig();
    closing.getReady();
    closing.link.close("reboot");
    closing.open();
    closing.link.cut();
    closing.pass(1_000);
    expect(closing.phases).toEqual(["closing", "idle"]);
    expect(closing.tally.connections.lost).toBe(0);
    expect(closing.tally.closeCodes).toEqual(new Map([[1006, 1]]));
  });

  test("from within a message ends what that message still had to say", () => {
    const rig = new LinkRig();
    rig.getReady();
    rig.react = (heard) => {
      if ("type" in heard) rig.link.cut();
    };
    rig.tell("twice");
    expect(rig.incoming).toEqual([{ type: "unhandled", detail: "first" }]);
    expect(rig.tally.messages.unhandled).toBe(1);
  });

  test("from within a message lets nothing more of that connection through", () => {
    const rig = new LinkRig();
    rig.getReady();
    rig.react = (heard) => {
      if ("type" in heard && heard.type === "command") rig.link.cut();
    };
    rig.peer.connection.send("command 1 reset");
    rig.peer.connection.send("command 2 reset");
    rig.peer.connection.send("timer 0 5");
    rig.pass(1_000);
    expect(rig.incoming.map((message) => message.type)).toEqual(["command"]);
    expect(rig.phases).toEqual(["idle"]);
    expect(rig.scheduler.size).toBe(0);
  });
});

describe("the network", () => {
  test("going down loses the connection at once; attempts then reach nobody and wait longer and longer", () => {
    const rig = new LinkRig();
    rig.getReady();
    const downAt = rig.at;
    rig.link.setNetwork(false);
    expect(rig.link.phase).toBe("waiting");
    rig.pass(7_500);
    expect(rig.states.map(([at, phase]) => [at - downAt, phase])).toEqual([
      [0, "waiting"],
      [1_000, "waiting"],
      [3_000, "waiting"],
      [7_000, "waiting"],
    ]);
    expect(rig.server).toHaveLength(1);
    expect(rig.server[0]!.end).toMatchObject({ code: 1006 });
    expect(rig.tally.connections).toMatchObject({ attempts: 4, failed: 3, lost: 1 });
    expect(rig.tally.failures).toEqual(new Map([["NETWORK_DOWN", 3]]));
  });

  test("coming back is used by the next attempt of the back-off", () => {
    const rig = new LinkRig();
    rig.getReady();
    const downAt = rig.at;
    rig.link.setNetwork(false);
    rig.pass(2_000);
    rig.link.setNetwork(true);
    rig.pass(999);
    expect(rig.link.phase).toBe("waiting");
    rig.pass(100);
    expect(rig.link.phase).toBe("ready");
    expect(rig.tally.latency.reconnect.summary().max).toBe(3_000 + toReady);
    expect(rig.states.at(-1)![0] - downAt).toBe(3_000 + toReady);
  });

  test("going down while dialing fails the attempt", () => {
    const rig = new LinkRig();
    rig.open();
    rig.pass(15);
    rig.link.setNetwork(false);
    rig.pass(100);
    expect(rig.phases).toEqual(["dialing", "waiting"]);
    expect(rig.tally.failures).toEqual(new Map([["NETWORK_DOWN", 1]]));
    expect(rig.peer.end).toMatchObject({ code: 1006 });
  });

  test("going down while waiting changes nothing, and while closing ends it", () => {
    const waiting = new LinkRig();
    waiting.serverDies();
    waiting.open();
    waiting.pass(100);
    waiting.link.setNetwork(false);
    expect(waiting.phases).toEqual(["dialing", "waiting"]);

    const closing = new LinkRig();
    closing.getReady();
    closing.link.close("shutdown");
    closing.link.setNetwork(false);
    expect(closing.phases).toEqual(["closing", "idle"]);
    closing.pass(1_000);
    expect(closing.phases).toEqual(["closing", "idle"]);
  });

  test("being down when the link is opened is an attempt that fails", () => {
    const rig = new LinkRig();
    rig.link.setNetwork(false);
    rig.open();
    expect(rig.phases).toEqual(["waiting"]);
    rig.link.setNetwork(true);
    rig.pass(1_100);
    expect(rig.link.phase).toBe("ready");
  });
});

describe("what the device says", () => {
  test("goes out as it comes while the link is ready", () => {
    const rig = new LinkRig();
    rig.getReady();
    rig.sample();
    rig.patch(4);
    rig.event("e-1");
    expect(rig.said()).toEqual(["hello 0", "sample 1", "state 4", "event e-1"]);
    expect(rig.tally.messages).toMatchObject({ telemetry: 1, state: 1, events: 1, dropped: 0 });
  });

  test("is kept while offline, the newest of each, and sent oldest first", () => {
    const rig = new LinkRig({ offlineBuffer: 3 });
    rig.sample();
    rig.open();
    rig.sample();
    rig.patch(7);
    rig.pass(25);
    for (let count = 0; count < 3; count++) rig.sample();
    for (const id of ["e-1", "e-2"]) rig.event(id);
    expect(rig.tally.messages.dropped).toBe(2);
    rig.pass(100);
    expect(rig.said()).toEqual(["hello 0", "backlog 3 4 5", "event e-1", "event e-2"]);
    expect(rig.tally.messages).toMatchObject({ telemetry: 3, events: 2, state: 0, dropped: 2 });
    rig.peer.connection.terminate();
    rig.pass(3_000);
    expect(rig.said()).toEqual(["hello 1"]);
  });

  test("of its state between hello and the answer follows the answer, patch by patch", () => {
    const rig = new LinkRig();
    rig.patch(1);
    rig.react = (heard) => {
      if ("phase" in heard && heard.phase === "ready") rig.patch(5);
    };
    rig.open();
    rig.pass(15);
    rig.patch(2);
    rig.pass(10);
    expect(rig.link.phase).toBe("opening");
    rig.patch(3);
    rig.pass(1);
    rig.patch(4);
    rig.sample();
    rig.pass(100);
    // The first two are part of what hello says.
    expect(rig.said()).toEqual(["hello 0", "state 3", "state 4", "backlog 1", "state 5"]);
    expect(rig.tally.messages).toMatchObject({ state: 3, dropped: 0 });
  });

  test("of its state before a hello that was never answered is part of the next hello", () => {
    const rig = new LinkRig();
    rig.mood = { type: "accept", welcome: undefined };
    rig.open();
    rig.pass(25);
    rig.patch(1);
    rig.peer.connection.terminate();
    rig.mood = { type: "accept", welcome: "ready" };
    rig.pass(3_000);
    expect(rig.said()).toEqual(["hello 1"]);
    expect(rig.tally.messages).toMatchObject({ state: 0, dropped: 0 });
  });

  test("and was kept is gone when the device loses its memory, which is counted", () => {
    const rig = new LinkRig();
    rig.sample();
    rig.sample();
    rig.event("e-1");
    rig.link.forget();
    expect(rig.tally.messages.dropped).toBe(3);
    rig.link.forget();
    expect(rig.tally.messages.dropped).toBe(3);
    rig.sample();
    rig.open();
    rig.pass(100);
    expect(rig.said()).toEqual(["hello 0", "backlog 3"]);
  });

  test("and an ended session holds unacknowledged is gone with the memory; what a session that lives holds is not", () => {
    const rig = new LinkRig({ acknowledge: true });
    rig.getReady();
    rig.sample();
    rig.sample();
    rig.said();
    rig.link.forget();
    expect(rig.tally.messages.unacknowledged).toBe(0);
    rig.peer.connection.terminate();
    rig.pass(20);
    rig.link.forget();
    rig.link.forget();
    expect(rig.tally.messages).toMatchObject({ unacknowledged: 2, dropped: 0 });
    rig.pass(3_000);
    expect(rig.said()).toEqual(["hello 1"]);
    rig.peer.connection.terminate();
    rig.pass(20);
    rig.link.forget();
    expect(rig.tally.messages).toMatchObject({ unacknowledged: 2, dropped: 0 });
  });

  test("and the server did not acknowledge before the goodbye was over is not dropped: it was sent", () => {
    const rig = new LinkRig({ acknowledge: true });
    rig.getReady();
    for (let count = 0; count < 3; count++) rig.sample();
    rig.link.close("shutdown");
    // One that only stays away for a while goes on measuring: that was never sent.
    rig.sample();
    rig.peer.connection.send("ack 1");
    rig.pass(100);
    expect(rig.link.phase).toBe("idle");
    rig.link.forget();
    expect(rig.said().slice(1)).toEqual(["sample 1!", "sample 2!", "sample 3!", "bye shutdown"]);
    expect(rig.tally.messages).toMatchObject({ telemetry: 3, acked: 1, unacknowledged: 2, dropped: 1 });
  });

  test("and a session held unacknowledged is waited for no more when the server forbids coming back", () => {
    const rig = new LinkRig({ acknowledge: true });
    rig.getReady();
    rig.sample();
    rig.said();
    rig.peer.connection.close(4001, "");
    rig.pass(100);
    expect(rig.link.phase).toBe("closed");
    expect(rig.tally.messages).toMatchObject({ telemetry: 1, unacknowledged: 1, dropped: 0 });
  });

  test("that was kept goes before what the device says when it hears that it is ready", () => {
    const rig = new LinkRig();
    rig.sample();
    rig.react = (heard) => {
      if ("phase" in heard && heard.phase === "ready") rig.sample();
    };
    rig.open();
    rig.pass(100);
    expect(rig.said()).toEqual(["hello 0", "backlog 1", "sample 2"]);
  });

  test("is dropped while offline when nothing may be kept", () => {
    const rig = new LinkRig({ offlineBuffer: 0 });
    rig.sample();
    rig.event("e-1");
    expect(rig.tally.messages.dropped).toBe(2);
    rig.open();
    rig.pass(100);
    expect(rig.said()).toEqual(["hello 0"]);
  });

  test("is acknowledged when the plan says so, or the server", () => {
    const planned = new LinkRig({ acknowledge: true });
    planned.getReady();
    planned.sample();
    expect(planned.said().at(-1)).toBe("sample 1!");
    const asked = new LinkRig();
    asked.mood = { type: "accept", welcome: "ready 1000 ack" };
    asked.sample();
    asked.getReady();
    asked.sample();
    expect(asked.said().filter((text) => text !== "(ping)")).toEqual(["hello 0", "backlog 1!", "sample 2!"]);
    asked.tell("ack 1");
    expect(asked.tally.messages.acked).toBe(1);
    expect(asked.tally.latency.ack.summary()).toMatchObject({ count: 1, max: 5 });
  });

  test("as samples is dropped while the server does not read; events and answers have more room", () => {
    const rig = new LinkRig({ maxBuffered: 40, heartbeat: millis(0) });
    rig.getReady();
    rig.peer.connection.reading = false;
    for (let count = 0; count < 10; count++) {
      rig.sample();
      rig.pass(20);
    }
    // Each is 8 bytes and 6 of header: the fourth would be the first beyond 40.
    expect(rig.tally.messages).toMatchObject({ telemetry: 3, dropped: 7 });
    rig.event("e-1");
    rig.pass(20);
    for (let count = 0; count < 30; count++) {
      rig.event(`e-${count}`);
      rig.pass(20);
    }
    rig.peer.connection.reading = true;
    rig.pass(20);
    const events = rig.peer.received.filter((text) => text.startsWith("event"));
    expect(events.length).toBeGreaterThan(1);
    expect(events.length).toBeLessThan(15);
    rig.sample();
    expect(rig.said().at(-1)).toBe("sample 11");
  });
});

describe("requests", () => {
  test("are answered on the connection they came on", () => {
    const rig = new LinkRig();
    rig.getReady();
    rig.react = (heard) => {
      if (!("type" in heard)) return;
      if (heard.type === "command") rig.link.answer(heard.ref, { ok: true, result: {} });
      if (heard.type === "query") rig.link.answer(heard.ref, { ok: false, failure: "busy", message: "" });
    };
    rig.tell("command 0 lock");
    rig.tell("query 7");
    expect(rig.said().slice(1)).toEqual(["answer 0 ok", "answer 7 busy"]);
    expect(rig.tally.commands.late).toBe(0);
  });

  test("answered after their connection ended are late, even when there is a new one", () => {
    const rig = new LinkRig();
    rig.getReady();
    rig.tell("command 1 lock");
    rig.tell("query 2");
    const refs = rig.incoming.map((message) => "ref" in message && message.ref);
    rig.peer.connection.terminate();
    rig.pass(20);
    expect(rig.link.answer(refs[0], { ok: true, result: {} })).toBe(false);
    expect(rig.tally.commands.late).toBe(1);
    rig.pass(3_000);
    expect(rig.link.phase).toBe("ready");
    expect(rig.link.answer(refs[0], { ok: true, result: {} })).toBe(false);
    expect(rig.link.answer(refs[1], { ok: true, result: {} })).toBe(false);
    expect(rig.said()).toEqual(["hello 1"]);
    // A query is no command, but its answer was given up too.
    expect(rig.tally.commands.late).toBe(2);
    expect(rig.tally.messages.dropped).toBe(3);
  });

  test("answered while the device says goodbye are late", () => {
    const rig = new LinkRig();
    rig.getReady();
    rig.tell("command 1 lock");
    const command = rig.incoming[0]!;
    rig.link.close("shutdown");
    expect(rig.link.answer("ref" in command && command.ref, { ok: true, result: {} })).toBe(false);
    expect(rig.tally.commands.late).toBe(1);
  });

  test("that the session deals with itself are counted for what they are", () => {
    const rig = new LinkRig();
    rig.getReady();
    for (const text of ["again 1", "what 2", "bad 3"]) rig.tell(text);
    expect(rig.tally.commands).toMatchObject({ received: 3, duplicate: 1, unknown: 1, failed: 1 });
  });
});

describe("frames", () => {
  test("are counted, and so is what is wrong with them", () => {
    const rig = new LinkRig();
    rig.getReady();
    const before = rig.tally.messages.received;
    rig.tell("noise");
    rig.tell("hello?");
    rig.peer.connection.send(new Uint8Array([1, 2, 3]));
    rig.pass(10);
    expect(rig.tally.messages.received - before).toBe(3);
    expect(rig.tally.messages).toMatchObject({ violations: 2, unhandled: 1 });
    expect(rig.incoming.map(({ type }) => type)).toEqual(["violation", "unhandled", "violation"]);
  });

  test("are counted in bytes with each ping, when asked, and at the end", () => {
    const rig = new LinkRig({ heartbeat: seconds(10) });
    rig.draws.push(0.5);
    rig.getReady();
    expect(rig.tally.messages.bytesSent).toBe(0);
    rig.pass(5_100);
    // "hello 0" with a client's header; the ping itself is counted with the next one.
    expect(rig.tally.messages.bytesSent).toBe(6 + 7);
    expect(rig.tally.messages.bytesReceived).toBe(2 + 5);
    rig.link.settle();
    expect(rig.tally.messages.bytesSent).toBe(6 + 7 + 6);
    rig.link.settle();
    rig.link.close("shutdown");
    rig.pass(100);
    expect(rig.tally.messages.bytesSent).toBe(6 + 7 + 6 + (6 + 12) + (6 + 2 + 8));
    expect(rig.tally.messages.bytesReceived).toBe(2 + 5 + 2 + (2 + 2 + 8));
  });

  test("of a connection that was cut are counted too", () => {
    const rig = new LinkRig();
    rig.getReady();
    rig.link.cut();
    rig.open();
    rig.pass(100);
    rig.link.cut();
    rig.pass(100);
    expect(rig.tally.messages.bytesSent).toBe(2 * (6 + 7));
  });
});

describe("a session's timers", () => {
  test("run, are replaced and are cancelled, each slot for itself", () => {
    const rig = new LinkRig();
    rig.getReady();
    rig.tell("timer 0 1000");
    rig.tell("timer 7 2000");
    rig.tell("timer 3 500");
    rig.tell("timer 0 3000");
    rig.tell("timer 3");
    rig.pass(5_000);
    expect(rig.said().slice(1)).toEqual(["timer 7", "timer 0"]);
  });

  test("do not outlive their connection", () => {
    const rig = new LinkRig({ heartbeat: millis(0) });
    rig.getReady();
    rig.tell("timer 0 1000");
    rig.tell("timer 5 1000");
    rig.link.cut();
    rig.pass(20);
    expect(rig.scheduler.size).toBe(0);
    rig.open();
    rig.pass(5_000);
    expect(rig.said()).toEqual(["hello 1"]);
  });
});

describe("the owner", () => {
  test("may close the link in the moment it opens", () => {
    const rig = new LinkRig();
    rig.react = (heard) => {
      if ("phase" in heard && heard.phase === "opening") rig.link.close("shutdown");
    };
    rig.open();
    rig.pass(1_000);
    expect(rig.phases).toEqual(["dialing", "opening", "closing", "idle"]);
    expect(rig.peer.received).toEqual(["bye shutdown"]);
  });

  test("who closes the link in the moment it opens gets no hello after the goodbye", () => {
    const rig = new LinkRig();
    rig.react = (heard) => {
      if ("phase" in heard && heard.phase === "opening") rig.link.close("sleep");
    };
    rig.open();
    rig.pass(1_000);
    expect(rig.peer.received).toEqual(["bye sleep"]);
  });

  test("may cut the link in the moment it gets ready, and hears nothing of what came with it", () => {
    const rig = new LinkRig();
    rig.react = (heard) => {
      if ("phase" in heard && heard.phase === "ready") rig.link.cut();
    };
    rig.open();
    rig.pass(1_000);
    expect(rig.phases).toEqual(["dialing", "opening", "ready", "idle"]);
    expect(rig.incoming).toEqual([]);
  });

  test("may give up when it hears of a loss", () => {
    const rig = new LinkRig();
    rig.getReady();
    rig.react = (heard) => {
      if ("phase" in heard && heard.phase === "waiting") rig.link.close("shutdown");
    };
    rig.peer.connection.terminate();
    rig.pass(10_000);
    expect(rig.phases).toEqual(["waiting", "idle"]);
    expect(rig.scheduler.size).toBe(0);
  });

  test("hears of ready once, however often a server says it", () => {
    const rig = new LinkRig();
    rig.getReady();
    rig.tell("ready 5");
    rig.tell("ready 5");
    expect(rig.states).toEqual([]);
    expect(rig.tally.connections.ready).toBe(1);
  });
});

describe("on a degraded network", () => {
  test("everything sent and received takes 70 ms longer each way, in order", () => {
    const rig = new LinkRig();
    rig.getReady();
    rig.link.setDegraded(true);
    rig.sample();
    rig.event("e-1");
    rig.pass(79);
    expect(rig.peer.received).toHaveLength(1);
    rig.pass(1);
    expect(rig.peer.received).toHaveLength(3);
    rig.peer.connection.send("ready 5");
    rig.peer.connection.send("command lockDoor");
    rig.pass(79);
    expect(rig.tally.messages.received).toBe(1);
    rig.pass(1);
    expect(rig.tally.messages.received).toBe(3);
  });

  test("a stall holds up all that follows, and nothing is lost", () => {
    const rig = new LinkRig();
    rig.getReady();
    rig.link.setDegraded(true);
    rig.draws.push(0, 0.5);
    for (let count = 0; count < 3; count++) rig.sample();
    rig.pass(3_000);
    expect(rig.peer.received).toHaveLength(1);
    rig.pass(100);
    expect(rig.peer.received).toHaveLength(4);
    expect(rig.tally.messages.dropped).toBe(0);
  });

  test("a link gets ready, later", () => {
    const rig = new LinkRig();
    rig.link.setDegraded(true);
    rig.open();
    rig.pass(1_000);
    expect(rig.phases).toEqual(["dialing", "opening", "ready"]);
    expect(rig.states.at(-1)![0]).toBe(40 + 3 * 70);
  });

  test("a goodbye comes after all that was said before, and the end after all that was heard", () => {
    const rig = new LinkRig();
    rig.getReady();
    rig.link.setDegraded(true);
    rig.draws.push(0, 0.5);
    rig.sample();
    rig.link.close("shutdown");
    rig.pass(10_000);
    expect(rig.peer.received.slice(1)).toEqual([expect.stringContaining("sample"), "bye shutdown"]);
    expect(rig.phases).toEqual(["closing", "idle"]);
    expect(rig.scheduler.size).toBe(0);
  });

  test("what was held up is not heard any more after a cut, and nothing is left waiting", () => {
    const rig = new LinkRig();
    rig.getReady();
    rig.link.setDegraded(true);
    rig.sample();
    rig.link.cut();
    rig.pass(10_000);
    expect(rig.peer.received).toHaveLength(1);
    expect(rig.scheduler.size).toBe(0);
  });

  test("that is good again everything is as fast as before, once what was held up has passed", () => {
    const rig = new LinkRig();
    rig.getReady();
    rig.link.setDegraded(true);
    rig.sample();
    rig.link.setDegraded(false);
    rig.pass(100);
    rig.sample();
    rig.pass(10);
    expect(rig.peer.received).toHaveLength(3);
  });
});
