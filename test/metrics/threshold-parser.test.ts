import { describe, expect, test } from "vitest";
import { parseThreshold, type ThresholdFault } from "../../src/metrics/threshold-parser.ts";
import type { Threshold } from "../../src/metrics/threshold.ts";

function read(expression: string): Omit<Threshold, "expression"> {
  const parsed = parseThreshold(expression);
  if (!parsed.ok) throw new Error(`expected ${parsed.fault.expected}`);
  const { expression: written, ...threshold } = parsed.threshold;
  expect(written).toBe(expression);
  return threshold;
}

function faultOf(expression: string): ThresholdFault {
  const parsed = parseThreshold(expression);
  if (parsed.ok) throw new Error("expected a fault, found none");
  return parsed.fault;
}

const messageOf = (expression: string): string => {
  const { expected, found } = faultOf(expression);
  return `expected ${expected}, found ${found}`;
};

describe("a threshold", () => {
  test("compares a number of the summary", () => {
    expect(read("commands.lost == 0")).toEqual({ metric: "commands.lost", comparison: "==", limit: 0 });
    expect(read("connections.closeCodes.1006!=3")).toEqual({
      metric: "connections.closeCodes.1006",
      comparison: "!=",
      limit: 3,
    });
    expect(read("devices.byKind.air-conditioner.planned > 10").metric).toBe("devices.byKind.air-conditioner.planned");
    expect(read("connections.failures.ECONNREFUSED <= 0").metric).toBe("connections.failures.ECONNREFUSED");
  });

  test("picks one figure of a latency", () => {
    expect(read("latency.connect p(99) < 500ms")).toEqual({
      metric: "latency.connect",
      aggregate: { type: "percentile", percent: 99 },
      comparison: "<",
      limit: 500,
    });
    expect(read("latency.ack p(99.9) < 1m30s")).toMatchObject({ aggregate: { percent: 99.9 }, limit: 90_000 });
    expect(read("latency.ready mean < 1.5s")).toMatchObject({ aggregate: { type: "mean" }, limit: 1_500 });
    expect(read("generator.latenessMs max < 50ms")).toMatchObject({ aggregate: { type: "max" }, limit: 50 });
  });

  test("counts the samples of a latency with a plain number", () => {
    expect(read("latency.ack count >= 100")).toMatchObject({ aggregate: { type: "count" }, limit: 100 });
    expect(messageOf("latency.ack count >= 100ms")).toBe('expected a plain number, found "100ms"');
  });

  test("speaks of recovery, after a step if it says so", () => {
    expect(read("reconnect.all < 60s after power-cut")).toEqual({
      metric: "reconnect.all",
      comparison: "<",
      limit: 60_000,
      after: "power-cut",
    });
    expect(read('reconnect.half < 5s after "connection lost"').after).toBe("connection lost");
    expect(read("reconnect.share >= 99.5%")).toEqual({ metric: "reconnect.share", comparison: ">=", limit: 0.995 });
    expect(read("reconnect.most < 5s after 2nd-cut").after).toBe("2nd-cut");
  });

  test("is of some devices, if it says which", () => {
    expect(read("commands.lost == 0 of kind lock").of).toEqual({ kind: "lock" });
    expect(read("commands.lost == 0 of group front and variant white").of).toEqual({
      group: "front",
      variant: "white",
    });
    expect(read('connections.lost == 0 of label region = north and label "my label"="a b"').of).toEqual({
      labels: { region: "north", "my label": "a b" },
    });
    expect(read("connections.lost == 0 of label version=1.4.2").of).toEqual({ labels: { version: "1.4.2" } });
  });

  test("is of a part of the run, if it says which", () => {
    expect(read("connections.lost == 0 after quiet").window).toEqual({ from: "quiet" });
    expect(read("connections.lost == 0 before quiet").window).toEqual({ to: "quiet" });
    expect(read('latency.ack p(95) < 1s of kind lock between quiet and "the end"')).toMatchObject({
      of: { kind: "lock" },
      window: { from: "quiet", to: "the end" },
    });
  });

  test("says where it names something", () => {
    const parsed = parseThreshold('connections.lost == 0 of kind lock and label a="b" between x and y');
    expect(parsed.ok ? parsed.words : []).toEqual([
      { names: "kind", text: "lock", from: 30, to: 34 },
      { names: "label", text: "b", label: "a", from: 47, to: 50 },
      { names: "moment", text: "x", from: 59, to: 60 },
      { names: "moment", text: "y", from: 65, to: 66 },
    ]);
  });

  test("keeps a limit in the unit of its metric", () => {
    expect(read("generator.cpuSeconds < 2m").limit).toBe(120);
    expect(read("generator.cpuShare < 70%").limit).toBe(0.7);
    expect(read("messages.bytesSent < 1000000").limit).toBe(1_000_000);
  });
});

