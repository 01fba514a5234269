/** What the build makes of the processes that live a part of a fleet: what each of them reads before it lives, asked of real ones. */
import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { catalog } from "../../../devices/catalog.ts";
import { packageVersion } from "../../../src/library/package-version.ts";
import type { SliceSetup } from "../../../src/library/simulation/simulation-slice.ts";
import type { ShardSetup } from "../../../src/shards/shard-setup.ts";
import { planOf, type Sketch } from "../../fleet/fleet-rig.ts";

const dist = fileURLToPath(new URL("../../../dist", import.meta.url));
const support = fileURLToPath(new URL("../../support", import.meta.url));

describe.each(["shard-process", "simulation-process"])("the built %s", (name) => {
  const folder = `${dist}/${name}`;

  test("has a file of each kind", () => {
    const kinds = catalog.map((kind) => `${folder}/devices/${kind.name}/${kind.name}.cjs`);
    expect(kinds.filter((file) => !existsSync(file))).toEqual([]);
  });

  test("has nothing of an earlier build", () => {
    const parts = readdirSync(`${folder}/src/parts`).map((file) => file.replace(/-[^-]{8}\.cjs$/, ""));
    expect(parts.filter((part) => part === "always")).toEqual(["always"]);
  });

  test("carries the licences of what it is made of", () => {
    const licences = readFileSync(`${folder}/LICENSES.md`, "utf8");
    expect(licences.match(/^# .*/gm)).toEqual(
      ["@marcbachmann/cel-js", "fastest-levenshtein", "hdr-histogram-js", "semver", "ws"].map((of) => `# ${of}`),
    );
    expect(licences.match(/Copyright/g)!.length).toBeGreaterThanOrEqual(5);
  });

  test("is in ASCII, of which V8 keeps one byte for each character", () => {
    const files = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((file) => file.endsWith(".cjs"));
    // oxlint-disable-next-line no-control-regex
    expect(files.filter((file) => /[^\0-\x7F]/.test(readFileSync(`${folder}/${file}`, "utf8")))).toEqual([]);
  });
});

describe("a shard that is ready", () => {
  const sketch: Sketch = {
    fleet: [{ kind: "bulb" }, { kind: "lock" }],
    timeline: [
      { at: "1m", mark: "steady" },
      { at: "2m", act: "turn-key", select: { kind: "lock" } },
    ],
  };

  test("has read its entry, what all shards need, and its kinds", async () => {
    const { files } = await loadedByShard(sketch);
    expect(files.map((file) => file.replace(/-[^-]{8}\.cjs$/, ".cjs")).toSorted()).toEqual([
      "shard-process/devices/bulb/bulb.cjs",
      "shard-process/devices/lock/lock.cjs",
      "shard-process/src/library/processes/shard-process.cjs",
      "shard-process/src/parts/always.cjs",
    ]);
    expect(files.reduce((sum, file) => sum + statSync(`${dist}/${file}`).size, 0)).toBeLessThan(650_000);
  });

  test("has nothing of Node loaded that only some plans need, nor Node's loader of ECMAScript modules", async () => {
    const { builtIn } = await loadedByShard(sketch);
    expect(builtIn).toEqual(expect.arrayContaining(["net", "crypto"]));
    const heavy = [
      "tls",
      "https",
      "fs/promises",
      "readline",
      "worker_threads",
      "inspector",
      "internal/modules/esm/load",
    ];
    expect(builtIn.filter((module) => heavy.includes(module))).toEqual([]);
  });

  test("has not woken the data of languages: 4 MB", async () => {
    const { intl } = await loadedByShard(sketch);
    expect(intl).toBe(0);
  });

  test("has the language of expressions where its plan needs it", async () => {
    const { files } = await loadedByShard({ ...sketch, timeline: [{ at: "1m", log: "at ${run.elapsed}" }] });
    expect(files.some((file) => file.includes("/compiled-expressions-"))).toBe(true);
  });
});

test("a slice of a simulation that has ended has read no package, and of kinds its own", async () => {
  const { files } = await loadedBySlice({ fleet: [{ kind: "bulb" }] });
  expect(files.map((file) => file.replace(/-[^-]{8}\.cjs$/, ".cjs")).toSorted()).toEqual([
    "simulation-process/devices/bulb/bulb.cjs",
    "simulation-process/src/library/simulation/simulation-process.cjs",
    "simulation-process/src/parts/always.cjs",
  ]);
});

/** What a process has loaded when it says a message of this type. */
interface Loaded {
  /** From `dist`. */
  readonly files: readonly string[];
  readonly builtIn: readonly string[];
  /** Formatters and the like that were made. */
  readonly intl: number;
}

function loadedByShard(sketch: Sketch): Promise<Loaded> {
  const plan = planOf({ target: { url: "ws://127.0.0.1:9" }, ...sketch });
  const setup: ShardSetup = {
    version: packageVersion,
    number: 0,
    count: 1,
    plan,
    kinds: kindsOf(plan),
    firstNames: ["Ann"],
    folder: dist,
    virtual: false,
  };
  return loadedBy("shard-process", setup, "ready");
}

function loadedBySlice(sketch: Sketch): Promise<Loaded> {
  const plan = planOf({ duration: "1m", ...sketch });
  const setup: SliceSetup = {
    number: 0,
    count: 1,
    plan,
    kinds: kindsOf(plan),
    firstNames: ["Ann"],
    folder: dist,
    format: "ndjson",
  };
  return loadedBy("simulation-process", setup, "done");
}

function kindsOf({ fleet }: ShardSetup["plan"]): ShardSetup["kinds"] {
  return { shipped: fleet.map(({ kind }) => kind), files: [] };
}

async function loadedBy(name: string, setup: ShardSetup | SliceSetup, when: string): Promise<Loaded> {
  const entry = `${dist}/${name}/src/library/${name.startsWith("shard") ? "processes" : "simulation"}/${name}.cjs`;
  expect(existsSync(entry), "npm run build").toBe(true);
  const child = fork(entry, [], {
    serialization: "advanced",
    execArgv: ["--require", `${support}/say-what-is-loaded.cjs`],
    env: { ...process.env, SAY_WHEN: when },
  });
  try {
    child.send({ type: "setup", setup });
    return await told(child, dist);
  } finally {
    child.kill("SIGKILL");
    await once(child, "exit");
  }
}

function told(child: ChildProcess, root: string): Promise<Loaded> {
  return new Promise((resolve, reject) => {
    child.on("exit", (code) =>
      reject(new Error(`expected the process to tell what it has loaded, found it ended with ${code}`)),
    );
    child.on("message", (message: { type: string; fault?: { message: string } } & Loaded) => {
      if (message.type === "failed") reject(new Error(message.fault!.message));
      if (message.type !== "loaded") return;
      resolve({ ...message, files: message.files.map((file) => file.replace(`${root}/`, "")) });
    });
  });
}
