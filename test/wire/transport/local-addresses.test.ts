import { describe, expect, test } from "vitest";
import { VirtualClock } from "../../../src/kernel/clock.ts";
import type { Instant } from "../../../src/kernel/time.ts";
import { LocalAddresses } from "../../../src/wire/transport/local-addresses.ts";
import type { SourceSlice } from "../../../src/wire/transport/source-slice.ts";

const slice: SourceSlice = {
  addresses: ["127.0.0.2", "::1", "127.0.0.3"],
  ports: [{ first: 5000, last: 5002 }],
  number: 0,
  count: 1,
};
const addresses = (of: Partial<SourceSlice> = {}, told?: (text: string) => void): LocalAddresses =>
  new LocalAddresses({ ...slice, ...of }, new VirtualClock(0 as Instant), told);

describe("local addresses", () => {
  test("are those of the target's family", () => {
    const local = addresses();
    expect(local.towards("10.0.0.1", 80).figures().pairs).toBe(6);
    expect(local.towards("fd00::9", 80).figures().pairs).toBe(3);
  });

  test("say which family a name has to have", () => {
    expect(addresses().family).toBe(0);
    expect(addresses({ addresses: ["127.0.0.2"] }).family).toBe(4);
    expect(addresses({ addresses: ["::1"] }).family).toBe(6);
  });

  test("have the same pairs for each address and port of a target", () => {
    const local = addresses();
    const one = local.towards("10.0.0.1", 80);
    expect(local.towards("10.0.0.1", 80)).toBe(one);
    expect(one.take()).toBe(local.towards("10.0.0.1", 81).take());
    expect(one.take()).toBe(1);
  });

  test("never dial from the port that is dialled: a connection could meet itself", () => {
    expect(addresses().towards("127.0.0.2", 5001).figures().pairs).toBe(4);
  });

  test("tell once that there is none left, and how to have more", () => {
    const told: string[] = [];
    const local = addresses({}, (text) => told.push(text));
    const ports = local.towards("::1", 80);
    for (let slot = ports.take(); slot >= 0; slot = ports.take());
    ports.release(0, "lingers");
    const text =
      "expected a free local address and port towards [::1]:80, found none of 3: 2 in use, 1 at rest after use, 0 used by others";
    expect([local.noneLeft("::1", 80), local.noneLeft("::1", 80)]).toEqual([text, text]);
    expect(told).toEqual([`${text}. Name more addresses with --source-addresses.`]);
  });

  test("tell that there is none of the target's family", () => {
    const local = addresses({ addresses: ["::1"] });
    expect(local.towards("10.0.0.1", 80).take()).toBe(-1);
    expect(local.noneLeft("10.0.0.1", 80)).toContain("found no source address of its family");
  });

  test("have the figures of the target with the fewest left", () => {
    const local = addresses();
    expect(local.figures()).toBeUndefined();
    local.towards("10.0.0.1", 80).take();
    local.towards("fd00::9", 80).take();
    expect(local.figures()).toEqual({ pairs: 3, inUse: 1, resting: 0, occupied: 0, left: 2 });
  });
});
