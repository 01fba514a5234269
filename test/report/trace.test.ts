import { describe, expect, test } from "vitest";
import { traceListener } from "../../src/report/trace.ts";

function tracing(patterns: string[], isTTY = false): ReturnType<typeof traceListener> & { text: string[] } {
  const text: string[] = [];
  const out = { write: (line: string): void => void text.push(line), isTTY, columns: 80, rows: 24 };
  return { ...traceListener(patterns, out, () => 63_123.7), text };
}

describe("the trace", () => {
  test("shows each frame with its time, device and direction", () => {
    const { trace, text } = tracing(["*"]);
    trace("lock-0001", "note", "dialing ws://127.0.0.1:7070/");
    trace("lock-0001", "out", '{"jsonrpc":"2.0","id":1,"method":"device.hello"}');
    trace("lock-0001", "in", '{"jsonrpc":"2.0","id":1,"result":{}}');
    expect(text).toEqual([
      "01:03.123 lock-0001 · dialing ws://127.0.0.1:7070/\n",
      '01:03.123 lock-0001 → {"jsonrpc":"2.0","id":1,"method":"device.hello"}\n',
      '01:03.123 lock-0001 ← {"jsonrpc":"2.0","id":1,"result":{}}\n',
    ]);
  });

  test("shows the beginning of binary frames in hexadecimal", () => {
    const { trace, text } = tracing(["*"]);
    trace("a", "in", Uint8Array.of(0, 171, 255));
    trace("a", "in", new Uint8Array(1_000));
    expect(text[0]).toBe("01:03.123 a ← binary, 3 bytes: 00 ab ff\n");
    expect(text[1]).toBe(`01:03.123 a ← binary, 1,000 bytes: ${"00 ".repeat(32)}…\n`);
  });

  test("cuts long frames and says how long they were", () => {
    const { trace, text } = tracing(["*"]);
    trace("a", "in", "x".repeat(100_000_000));
    expect(text[0]).toBe(`01:03.123 a ← ${"x".repeat(2_000)}… (100,000,000 characters)\n`);
  });

  test("keeps a frame on one line, whatever is in it", () => {
    const { trace, text } = tracing(["*"]);
    trace("a", "in", "{\n\u001b[2J}");
    expect(text).toEqual(["01:03.123 a ← {\\n\\u001b[2J}\n"]);
  });

  test("is coloured on a terminal only", () => {
    const { trace, text } = tracing(["*"], true);
    trace("a", "out", "{}");
    expect(text[0]).toBe("\u001b[2m01:03.123 \u001b[22ma \u001b[36m→ \u001b[39m{}\n");
  });

  test("has no time without a clock", () => {
    const text: string[] = [];
    const out = { write: (line: string): void => void text.push(line), isTTY: false, columns: 80, rows: 24 };
    traceListener(["*"], out).trace("a", "out", "{}");
    expect(text).toEqual(["a → {}\n"]);
  });

  test("is of the devices that were asked for, where * stands for any characters", () => {
    const { traced } = tracing(["lock-*", "bulb-0007", "*.hall"]);
    const asked = ["lock-0001", "lock-", "bulb-0007", "a.hall"];
    const others = ["xlock-1", "bulb-00071", "bulb-0008", "axhall2", "ahall"];
    expect(asked.filter(traced)).toEqual(asked);
    expect(others.filter(traced)).toEqual([]);
  });
});
