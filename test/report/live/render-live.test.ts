import { stripVTControlCharacters } from "node:util";
import { describe, expect, test } from "vitest";
import type { Notice, Progress, RunInfo, ShardProgress } from "../../../src/fleet/run-events.ts";
import { type History, noHistory, remember } from "../../../src/report/live/history.ts";
import { renderLive } from "../../../src/report/live/render-live.ts";
import { histogram, info, notice, progressAt, shardProgress, totalsWith } from "../samples.ts";

function render(
  size: { columns?: number; rows?: number; colour?: boolean },
  changes: { info?: Partial<RunInfo>; progress?: Partial<Progress>; notices?: Notice[]; history?: History } = {},
): string[] {
  return renderLive(
    { ...info, ...changes.info },
    changes.history ?? noHistory,
    progressAt(154, changes.progress),
    changes.notices ?? [],
    { columns: 79, rows: 23, colour: false, ...size },
  );
}

function rampUp(): History {
  let history = noHistory;
  for (let second = 1; second <= 20; second++) {
    const { phases, rates } = progressAt(second);
    history = remember(
      history,
      progressAt(second, {
        phases: { ...phases, ready: 20 * second },
        rates: { ...rates, messagesOut: 2 * second },
      }),
    );
  }
  return history;
}

describe("the live view", () => {
  test("shows the whole run on 80 columns and 24 rows", () => {
    const notices = [notice(60, "lock-all: 60 devices"), notice(90, "first refusal: HTTP 503", "warning")];
    expect(render({}, { notices, history: rampUp() })).toEqual([
      "evening                                       420 devices in 60 homes · seed 42",
      "ws://127.0.0.1:7070/                                    Thu 2026-01-15 17:02:34",
      "",
      "▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁   25 %",
      "       ▲ lock-all                   ▲ power-cut",
      "02:34 of 10:00   next power-cut in 02:26",
      "",
      "DEVICES              412 of 420 ready    LATENCY        p50       p99       max",
      "bulb       ▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▖ 294/300    connect    1.23 ms   7.38 ms   12.3 ms",
      "lock       ▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▁   58/60    ready       2.4 ms   14.4 ms     24 ms",
      "thermostat ▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄   60/60    command    0.42 ms   2.52 ms    4.2 ms",
      "3 dialing  5 waiting",
      "",
      "TRAFFIC per second       out       in    GENERATOR                     keeps up",
      "messages                35.2        4    lateness p99                   0.38 ms",
      "bytes                12.3 kB   1.2 kB    CPU of one core                   12 %",
      "connects                  12             memory                         96.3 MB",
      "",
      "ready      ▂▂▂▃▃▃▃▄▄▄▅▅▅▅▆▆▆▇▇▇                                             400",
      "messages/s ▂▃▃▃▃▄▄▄▄▅▅▅▆▆▆▆▇▇▇▇                                              44",
      "",
      "01:00  lock-all: 60 devices",
      "01:30  first refusal: HTTP 503",
    ]);
  });

  test("shows the run before its first second is over", () => {
    const lines = renderLive(info, noHistory, undefined, [], { columns: 60, rows: 40, colour: false });
    expect(lines.slice(0, 7)).toEqual([
      "evening                    420 devices in 60 homes · seed 42",
      "Sixty homes come home from work.",
      "ws://127.0.0.1:7070/",
      "",
      "▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁    0 %",
      "     ▲ lock-all           ▲ power-cut",
      "00:00 of 10:00   next lock-all in 01:00",
    ]);
  });

  test("speaks of trouble only when there is some", () => {
    const calm = render({ rows: 40 }).join("\n");
    const totals = totalsWith({
      connections: { lost: 5, refused: 12, refusals: { "503": 12 } },
      messages: { dropped: 3 },
    });
    const troubled = render({ rows: 40 }, { progress: { totals } });
    expect(calm).not.toMatch(/lost|refused|dropped/);
    expect(troubled).toContain("refused 12 (HTTP 503 ×12)  lost 5  messages dropped 3");
  });

  test("shows latencies once there are any", () => {
    const { latency } = progressAt(154);
    const without = render({}).join("\n");
    const withAck = render({}, { progress: { latency: { ...latency, ack: histogram(10, 3) } } }).join("\n");
    expect(without).not.toMatch(/\back\b/);
    expect(withAck).toMatch(/ack +3 ms +18 ms +30 ms/);
  });

  test("tells how many are wanted while the load ramps", () => {
    expect(render({}, { progress: { wanted: 200 } }).join("\n")).toMatch(/^DEVICES +412 ready, 200 wanted /m);
  });

  test("says when the generator falls behind", () => {
    const generator = { latenessP99Millis: 312, cpuShare: 1, rssBytes: 1e9, unsentBytes: 0, shards: [] };
    expect(render({}, { progress: { generator } }).join("\n")).toMatch(
      /GENERATOR +falls behind\n.*lateness p99 +312 ms\n/,
    );
  });

  test("says that the server does not read what it is sent", () => {
    const calm = render({ rows: 40 }).join("\n");
    const { generator } = progressAt(1);
    const waiting = render({ rows: 40 }, { progress: { generator: { ...generator, unsentBytes: 34e6 } } }).join("\n");
    expect(calm).not.toContain("does not read");
    expect(waiting).toMatch(/server does not read +34 MB$/m);
  });

  describe("of several shards", () => {
    const withShards = (...shards: ShardProgress[]): Partial<Progress> => ({
      generator: { ...progressAt(1).generator, shards },
    });
    const line = (progress: Partial<Progress>, columns = 79): string =>
      render({ columns }, { progress }).find((one) => one.startsWith("SHARDS"))!;

    test("has a sign for each, and names the worst", () => {
      const shards = Array.from({ length: 8 }, (_, number) => shardProgress(number));
      shards[6] = shardProgress(6, { latenessP99Millis: 82 });
      expect(line(withShards(...shards))).toBe(
        "SHARDS  ●●●●●●◐●  worst: 6, lateness p99 82 ms                        8 running",
      );
    });

    test("shows those that fall behind, died, or say nothing", () => {
      const shards = [
        shardProgress(0),
        shardProgress(1, { latenessP99Millis: 312 }),
        shardProgress(2, { state: "dead", deaths: 2 }),
        shardProgress(3, { silentMillis: 4_000 }),
        shardProgress(4, { state: "waiting" }),
      ];
      const text = line(withShards(...shards));
      expect(text).toMatch(/^SHARDS {2}●○✗\?· {2}worst: 1, lateness p99 312 ms {2,}died 2 times {2}2 of 5 running$/);
    });

    test("is one line of what fits, however many", () => {
      const shards = Array.from({ length: 56 }, (_, number) => shardProgress(number));
      expect(line(withShards(...shards)).length).toBeLessThanOrEqual(79);
      expect(line(withShards(...shards), 120)).toContain("●".repeat(56));
    });

    test("is not said of one", () => {
      expect(line(withShards(shardProgress(0)))).toBeUndefined();
    });
  });

  test("gathers the smallest kinds where there are more than rows", () => {
    const byKind = Object.fromEntries(
      Array.from({ length: 12 }, (_, n) => [`kind-${n}`, { planned: 12 - n, ready: 6 - (n >> 1) }]),
    );
    const planned = Object.fromEntries(Object.entries(byKind).map(([kind, count]) => [kind, count.planned]));
    const lines = render({}, { info: { byKind: planned }, progress: { byKind } });
    expect(lines.length).toBeLessThanOrEqual(23);
    expect(lines.find((line) => line.startsWith("kind-0"))).toMatch(/ 6\/12\b/);
    const gathered = lines.find((line) => line.includes("more kinds"))!;
    const [, kinds, ready, of] = /(\d+) more kinds .* (\d+)\/(\d+)\b/.exec(gathered)!.map(Number);
    const shown = lines.flatMap((line) => /^kind-\d+ .* (\d+)\/(\d+)\b/.exec(line)?.slice(1, 3).map(Number) ?? []);
    const sums = [0, 1].map((part) => shown.filter((_, index) => index % 2 === part).reduce((a, b) => a + b, 0));
    expect(kinds! + shown.length / 2).toBe(12);
    expect([sums[0]! + ready!, sums[1]! + of!]).toEqual([42, 78]);
  });

  test("marks steps by their place, and leaves out names that have no room", () => {
    const steps = [1, 2, 3, 4, 590].map((second) => ({ name: `step-at-${second}`, atMillis: second * 10_000 }));
    steps[4] = { name: "at-the-end", atMillis: 599_000 };
    const lines = render({}, { info: { steps } });
    expect(lines).toContain(`${" ▲▲▲▲ step-at-4".padEnd(60)}at-the-end ▲`);
    expect(lines).toContain("02:34 of 10:00   next at-the-end in 07:25");
  });

  test("names all steps that come next at the same time", () => {
    const steps = ["lock", "dim"].map((name) => ({ name, atMillis: 300_000 }));
    expect(render({}, { info: { steps } })).toContain("02:34 of 10:00   next lock, dim in 02:26");
  });

  test("names a step that comes again and again at its first mark alone", () => {
    const steps = [1, 4, 7].map((minute) => ({ name: "press", atMillis: minute * 60_000 }));
    const marks = render({}, { info: { steps: [...steps, { name: "cut", atMillis: 540_000 }] } }).find((line) =>
      line.includes("▲"),
    )!;
    expect(marks.replaceAll(/ +/g, " ").trim()).toBe("▲ press ▲ ▲ ▲ cut");
  });

  test("counts down in real time when the clock runs faster", () => {
    const lines = render({}, { info: { speed: 60 } }).join("\n");
    expect(lines).toMatch(/17:02:34 · 60× real time$/m);
    expect(lines).toMatch(/ends in 00:07 real time$/m);
  });

  test("prints no control characters that came from elsewhere", () => {
    const lines = render(
      { rows: 40 },
      {
        info: { scenario: "a\u001b[2Jb", description: "one\ntwo", target: "ws://x/\u0007" },
        notices: [notice(1, "c\rd")],
      },
    );
    expect(lines.join("\n")).not.toMatch(/[\u0000-\u0009\u000b-\u001f]/);
    expect(lines[0]).toMatch(/^a\\u001b\[2Jb /);
  });

  test("is the same with colours as without, but for the colours", () => {
    const coloured = render({ colour: true });
    expect(coloured.join("")).toContain("\u001b[36m");
    expect(coloured.map(stripVTControlCharacters)).toEqual(render({}));
  });
});
