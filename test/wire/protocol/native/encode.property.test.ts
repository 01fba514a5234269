/** The hand-written texts equal what `JSON.stringify` makes of the documented objects. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { MeasuredSample } from "../../../../src/wire/protocol/measured-sample.ts";
import type { Sample } from "../../../../src/wire/protocol/message.ts";
import {
  encodeBatch,
  encodeError,
  encodeEvent,
  encodeResult,
  encodeState,
  encodeTelemetry,
} from "../../../../src/wire/protocol/native/encode.ts";
import { numberText } from "../../../../src/wire/protocol/native/number-text.ts";
import { splitBacklog } from "../../../../src/wire/protocol/native/split-backlog.ts";

const runs = { numRuns: 2_000 };
const text = fc.string({ unit: "binary" });
const value = fc.oneof(fc.double(), fc.integer(), fc.boolean(), text, fc.constant(null), fc.constant(-0));
const values = fc.dictionary(fc.oneof(text, fc.constantFrom("rssi", "lockState", "7", "__proto__")), value);
const time = fc.oneof(
  fc.integer(),
  fc.maxSafeInteger(),
  fc.integer({ min: 1_700_000_000_000, max: 2_000_000_000_000 }),
);
const sample: fc.Arbitrary<Sample> = fc.record({ time, seq: fc.nat(), values });
const id = fc.option(fc.nat(), { nil: undefined });

const frame = (method: string, params: object, requestId?: number): string =>
  JSON.stringify({ jsonrpc: "2.0", id: requestId, method, params });

describe("the text of", () => {
  test("a sample that is a list beside its names", () => {
    const attribute = fc.string().filter((name) => name !== "__proto__");
    const names = fc.uniqueArray(attribute, { minLength: 1, maxLength: 8 });
    fc.assert(
      fc.property(
        time,
        fc.nat(),
        names,
        fc.infiniteStream(value),
        id,
        fc.boolean(),
        (at, seq, known, drawn, requestId, again) => {
          const list = [...drawn.take(known.length)];
          const one = new MeasuredSample(at, seq, { names: known }, list);
          const params = `{"ts":${at},"seq":${seq},"values":{${known.map((name, place) => `${JSON.stringify(name)}:${JSON.stringify(list[place])}`).join()}}${again ? ',"dup":true' : ""}}`;
          expect(encodeTelemetry(one, requestId, again)).toBe(
            `{"jsonrpc":"2.0",${requestId === undefined ? "" : `"id":${requestId},`}"method":"telemetry.report","params":${params}}`,
          );
          const plain = Object.fromEntries(known.map((name, place) => [name, list[place]]));
          expect(one.values).toStrictEqual(plain);
        },
      ),
      runs,
    );
  });

  test("a number", () => {
    const decimals = fc.tuple(fc.integer({ min: -2e9, max: 2e9 }), fc.constantFrom(1, 10, 100, 1_000, 10_000));
    const near = decimals.map(([whole, parts]) => whole / parts);
    const beside = fc.tuple(near, fc.constantFrom(1 - 2 ** -53, 1 + 2 ** -52)).map(([one, factor]) => one * factor);
    fc.assert(
      fc.property(fc.oneof(near, beside, fc.double(), fc.integer(), fc.constant(-0)), (one) => {
        expect(numberText(one)).toBe(JSON.stringify(one));
      }),
      { numRuns: 20_000 },
    );
  });

  test("telemetry", () => {
    fc.assert(
      fc.property(sample, id, fc.boolean(), (one, requestId, again) => {
        expect(encodeTelemetry(one, requestId, again)).toBe(
          frame(
            "telemetry.report",
            { ts: one.time, seq: one.seq, values: one.values, ...(again && { dup: true }) },
            requestId,
          ),
        );
      }),
      runs,
    );
  });

  test("a batch", () => {
    fc.assert(
      fc.property(fc.array(sample, { minLength: 1, maxLength: 5 }), id, fc.boolean(), (all, requestId, again) => {
        const samples = all.map((one) => ({ ts: one.time, seq: one.seq, values: one.values }));
        expect(encodeBatch(all, requestId, again)).toBe(
          frame("telemetry.batch", { samples, ...(again && { dup: true }) }, requestId),
        );
      }),
      runs,
    );
  });

  test("a state patch", () => {
    const patch = fc.record({
      time,
      version: fc.nat(),
      values,
      cause: fc.constantFrom("human" as const, "physics" as const),
    });
    fc.assert(
      fc.property(patch, (one) => {
        expect(encodeState(one)).toBe(
          frame("state.report", { version: one.version, patch: one.values, cause: one.cause, ts: one.time }),
        );
      }),
      runs,
    );
  });

  test("an event", () => {
    const event = fc.record({
      id: text,
      time,
      name: text,
      severity: fc.constantFrom("info" as const, "error" as const),
      data: values,
    });
    fc.assert(
      fc.property(event, (one) => {
        const { name, severity, data } = one;
        expect(encodeEvent(one)).toBe(frame("event.report", { id: one.id, ts: one.time, name, severity, data }));
      }),
      runs,
    );
  });

  test("a result and an error", () => {
    const requestId = fc.oneof(
      text,
      fc.integer(),
      fc.double({ noNaN: true, noDefaultInfinity: true }),
      fc.constant(null),
    );
    fc.assert(
      fc.property(requestId, fc.dictionary(text, fc.jsonValue()), text, fc.integer(), (own, result, message, code) => {
        expect(encodeResult(own, result)).toBe(JSON.stringify({ jsonrpc: "2.0", id: own, result }));
        const data = { failure: "hardware", path: message };
        expect(encodeError(own, code, message, data)).toBe(
          JSON.stringify({ jsonrpc: "2.0", id: own, error: { code, message, data } }),
        );
      }),
      runs,
    );
  });
});

test("a split backlog keeps every sample in order, in frames under 64 KiB", () => {
  const big = fc.record({ time, seq: fc.nat(), values: fc.constant({ note: "日".repeat(2_000), rssi: -61 }) });
  fc.assert(
    fc.property(fc.array(fc.oneof(sample, big), { maxLength: 60 }), (samples) => {
      const parts = splitBacklog(samples);
      expect(parts.flat()).toEqual(samples);
      for (const part of parts) {
        expect(part.length).toBeGreaterThan(0);
        expect(Buffer.byteLength(encodeBatch(part, 1, true))).toBeLessThan(65_536);
      }
    }),
    { numRuns: 200 },
  );
});
