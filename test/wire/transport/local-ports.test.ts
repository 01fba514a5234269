import { describe, expect, test } from "vitest";
import { VirtualClock } from "../../../src/kernel/clock.ts";
import type { Instant } from "../../../src/kernel/time.ts";
import { LocalPorts } from "../../../src/wire/transport/local-ports.ts";

const second = 1_000;
const minute = 60 * second;

/** Two addresses and two ports: four pairs. */
function few(): { readonly ports: LocalPorts; readonly wait: (millis: number) => void } {
  const clock = new VirtualClock(0 as Instant);
  return {
    ports: new LocalPorts(
      { addresses: ["127.0.0.2", "127.0.0.3"], ports: [{ first: 5000, last: 5001 }], number: 0, count: 1 },
      clock,
    ),
    wait: (millis) => clock.advanceTo((clock.now() + millis) as Instant),
  };
}

function pair(ports: LocalPorts, slot: number): string {
  return slot < 0 ? "none" : `${ports.address(slot)}:${ports.port(slot)}`;
}

const takeAll = (ports: LocalPorts): number[] => [ports.take(), ports.take(), ports.take(), ports.take()];

describe("local ports", () => {
  test("go through the addresses, then to the next port, and end", () => {
    const { ports } = few();
    const given = Array.from({ length: 5 }, () => pair(ports, ports.take()));
    expect(given).toEqual(["127.0.0.2:5000", "127.0.0.3:5000", "127.0.0.2:5001", "127.0.0.3:5001", "none"]);
    expect(ports.figures()).toEqual({ pairs: 4, inUse: 4, resting: 0, occupied: 0, left: 0 });
  });

  test("leave out the ports between ranges", () => {
    const ports = new LocalPorts(
      { addresses: ["::1"], ports: [1, 4].map((first) => ({ first, last: first + 1 })), number: 0, count: 1 },
      new VirtualClock(0 as Instant),
    );
    expect(takeAll(ports).map((slot) => ports.port(slot))).toEqual([1, 2, 4, 5]);
  });

  test("come back first that were reset or closed by the server, two seconds later", () => {
    const { ports, wait } = few();
    const [first, second_] = takeAll(ports);
    ports.release(first!, "lingers");
    ports.release(second_!, "clean");
    expect(ports.take()).toBe(-1);
    wait(2 * second);
    expect(ports.take()).toBe(second_);
  });

  test("rest for a minute that we closed first, unless there is no other", () => {
    const { ports, wait } = few();
    const [first, second_, third] = takeAll(ports);
    ports.release(first!, "lingers");
    wait(30 * second);
    ports.release(second_!, "clean");
    expect(ports.figures()).toMatchObject({ inUse: 2, resting: 1, left: 1 });
    wait(minute - 25 * second);
    ports.release(third!, "clean");
    expect(ports.figures()).toMatchObject({ inUse: 1, resting: 0, left: 3 });
    wait(2 * second);
    expect([ports.take(), ports.take(), ports.take(), ports.take()]).toEqual([second_, third, first, -1]);
  });

  test("are taken early rather than refused", () => {
    const { ports, wait } = few();
    const [first] = takeAll(ports);
    ports.release(first!, "lingers");
    wait(3 * second);
    expect(ports.figures()).toMatchObject({ resting: 1, left: 0 });
    expect(ports.take()).toBe(first);
  });

  test("that others use are not tried again for a minute", () => {
    const { ports, wait } = few();
    const [first] = takeAll(ports);
    ports.release(first!, "occupied");
    wait(minute);
    expect(ports.take()).toBe(-1);
    expect(ports.figures()).toMatchObject({ occupied: 1, left: 0 });
    wait(2 * second);
    expect(ports.take()).toBe(first);
  });
});
