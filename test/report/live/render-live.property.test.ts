import { stripVTControlCharacters } from "node:util";
import fc from "fast-check";
import { expect, test } from "vitest";
import type { Notice, Progress, RunInfo } from "../../../src/fleet/run-events.ts";
import { noHistory, remember } from "../../../src/report/live/history.ts";
import { renderLive } from "../../../src/report/live/render-live.ts";
import { textWidth } from "../../../src/report/text-width.ts";
import { histogram, info, progressAt, totals } from "../samples.ts";
import { evenly } from "../../support/evenly.ts";

const name = fc.string({ unit: "grapheme", maxLength: 30 });
const count = fc.nat({ max: 2_000_000 });
const rate = evenly(0, 1e7);
const counts = fc.dictionary(fc.stringMatching(/^\d{3,4}$/), count, { maxKeys: 8 });

const anyInfo: fc.Arbitrary<RunInfo> = fc
  .record({
    scenario: name,
    description: name,
    target: fc.option(name),
    byKind: fc.dictionary(name, count, { maxKeys: 30 }),
    durationMillis: fc.nat({ max: 1e8 }),
    devices: count,
    speed: fc.constantFrom(0.5, 1, 60),
    steps: fc.array(fc.record({ name, atMillis: fc.nat({ max: 1e8 }) }), { maxLength: 12 }),
  })
  .map((changes) => ({ ...info, ...changes }));

const anyProgress: fc.Arbitrary<Progress> = fc
  .record({
    elapsedMillis: fc.nat({ max: 1e8 }),
    wanted: count,
    rates: fc.record({ connects: rate, messagesOut: rate, messagesIn: rate, bytesOut: rate, bytesIn: rate }),
    generator: fc.record({
      latenessP99Millis: rate,
      cpuShare: rate,
      rssBytes: count,
      unsentBytes: count,
      shards: fc.array(
        fc.record({
          number: count,
          state: fc.constantFrom("waiting", "running", "dead", "gone"),
          silentMillis: rate,
          latenessP99Millis: rate,
          cpuShare: rate,
          rssBytes: count,
          deaths: count,
        }),
        { maxLength: 80 },
      ),
    }),
    waiting: count,
    unpowered: count,
    typical: rate,
    lost: count,
    refused: count,
    counts,
  })
  .map(({ waiting, unpowered, typical, lost, refused, counts: causes, ...changes }) => {
    const base = progressAt(0);
    const latency = { ...base.latency, ack: histogram(waiting, typical), reconnect: histogram(lost, typical) };
    const connections = { ...totals.connections, lost, refused, refusals: causes, closeCodes: causes };
    const phases = { ...base.phases, waiting, unpowered };
    return { ...base, ...changes, phases, latency, totals: { ...totals, connections } };
  });

const anyNotice: fc.Arbitrary<Notice> = fc.record({
  elapsedMillis: count,
  level: fc.constantFrom("info", "warning"),
  text: fc.string({ unit: "binary", maxLength: 200 }),
});

test("whatever there is to show, and however small the terminal, nothing wraps and nothing scrolls", () => {
  fc.assert(
    fc.property(
      anyInfo,
      anyProgress,
      fc.array(anyNotice, { maxLength: 20 }),
      fc.integer({ min: 1, max: 220 }),
      fc.integer({ min: 1, max: 70 }),
      fc.boolean(),
      (anInfo, progress, notices, columns, rows, colour) => {
        const history = remember(remember(noHistory, progressAt(1)), progress);
        const lines = renderLive(anInfo, history, progress, notices, { columns, rows, colour });
        expect(lines.length).toBeLessThanOrEqual(rows);
        for (const line of lines) expect(textWidth(stripVTControlCharacters(line))).toBeLessThanOrEqual(columns);
      },
    ),
    { numRuns: 500 },
  );
});
