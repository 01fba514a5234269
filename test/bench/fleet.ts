/** 2,000 bulbs reporting every second for a minute, alone against a server in another process, and with the server inside. */
import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Summary } from "../../src/fleet/run-events.ts";
import type { Figure } from "./figure.ts";

const bin = new URL("../../dist/src/cli/main.js", import.meta.url).pathname;
const scenario = new URL("bulbs.yaml", import.meta.url).pathname;

export async function fleetFigures(): Promise<Figure[]> {
  const server = spawn(process.execPath, [bin, "server", "--port", "0", "--json"], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  try {
    const { webSocketUrl } = JSON.parse(await firstLine(server)) as { webSocketUrl: string };
    const alone = await run(["--target", webSocketUrl]);
    return [
      ...figures("2,000 bulbs at 1 Hz, server in another process", alone),
      ...figures("2,000 bulbs at 1 Hz, server in the same process", await run([])),
    ];
  } finally {
    server.kill("SIGTERM");
  }
}

function figures(name: string, { generator, messages, verdict, devices }: Summary): Figure[] {
  return [
    { name: `${name}: share of one core`, value: generator.cpuShare, unit: "", limit: "well under 0.5" },
    { name: `${name}: peak resident memory`, value: generator.peakRssBytes / 1e6, unit: "MB", limit: "150" },
    {
      name: `${name}: memory per device beyond the process at start`,
      value: generator.bytesPerDevice / 1_000,
      unit: "kB",
    },
    { name: `${name}: CPU per sample, all in`, value: (1e6 * generator.cpuSeconds) / messages.telemetry, unit: "µs" },
    { name: `${name}: schedule lateness p99`, value: generator.latenessMs.p99, unit: "ms", limit: "5" },
    { name: `${name}: devices connected (${verdict})`, value: devices.peakConnected, unit: "" },
  ];
}

async function run(more: readonly string[]): Promise<Summary> {
  const out = mkdtempSync(join(tmpdir(), "flotilla-bench-"));
  const child = spawn(process.execPath, [bin, "run", scenario, "--json", "--out", out, ...more], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  let text = "";
  for await (const chunk of child.stdout!) text += String(chunk);
  rmSync(out, { recursive: true, force: true });
  return JSON.parse(text) as Summary;
}

function firstLine(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = "";
    child.stdout!.on("data", (chunk: Buffer) => {
      text += chunk.toString();
      if (text.includes("\n")) resolve(text.split("\n")[0]!);
    });
    child.on("exit", (code) =>
      reject(new Error(`expected the server to print its address, it ended with ${code}: ${text}`)),
    );
  });
}
