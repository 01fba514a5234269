/** Tsung, as Debian has it (`apt-get install tsung`). Its client runs in the controller's own virtual machine, which is cheapest. */
import { spawn, spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import type { Figure } from "../figure.ts";
import type { Sink } from "../sink/sink.ts";
import { endTree, endWithUs } from "../started-process.ts";
import { clientCost, type Job } from "./client-cost.ts";

/** Why it cannot be used, if so. */
export function tsungFault(): string | undefined {
  return version() === undefined ? "there is no `tsung` (on Debian: apt-get install tsung)" : undefined;
}

export async function tsungFigures(sink: Sink, job: Job): Promise<Figure[]> {
  const folder = mkdtempSync(join(tmpdir(), "flotilla-bench-"));
  const file = join(folder, "job.xml");
  writeFileSync(file, scriptOf(sink, job));
  const others = portMappers();
  const child = spawn("tsung", ["-f", file, "-l", folder, "start"], { stdio: ["ignore", "ignore", "inherit"] });
  endWithUs(child);
  try {
    return await clientCost(`Tsung ${version()}`, child.pid!, sink, job);
  } finally {
    await endTree(child);
    // Erlang starts its port mapper as a daemon when there is none, and leaves it.
    for (const pid of portMappers()) if (!others.includes(pid)) process.kill(pid);
    rmSync(folder, { recursive: true });
  }
}

function version(): string | undefined {
  const { stdout, error } = spawnSync("tsung", ["-v"], { encoding: "utf8" });
  return error === undefined ? (/[\d.]+/.exec(stdout)?.[0] ?? "") : undefined;
}

function portMappers(): number[] {
  return readdirSync("/proc")
    .map(Number)
    .filter((pid) => {
      try {
        return pid > 0 && readFileSync(`/proc/${pid}/comm`, "utf8") === "epmd\n";
      } catch {
        return false;
      }
    });
}

function scriptOf({ port }: Sink, { devices, message, rampSeconds }: Job): string {
  const text = message.replaceAll("&", "&amp;").replaceAll('"', "&quot;").replaceAll("<", "&lt;");
  return `<?xml version="1.0"?>
<!DOCTYPE tsung SYSTEM "/usr/share/tsung/tsung-1.0.dtd">
<tsung loglevel="error" version="1.0">
  <clients><client host="localhost" use_controller_vm="true" maxusers="${devices}"/></clients>
  <servers><server host="127.0.0.1" port="${port}" type="tcp"/></servers>
  <load>
    <arrivalphase phase="1" duration="1" unit="hour">
      <users maxnumber="${devices}" arrivalrate="${Math.ceil(devices / rampSeconds)}" unit="second"/>
    </arrivalphase>
  </load>
  <sessions>
    <session name="device" probability="100" type="ts_websocket">
      <request><websocket type="connect" path="/"/></request>
      <for from="1" to="3600" var="sent">
        <request><websocket type="message" ack="no_ack" frame="text">${text}</websocket></request>
        <thinktime value="1" random="false"/>
      </for>
    </session>
  </sessions>
</tsung>
`;
}
