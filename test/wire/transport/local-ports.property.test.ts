import fc from "fast-check";
import { expect, test } from "vitest";
import { VirtualClock } from "../../../src/kernel/clock.ts";
import type { Instant } from "../../../src/kernel/time.ts";
import { type LocalPortEnding, LocalPorts } from "../../../src/wire/transport/local-ports.ts";
import type { SourceSlice } from "../../../src/wire/transport/source-slice.ts";

const portRanges = fc
  .uniqueArray(fc.integer({ min: 0, max: 60 }), { minLength: 1, maxLength: 12 })
  .map((starts) => starts.map((start) => ({ first: 1024 + 20 * start, last: 1024 + 20 * start + (start % 7) })))
  .map((ranges) => ranges.toSorted((one, other) => one.first - other.first));

function sources(number: number, count: number, ports: SourceSlice["ports"], addresses: number): SourceSlice {
  return { addresses: Array.from({ length: addresses }, (_, at) => `127.0.0.${at + 2}`), ports, number, count };
}

function allOf(slice: SourceSlice): string[] {
  const ports = new LocalPorts(slice, new VirtualClock(0 as Instant));
  const pairs: string[] = [];
  for (let slot = ports.take(); slot >= 0; slot = ports.take())
    pairs.push(`${ports.address(slot)}:${ports.port(slot)}`);
  return pairs;
}

test("the shares of several shards are all pairs together, and have none in common", () => {
  const counts = [fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 5 })] as const;
  fc.assert(
    fc.property(portRanges, ...counts, (ports, shards, addresses) => {
      const whole = allOf(sources(0, 1, ports, addresses));
      const shares = Array.from({ length: shards }, (_, number) => allOf(sources(number, shards, ports, addresses)));
      expect(shares.flat()).toEqual(whole);
      expect(new Set(whole).size).toBe(whole.length);
      const sizes = shares.map(({ length }) => length);
      expect(Math.max(...sizes) - Math.min(...sizes)).toBeLessThanOrEqual(1);
    }),
  );
});

const endings: readonly LocalPortEnding[] = ["clean", "lingers", "occupied"];
const deed = fc.oneof(
  fc.constant({ type: "take" } as const),
  fc.record({ type: fc.constant("release" as const), which: fc.nat(), ending: fc.constantFrom(...endings) }),
  fc.record({ type: fc.constant("wait" as const), millis: fc.integer({ min: 1, max: 90_000 }) }),
);

test("no pair is ever out twice, none is lost, and the figures say so", () => {
  fc.assert(
    fc.property(fc.array(deed, { maxLength: 300 }), (deeds) => {
      const clock = new VirtualClock(0 as Instant);
      const ports = new LocalPorts(sources(0, 1, [{ first: 2000, last: 2004 }], 3), clock);
      const out: number[] = [];
      for (const done of deeds) {
        if (done.type === "wait") clock.advanceTo((clock.now() + done.millis) as Instant);
        else if (done.type === "take") {
          const slot = ports.take();
          expect(out).not.toContain(slot);
          if (slot >= 0) out.push(slot);
        } else if (out.length > 0) ports.release(out.splice(done.which % out.length, 1)[0]!, done.ending);
        const { pairs, inUse, resting, occupied, left } = ports.figures();
        expect(inUse).toBe(out.length);
        expect(inUse + resting + occupied + left).toBe(pairs);
        expect(left).toBeGreaterThanOrEqual(0);
      }
      for (const slot of out.splice(0)) ports.release(slot, "clean");
      clock.advanceTo((clock.now() + 120_000) as Instant);
      expect(new Set(Array.from({ length: 15 }, () => ports.take())).size).toBe(15);
      expect(ports.take()).toBe(-1);
    }),
  );
});
