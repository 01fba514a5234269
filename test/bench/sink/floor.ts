/** The floor in C (floor.c): what dials and messages cost at least, here and now. */
import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { compiled } from "./compile.ts";
import type { Sink } from "./sink.ts";

export interface FloorOptions {
  readonly connections: number;
  readonly messages: number;
  /** Messages in a second; at full speed without. */
  readonly rate?: number;
  readonly messageBytes: number;
  /** Local address and first port of the dials; the kernel picks them without. */
  readonly from?: { readonly address: string; readonly port: number };
}

export interface Floor {
  readonly dialMicros: number;
  readonly messageMicros: number;
  readonly seconds: number;
}

const run = promisify(execFile);

export async function floorOf(sink: Sink, options: FloorOptions): Promise<Floor> {
  const { connections, messages, rate = 0, messageBytes, from } = options;
  const { stdout } = await run(compiled("floor"), [
    ...["--port", String(sink.port), "--message", messageOf(messageBytes)],
    ...[
      "--connections",
      String(connections),
      "--messages",
      String(Math.round(messages)),
      "--rate",
      String(Math.round(rate)),
    ],
    ...(from === undefined ? [] : ["--source", from.address, "--first-port", String(from.port)]),
  ]);
  return JSON.parse(stdout) as Floor;
}

/** A sample of so many bytes, as devices send them. */
export function messageOf(bytes: number): string {
  const start = '{"jsonrpc":"2.0","method":"telemetry.report","params":{"ts":1795362608659,"seq":1041,"values":{"x":"';
  const end = '"}}}';
  return `${start}${"0".repeat(Math.max(0, Math.round(bytes) - start.length - end.length))}${end}`;
}
