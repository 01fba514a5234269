/**
 * What the recording proxy adds to a message's way: round trips to an echo on loopback, directly and through the built
 * proxy in a process of its own, in turns, so that both meet the same machine.
 */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { createInterface } from "node:readline";
import { WebSocket, WebSocketServer } from "ws";
import { bin } from "./build.ts";
import type { Figure } from "./figure.ts";

const warmUp = 500;
const rounds = 5_000;
const sample =
  '{"jsonrpc":"2.0","method":"telemetry.report","params":{"ts":1795362608659,"seq":1041,"values":{"batPercentRemaining":91,"rssi":-61}}}';

export async function recordFigures(): Promise<Figure[]> {
  const server = new WebSocketServer({ host: "127.0.0.1", port: 0, perMessageDeflate: false });
  server.on("connection", (socket) => socket.on("message", (data) => socket.send(data, { binary: false })));
  await once(server, "listening");
  const target = `ws://127.0.0.1:${(server.address() as { port: number }).port}`;
  const folder = mkdtempSync(join(tmpdir(), "flotilla-bench-"));
  const proxy = spawn(process.execPath, [bin, "record", "--target", target, "--listen", "0", "--json"], {
    cwd: folder,
    stdio: ["ignore", "pipe", "inherit"],
  });
  try {
    const [line] = (await once(createInterface({ input: proxy.stdout }), "line")) as [string];
    const direct = await dial(target);
    const recorded = await dial((JSON.parse(line) as { url: string }).url);
    const took = { direct: [] as number[], recorded: [] as number[] };
    for (let round = -warmUp; round < rounds; round++) {
      const one = await roundTrip(direct);
      const other = await roundTrip(recorded);
      if (round < 0) continue;
      took.direct.push(one);
      took.recorded.push(other);
    }
    direct.close();
    recorded.close();
    return [
      { name: "record: round trip without the proxy, median", value: at(took.direct, 0.5), unit: "ms" },
      {
        name: "record: round trip, what the proxy adds at the median (it records both ways)",
        value: at(took.recorded, 0.5) - at(took.direct, 0.5),
        unit: "ms",
        limit: { most: 1 },
      },
      {
        name: "record: round trip, what the proxy adds at the 99th percentile",
        value: at(took.recorded, 0.99) - at(took.direct, 0.99),
        unit: "ms",
      },
    ];
  } finally {
    proxy.kill("SIGINT");
    await once(proxy, "close");
    server.close();
    rmSync(folder, { recursive: true });
  }
}

async function dial(url: string): Promise<WebSocket> {
  const socket = new WebSocket(url, { perMessageDeflate: false });
  await once(socket, "open");
  return socket;
}

async function roundTrip(socket: WebSocket): Promise<number> {
  const start = performance.now();
  socket.send(sample);
  await once(socket, "message");
  return performance.now() - start;
}

function at(values: readonly number[], share: number): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length * share)]!;
}
