import { describe, expect, test } from "vitest";
import { VirtualClock } from "../../src/kernel/clock.ts";
import { Scheduler } from "../../src/kernel/scheduler.ts";
import { instant, later, millis, seconds } from "../../src/kernel/time.ts";
import { type MeteredGroup, TrafficMeter } from "../../src/library/traffic-meter.ts";
import { MemoryNetwork } from "../../src/wire/transport/memory-transport.ts";
import type { Connection, ConnectionOwner } from "../../src/wire/transport/transport.ts";

const url = "ws://hub.test/";
const origin = instant(1_000_000_000);
const deaf = { onText: () => {}, onBinary: () => {}, onPing: () => {}, onPong: () => {}, onEnd: () => {} };
const owner: ConnectionOwner = { ...deaf, onOpen: () => {} };

/** A meter over a network whose server answers every message with "ok". */
class Bench {
  readonly scheduler = new Scheduler(new VirtualClock(origin));
  readonly meter: TrafficMeter;
  readonly #network = new MemoryNetwork(this.scheduler);

  constructor(groups: readonly MeteredGroup[], intervalSeconds = 10, lengthSeconds = 60) {
    this.meter = new TrafficMeter({
      groups,
      origin,
      end: later(origin, seconds(lengthSeconds)),
      intervalMillis: intervalSeconds * 1_000,
    });
    this.#network.listen(url, () => ({
      type: "accept",
      subprotocol: "",
      serve: (connection) => ({ ...deaf, onText: () => void connection.send("ok") }),
    }));
  }

  dial(group = 0): Connection {
    const transport = this.meter.transport(this.#network.transport(), group, () => this.scheduler.now);
    return transport.dial(
      {
        url,
        subprotocols: [],
        requireSubprotocol: false,
        headers: {},
        handshakeTimeout: 1_000,
        maxPayload: 65_536,
        perMessageDeflate: false,
      },
      owner,
    );
  }

  at(second: number, action: () => void): void {
    this.scheduler.at(later(origin, millis(second * 1_000)), { onDue: action });
  }

  result(second: number): ReturnType<TrafficMeter["result"]> {
    const end = later(origin, seconds(second));
    this.scheduler.runUntil(end);
    return this.meter.result(end);
  }
}

const everybody = (kind: string, devices: number): MeteredGroup => ({ kind, devices, measuredDevices: devices });

describe("a meter", () => {
  test("counts what passes, when it passes, and changes nothing", () => {
    const bench = new Bench([everybody("lock", 1)]);
    let connection: Connection | undefined;
    bench.at(0, () => (connection = bench.dial()));
    for (const second of [5, 25, 25.5, 26]) bench.at(second, () => connection!.send("x".repeat(100)));
    const { all, byKind } = bench.result(60);
    // RFC 6455: two bytes of header, four of mask from the device.
    expect(connection!.bytesSent).toBe(4 * 106);
    expect(all.bytesOut).toEqual({
      total: 424,
      mean: Number((424 / 60).toPrecision(6)),
      peak: 212,
      peakAtSeconds: 25,
      series: [10.6, 0, 31.8, 0, 0, 0],
    });
    expect(all.messagesOut).toMatchObject({ total: 4, peak: 2, peakAtSeconds: 25 });
    expect(all.messagesIn).toMatchObject({ total: 4, series: [0.1, 0, 0.3, 0, 0, 0] });
    expect(all.bytesIn.total).toBe(16);
    expect(all.connects).toMatchObject({ total: 1, peak: 1, peakAtSeconds: 0 });
    expect(byKind).toEqual({ lock: all });
  });

  test("knows how many are connected, also when they leave", () => {
    const bench = new Bench([everybody("lock", 3)]);
    bench.at(1, () => void bench.dial());
    bench.at(12, () => {
      const two = [bench.dial(), bench.dial()];
      bench.at(31, () => two[0]!.close(1000, ""));
      bench.at(32, () => two[1]!.terminate());
    });
    expect(bench.result(60).all.connected).toEqual({ peak: 3, peakAtSeconds: 12, series: [1, 3, 3, 1, 1, 1] });
  });

  test("keeps kinds apart, and adds them up", () => {
    const bench = new Bench([everybody("lock", 1), everybody("bulb", 1), everybody("lock", 1)]);
    for (const group of [0, 1, 1, 2]) bench.at(1, () => void bench.dial(group));
    const { all, byKind } = bench.result(60);
    expect(byKind["lock"]).toMatchObject({ devices: 2, connects: { total: 2 } });
    expect(byKind["bulb"]).toMatchObject({ devices: 1, connects: { total: 2 } });
    expect(all).toMatchObject({ devices: 3, connects: { total: 4 } });
  });

  test("counts nothing after the end, and means of what was reached when it is asked before", () => {
    const bench = new Bench([everybody("lock", 1)], 10, 15);
    bench.at(12, () => void bench.dial());
    bench.at(16, () => void bench.dial());
    expect(bench.result(20).all.connects.total).toBe(1);
    const cut = new Bench([everybody("lock", 1)]);
    cut.at(12, () => void cut.dial());
    expect(cut.result(14).all.connects).toMatchObject({ total: 1, series: [0, 0.25], peak: 1 });
  });
});

describe("a meter of a sample", () => {
  const sampled: MeteredGroup = { kind: "lock", devices: 100_000, measuredDevices: 1_000 };

  test("scales every group by itself", () => {
    const bench = new Bench([sampled, { kind: "bulb", devices: 50, measuredDevices: 5 }]);
    bench.at(1, () => void bench.dial(0));
    bench.at(1, () => void bench.dial(1));
    const { all, byKind } = bench.result(60);
    expect(byKind["lock"]!.connects.total).toBe(100);
    expect(byKind["bulb"]!.connects.total).toBe(10);
    expect(all.connects.total).toBe(110);
    expect(all.connected.peak).toBe(110);
  });

  test("takes what comes by chance for no peak", () => {
    const bench = new Bench([sampled], 60);
    for (let second = 0; second < 60; second++) bench.at(second, () => void bench.dial());
    bench.at(30, () => void bench.dial());
    expect(bench.result(60).all.connects).toMatchObject({ total: 6_100, peak: Number((6_100 / 60).toPrecision(6)) });
  });

  test("takes what hundreds do in the same second for one", () => {
    const bench = new Bench([sampled], 60);
    for (let second = 0; second < 60; second++) bench.at(second, () => void bench.dial());
    bench.at(30.5, () => {
      for (let device = 0; device < 400; device++) bench.dial();
    });
    expect(bench.result(60).all.connects).toMatchObject({ peak: 40_100, peakAtSeconds: 30 });
  });

  test("makes no rate of the moment at which it is stopped", () => {
    const bench = new Bench([sampled]);
    bench.at(20, () => void bench.dial());
    expect(bench.result(20.01).all.connects).toMatchObject({ total: 100, peak: 100, series: [0, 0, 100] });
  });

  test("sees a busy minute within a long interval", () => {
    const bench = new Bench([sampled], 3_600, 7_200);
    for (let second = 600; second < 660; second++) {
      bench.at(second, () => {
        for (let device = 0; device < 5; device++) bench.dial();
      });
    }
    const { connects } = bench.result(7_200).all;
    expect(connects.peak).toBe(500);
    expect(connects.peakAtSeconds).toBeGreaterThanOrEqual(600);
    expect(connects.peakAtSeconds).toBeLessThan(660);
  });
});
