import { expect, test } from "vitest";
import { VirtualClock } from "../../src/kernel/clock.ts";
import { Scheduler } from "../../src/kernel/scheduler.ts";
import { instant, later, seconds } from "../../src/kernel/time.ts";
import { type Beating, Heartbeat } from "../../src/server/heartbeat.ts";

class Connection implements Beating {
  heard = true;
  pings = 0;
  cut = 0;
  ping(): void {
    this.pings++;
  }
  terminate(): void {
    this.cut++;
  }
}

function setUp(interval = seconds(30)) {
  const scheduler = new Scheduler(new VirtualClock(instant(0)));
  const heartbeat = new Heartbeat(scheduler, interval);
  return { scheduler, heartbeat, pass: (by: number) => scheduler.runUntil(later(scheduler.now, by)) };
}

test("a connection that is heard between the pings lives", () => {
  const { heartbeat, pass } = setUp();
  const connection = new Connection();
  heartbeat.join(connection);
  for (let beat = 1; beat <= 5; beat++) {
    pass(seconds(30));
    expect(connection).toMatchObject({ pings: beat, cut: 0 });
    connection.heard = true;
  }
});

test("one that says nothing from one ping to the next is cut, the others are not", () => {
  const { heartbeat, pass } = setUp();
  const [silent, alive] = [new Connection(), new Connection()];
  heartbeat.join(silent);
  heartbeat.join(alive);
  pass(seconds(30));
  alive.heard = true;
  pass(seconds(30));
  expect(silent).toMatchObject({ pings: 1, cut: 1 });
  expect(alive).toMatchObject({ pings: 2, cut: 0 });
});

test("there is one timer for all, and none without connections", () => {
  const { heartbeat, scheduler } = setUp();
  const connections = [new Connection(), new Connection()];
  for (const connection of connections) heartbeat.join(connection);
  expect(scheduler.size).toBe(1);
  for (const connection of connections) heartbeat.leave(connection);
  expect(scheduler.size).toBe(0);
  heartbeat.join(connections[0]!);
  expect(scheduler.size).toBe(1);
});

test("when a connection is pinged does not depend on who came before it", () => {
  const pings = [0, 12, 29].map((first) => {
    const { heartbeat, pass } = setUp();
    pass(seconds(first));
    const [other, connection] = [new Connection(), new Connection()];
    heartbeat.join(other);
    pass(seconds(31 - first));
    heartbeat.join(connection);
    pass(seconds(28));
    const before = connection.pings;
    pass(seconds(1));
    return [before, connection.pings];
  });
  expect(pings).toEqual([
    [0, 1],
    [0, 1],
    [0, 1],
  ]);
});

test("connections that leave because they were cut leave no timer behind", () => {
  const { heartbeat, scheduler, pass } = setUp();
  const connection = new Connection();
  connection.terminate = () => heartbeat.leave(connection);
  heartbeat.join(connection);
  pass(seconds(60));
  expect(scheduler.size).toBe(0);
});

test("an interval of 0 pings nobody", () => {
  const { heartbeat, scheduler } = setUp(seconds(0));
  heartbeat.join(new Connection());
  expect(scheduler.size).toBe(0);
});
