/**
 * `--trace`: the frames of selected devices, a line each.
 *
 *     00:03.123 lock-0001 → {"jsonrpc":"2.0","id":1,"method":"device.hello", ...
 *     00:03.131 lock-0001 ← {"jsonrpc":"2.0","id":1,"result":{}}
 *     00:03.140 lock-0001 ← binary, 3 bytes: de ad 00
 *     00:09.002 lock-0001 · closed by the server with 1001
 *
 * Only frames and what happens to the connection; headers, and so credentials, never come here.
 */
import type { FrameListener } from "../wire/link/link-contract.ts";
import { elapsed } from "./elapsed.ts";
import { counted, whole } from "./figures.ts";
import { matches } from "./id-patterns.ts";
import { printable } from "./printable.ts";
import { type Line, paint, span, type Style } from "./styled-line.ts";
import type { Terminal } from "./terminal.ts";

export interface Trace {
  readonly trace: FrameListener;
  /** Whether the frames of this device are wanted. */
  readonly traced: (id: string) => boolean;
  /** The same in words: `*` stands for any characters. */
  readonly patterns: readonly string[];
}

/**
 * @param patterns ids of devices; `*` stands for any characters.
 * @param now milliseconds since the start of the run; absent, lines carry no time.
 */
export function traceListener(patterns: readonly string[], out: Terminal, now?: () => number): Trace {
  return {
    trace: (device, direction, data) => {
      const { arrow, style } = directions[direction];
      const line: Line = [
        ...(now === undefined ? [] : [span(`${preciseTime(now())} `, "faint")]),
        span(`${printable(device)} `),
        span(`${arrow} `, style),
        span(typeof data === "string" ? textFrame(data) : binaryFrame(data), direction === "note" ? "faint" : "plain"),
      ];
      out.write(`${paint(line, out.isTTY)}\n`);
    },
    traced: matches(patterns),
    patterns,
  };
}

const directions: Readonly<Record<Parameters<FrameListener>[1], { arrow: string; style: Style }>> = {
  out: { arrow: "→", style: "accent" },
  in: { arrow: "←", style: "good" },
  note: { arrow: "·", style: "faint" },
};

/** Characters of a text frame and bytes of a binary one that are shown. */
const mostCharacters = 2_000;
const mostBytes = 32;

function textFrame(text: string): string {
  if (text.length <= mostCharacters) return printable(text);
  return `${printable(text.slice(0, mostCharacters))}… (${whole(text.length)} characters)`;
}

function binaryFrame(data: Uint8Array): string {
  const shown = Array.from(data.subarray(0, mostBytes), (byte) => byte.toString(16).padStart(2, "0"));
  return `binary, ${counted(data.length, "byte")}: ${shown.join(" ")}${data.length > mostBytes ? " …" : ""}`;
}

function preciseTime(millis: number): string {
  const rounded = Math.max(0, Math.floor(millis));
  return `${elapsed(rounded)}.${String(rounded % 1_000).padStart(3, "0")}`;
}