describe("a threshold that cannot be read", () => {
  test.each([
    ["", "expected a metric such as latency.connect, found the end", 0],
    ["< 5", 'expected a metric such as latency.connect, found "<"', 0],
    ["latency.connect < 500ms", 'expected which figure of latency.connect, found "<"', 16],
    ["latency.connect p(42) < 500ms", 'expected one of 50, 90, 95, 99, 99.9, found "42"', 18],
    ["latency.connect p 99 < 500ms", 'expected "(", found "99"', 18],
    ["latency.connect p(99 < 500ms", 'expected ")", found "<"', 21],
    ["commands.lost p(99) < 1", 'expected a comparison such as <, as commands.lost is one number, found "p"', 14],
    ["commands.lost = 0", 'expected one of <, <=, >, >=, ==, !=, found "="', 14],
    ["commands.lost <", "expected a plain number, found the end", 15],
    ["commands.lost < many", 'expected a plain number, found "many"', 16],
    ["commands.lost < -1", 'expected a plain number, found "-"', 16],
    ["latency.connect p(99) < 500", 'expected a duration such as 500ms, found "500"', 24],
    ["latency.connect p(99) < 500sec", 'expected a duration such as 500ms, found "500sec"', 24],
    ["reconnect.share > 1", 'expected a percentage such as 99%, found "1"', 18],
    ["reconnect.all < 5s before x", 'expected the end, or: after <step>, found "before"', 19],
    ["reconnect.all < 5s after", "expected the name of a step, found the end", 24],
    ["reconnect.all < 5s after a b", 'expected the end, found "b"', 27],
    ["commands.lost == 0 after x", 'expected the end, as commands.lost is of the whole run, found "after"', 19],
    ["commands.lost == 0 &&", 'expected the end, or: of <devices>, found "&"', 19],
    ["commands.sent == 0 &&", 'expected the end, or: of <devices>, after, before or between <marks>, found "&"', 19],
    ["commands.sent == 0 of kind lock &&", 'expected the end, or: after, before or between <marks>, found "&"', 32],
    ["run.durationSeconds > 1s &&", 'expected the end, found "&"', 25],
    ["commands.sent > 1 of", "expected kind, group, variant or label, found the end", 20],
    ["commands.sent > 1 of locks", 'expected kind, group, variant or label, found "locks"', 21],
    ["commands.sent > 1 of kind", "expected the name of a kind, found the end", 25],
    ["commands.sent > 1 of kind a and kind b", 'expected one kind, found "kind"', 32],
    ["commands.sent > 1 of label a", 'expected "=", found the end', 28],
    ["commands.sent > 1 of label a=", "expected a value of the label a, found the end", 29],
    ["commands.sent > 1 of label a=b and label a=c", 'expected each label once, found "a"', 41],
    [
      "run.durationSeconds > 1s of kind lock",
      'expected the end, as run.durationSeconds is of the whole run, found "of"',
      25,
    ],
    ["devices.peakShare > 1% after x", 'expected the end, as devices.peakShare is of the whole run, found "after"', 23],
    ["commands.sent > 1 between a", 'expected "and", found the end', 27],
    ["commands.sent > 1 between a and", "expected the name of a mark or a step, found the end", 31],
    ["commands.sent > 1 after a of kind x", 'expected the end, found "of"', 26],
    ["reconnect.all < 5s between a and b", 'expected the end, or: after <step>, found "between"', 19],
  ])("%j: %s", (expression, message, from) => {
    expect({ message: messageOf(expression), from: faultOf(expression).from }).toEqual({ message, from });
  });

  test.each([
    ["commands.sent > 1 after a of kind x", "which devices is said before when"],
    ["commands.sent between a and b > 1", "of whom and when is said after the limit"],
    ["commands.sent > 1 for 30s", 'for is a key beside that: { that: "...", for: 30s }'],
    ["commands.sent > 1 after a abort", 'abort is a key beside that: { that: "...", abort: true }'],
  ])("%j says where that belongs", (expression, hint) => {
    expect(faultOf(expression).hint).toBe(hint);
  });

  test("names the metrics it may be a slip of", () => {
    expect(faultOf("latency.conect p(99) < 1s").unknown).toEqual({
      found: "latency.conect",
      known: [
        "latency.connect",
        "latency.ready",
        "latency.ack",
        "latency.commandHandling",
        "latency.commandDelivery",
        "latency.commandEffect",
        "latency.httpRequest",
        "latency.reconnect",
      ],
    });
    expect(faultOf("latncy.connect p(99) < 1s").unknown?.known).toContain("latency.connect");
  });

  test("does not take a placeholder of the metric list for a metric", () => {
    expect(parseThreshold("connections.closeCodes.* == 0").ok).toBe(false);
    expect(parseThreshold("connections.closeCodes == 0").ok).toBe(false);
    expect(parseThreshold("constructor == 0").ok).toBe(false);
  });
});
