/**
 * Artillery, from npm, in a folder of its own that stays for the next time. The version is the last that runs on Node 20; its
 * install scripts, which fetch browsers, are not run.
 */
import { spawn, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import type { Figure } from "../figure.ts";
import type { Sink } from "../sink/sink.ts";
import { endTree, endWithUs } from "../started-process.ts";
import { clientCost, type Job } from "./client-cost.ts";

const version = "2.0.21";
const installed = join(tmpdir(), `flotilla-bench-artillery-${version}`);
const program = join(installed, "node_modules/artillery/bin/run");

/** Installs it when it is not there. Returns why it cannot be used, if so. */
export function artilleryFault(): string | undefined {
  if (existsSync(program)) return undefined;
  mkdirSync(installed, { recursive: true });
  writeFileSync(join(installed, "package.json"), '{"private":true}');
  const options = ["install", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"];
  const { status } = spawnSync("npm", [...options, `artillery@${version}`], { cwd: installed, stdio: "inherit" });
  return status === 0 && existsSync(program) ? undefined : `npm could not install artillery@${version}`;
}

export async function artilleryFigures(sink: Sink, job: Job): Promise<Figure[]> {
  const folder = mkdtempSync(join(tmpdir(), "flotilla-bench-"));
  const file = join(folder, "job.json");
  writeFileSync(file, JSON.stringify(scriptOf(sink, job)));
  const child = spawn(process.execPath, [program, "run", "--quiet", file], {
    cwd: folder,
    stdio: ["ignore", "ignore", "inherit"],
    env: { ...process.env, ARTILLERY_DISABLE_TELEMETRY: "true" },
  });
  endWithUs(child);
  try {
    return await clientCost(`Artillery ${version}`, child.pid!, sink, job);
  } finally {
    await endTree(child);
    rmSync(folder, { recursive: true });
  }
}

function scriptOf(sink: Sink, { devices, message, rampSeconds }: Job): object {
  return {
    config: { target: sink.url, phases: [{ duration: rampSeconds, arrivalRate: Math.ceil(devices / rampSeconds) }] },
    scenarios: [{ engine: "ws", flow: [{ loop: [{ send: message }, { think: 1 }], count: 3_600 }] }],
  };
}
