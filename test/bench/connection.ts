/**
 * What a connection costs beside its device: memory, CPU of a dial, CPU of a message. A bare `ws` client, our transport alone and a
 * whole link with the native protocol, each in a process of its own with the young generation that shards have.
 */
import { execFile } from "node:child_process";
import process from "node:process";
import { promisify } from "node:util";
import { built, inCheckout } from "./build.ts";
import type { Figure } from "./figure.ts";
import { Sink } from "./sink/sink.ts";

const layers = { ws: "a bare ws client", transport: "our transport", link: "a link, transport included" } as const;

interface Cost {
  readonly resident: number;
  readonly heap: number;
  readonly dialMicros: number;
  readonly messageMicros: number;
}

export async function connectionFigures(size: { connections: number; messages: number }): Promise<Figure[]> {
  const figures: Figure[] = [];
  for (const layer of ["ws", "transport", "link"] as const) {
    const { resident, heap, dialMicros, messageMicros } = await costOf(layer, size);
    const name = `connection: ${size.connections.toLocaleString("en")} of ${layers[layer]}`;
    figures.push(
      { name: `${name}, resident each`, value: resident / 1_000, unit: "kB" },
      { name: `${name}, heap each`, value: heap / 1_000, unit: "kB" },
      { name: `${name}, CPU per dial`, value: dialMicros, unit: "µs" },
      { name: `${name}, CPU per message`, value: messageMicros, unit: "µs" },
    );
  }
  return figures;
}

async function costOf(
  layer: keyof typeof layers,
  { connections, messages }: { connections: number; messages: number },
): Promise<Cost> {
  await using sink = await Sink.start({ connections: connections + 1_000 });
  const { stdout } = await promisify(execFile)(process.execPath, [
    ...["--expose-gc", "--max-semi-space-size=2", inCheckout("test/bench/connection-load.mjs")],
    ...[built(""), sink.url, layer, String(connections), String(messages)],
  ]);
  return JSON.parse(stdout) as Cost;
}
