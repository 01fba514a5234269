/**
 * What `flotilla simulate` costs with its output: a winter day of homes with seven devices each, written to a file.
 *
 * The figure is for 10,000 homes; that size takes minutes and 5 GB of disk, so that 1,000 stand for it unless asked
 * otherwise: `npm run bench simulate -- --homes 10000`. CPU time, user and system, of all threads: a day on one core takes as long.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type * as program from "../../src/cli/flotilla.ts";
import type { Host } from "../../src/cli/host.ts";
import { built, inCheckout } from "./build.ts";
import type { Figure } from "./figure.ts";
import type { PartOptions } from "./part.ts";

const scenario = inCheckout("scenarios/whole-home.yaml");
const asked = 10_000;
const warmUpHomes = 50;

export async function simulateFigures({ homes = 1_000 }: PartOptions): Promise<Figure[]> {
  // What the compiler costs is paid once, however many homes there are.
  await simulatedDay(warmUpHomes);
  const { lines, seconds } = await simulatedDay(homes);
  const name = `simulate: a day of ${homes.toLocaleString("en")} homes with seven devices each, to a file`;
  return [
    { name: `${name}, lines per CPU second`, value: lines / seconds, unit: "/s" },
    { name: `${name}, lines`, value: lines, unit: "" },
    {
      name: `simulate: CPU time of ${asked.toLocaleString("en")} such homes${homes === asked ? "" : ", extrapolated"}`,
      value: (seconds * asked) / homes,
      unit: "s",
      limit: { most: 120 },
    },
  ];
}

async function simulatedDay(homes: number): Promise<{ readonly lines: number; readonly seconds: number }> {
  const { flotilla } = (await import(built("src/cli/flotilla.js"))) as typeof program;
  const folder = mkdtempSync(join(tmpdir(), "flotilla-bench-"));
  try {
    const host = quietHost(
      ["simulate", scenario, "--set", `homes=${homes}`, "--for", "1d", "--out", join(folder, "data.ndjson")],
      folder,
    );
    const before = process.cpuUsage();
    const code = await flotilla(host);
    const { user, system } = process.cpuUsage(before);
    const lines = Number(/([\d,]+) lines in /.exec(host.said)?.[1]?.replaceAll(",", ""));
    if (code !== 0 || !(lines > 0)) throw new Error(`expected a simulated day, found ${host.said}`);
    return { lines, seconds: (user + system) / 1e6 };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Nobody looks on; what is said is kept. */
function quietHost(argv: readonly string[], cwd: string): Host & { readonly said: string } {
  let said = "";
  const terminal = {
    write: (text: string) => void (said += text),
    drained: () => Promise.resolve(),
    isTTY: false,
    columns: 100,
    rows: 40,
  };
  return {
    argv,
    cwd,
    env: {},
    stdout: terminal,
    stderr: terminal,
    onSignal: () => () => undefined,
    get said() {
      return said;
    },
  };
}
