/**
 * The law of the rooms, broken on purpose. What house.md says is written down here a second time, as a table; for every
 * room, each import and each use of the host is planted in a file of its own, and the linter must refuse exactly those
 * that the table does not allow. So a law that is too lax fails, and one that is too strict, and one that reads nothing.
 */
import { readdirSync, readFileSync } from "node:fs";
import { posix } from "node:path";
import { fileURLToPath } from "node:url";
import { beforeAll, describe, expect, test } from "vitest";
import { lint, type LintResult } from "./oxlint.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));

interface Room {
  /** Rooms it may import. */
  readonly imports: readonly string[];
  /** Rooms it may import types of. */
  readonly types?: readonly string[];
  /** What it may import from outside. */
  readonly packages?: readonly string[];
  /** What it may use of the host. */
  readonly host?: readonly string[];
}

const nodeModules = ["node:fs", "node:fs/promises", "node:tls"];
const belowFleet = ["kernel", "world", "device", "metrics", "expression", "wire", "scenario"];
const turn = ["setImmediate(() => {})", "queueMicrotask(() => {})"];
const date = ["new Date(0)", "Date.UTC(2026, 0)"];
const network = ["fetch('http://127.0.0.1')", "crypto.randomUUID()"];
const outside = [...turn, ...date, ...network];

const rooms: Readonly<Record<string, Room>> = {
  kernel: { imports: [] },
  world: { imports: ["kernel"] },
  device: { imports: ["kernel"], types: ["world"] },
  metrics: { imports: ["kernel"], packages: ["hdr-histogram-js"] },
  expression: { imports: ["kernel"], types: ["device"], packages: ["@marcbachmann/cel-js"] },
  wire: { imports: ["kernel", "world", "device", "metrics"], packages: ["fastest-levenshtein"] },
  "wire/codec": { imports: ["kernel", "world", "device", "metrics", "wire"], packages: ["fastest-levenshtein"] },
  "wire/protocol": { imports: ["kernel", "world", "device", "metrics", "wire"], packages: ["fastest-levenshtein"] },
  "wire/transport": {
    imports: ["kernel", "world", "device", "metrics", "wire"],
    packages: ["ws", ...nodeModules],
    host: outside,
  },
  scenario: {
    imports: ["kernel", "world", "device", "metrics", "expression", "wire"],
    types: ["devices"],
    packages: ["zod", "yaml", "semver", "csv-parse", "fastest-levenshtein"],
    host: date,
  },
  fleet: { imports: belowFleet, packages: ["@faker-js/faker", ...nodeModules], host: outside },
  shards: { imports: [...belowFleet, "fleet"], host: outside },
  server: {
    imports: belowFleet,
    packages: ["hono", "@hono/node-server", "@hono/zod-openapi", "zod", "ws", ...nodeModules],
    host: outside,
  },
  report: { imports: belowFleet, types: ["fleet"], packages: ["log-update", "zod", ...nodeModules], host: outside },
  recording: { imports: [...belowFleet, "report"], packages: nodeModules, host: outside },
  replay: { imports: [...belowFleet, "fleet", "report", "recording"], packages: nodeModules, host: outside },
  testing: { imports: ["kernel", "world", "device", "metrics"], host: date },
  library: {
    imports: [...belowFleet, "fleet", "shards", "server", "report", "recording", "replay", "devices"],
    packages: ["jiti", "node:process", ...nodeModules],
    host: [...outside, "Date.now()"],
  },
  cli: {
    imports: [...belowFleet, "fleet", "shards", "server", "report", "recording", "replay", "library", "devices"],
    packages: ["*"],
    host: [...outside, "Date.now()"],
  },
};

const targets = [...Object.keys(rooms).filter((room) => !room.includes("/")), "devices"];

const { dependencies } = JSON.parse(readFileSync(`${root}/package.json`, "utf8")) as {
  dependencies: Record<string, string>;
};
const packages = [
  ...Object.keys(dependencies),
  ...nodeModules,
  ...["fs", "node:process", "node:console", "node:timers", "node:timers/promises"],
  ...["flotilla", "flotilla/device", "flotilla/scenario", "vitest", "some-package/inside"],
];

const hostUses = [
  ...outside,
  "Math.random()",
  "Date.now()",
  "performance.now()",
  "setTimeout(() => {}, 1)",
  "globalThis.setInterval(() => {}, 1)",
  "process.exit()",
  "globalThis.process.exit()",
  "console.log(1)",
];

/** Files to lint by path. Every planted line is one file, so that one finding cannot hide another. */
const planted = new Map<string, string>();
let found: LintResult;

function plant(folder: string, line: string): string {
  const path = `${folder}/planted-${planted.size}.ts`;
  planted.set(path, `${line}\n`);
  return path;
}

const byValue = (specifier: string): string => `export { planted } from "${specifier}";`;
const byType = (specifier: string): string => `export type { Planted } from "${specifier}";`;
const lazily = (specifier: string): string => `export const planted = (): unknown => import("${specifier}");`;
const asTypeOf = (specifier: string): string => `export type Planted = import("${specifier}").Planted;`;

/** Which of `candidates` the linter lets pass in `folder`. */
function allowing(folder: string, candidates: readonly string[], write: (candidate: string) => string): () => string[] {
  const paths = candidates.map((candidate) => [candidate, plant(folder, write(candidate))] as const);
  return () => paths.filter(([, path]) => found.rulesBroken(path).every(isOther)).map(([candidate]) => candidate);
}

/** Rules that a planted line may break without being against this law. */
function isOther(rule: string): boolean {
  return ![
    "no-restricted-imports",
    "no-restricted-globals",
    "no-restricted-properties",
    "consistent-type-imports",
  ].includes(rule);
}

function relativeTo(folder: string, room: string): string {
  return `${posix.relative(folder, room === "devices" ? room : `src/${room}`)}/planted.ts`;
}

const sorted = (list: readonly string[]): string[] => list.toSorted();

describe.each(Object.entries(rooms))("src/%s", (name, room) => {
  const folder = `src/${name}`;
  const others = targets.filter((target) => target !== name);
  const mayImport = name.includes("/") ? room.imports.filter((target) => target !== "wire") : room.imports;
  const foreign = name.includes("/") ? others.filter((target) => target !== "wire") : others;

  const values = allowing(folder, foreign, (target) => byValue(relativeTo(folder, target)));
  const nested = allowing(`${folder}/inner`, foreign, (target) => byValue(relativeTo(`${folder}/inner`, target)));
  const lazy = allowing(folder, foreign, (target) => lazily(relativeTo(folder, target)));
  test("imports the rooms it may and no other, at once or lazily, from any depth", () => {
    expect(sorted(values())).toEqual(sorted(mayImport));
    expect(sorted(nested())).toEqual(sorted(mayImport));
    expect(sorted(lazy())).toEqual(sorted(mayImport));
  });

  const types = allowing(folder, foreign, (target) => byType(relativeTo(folder, target)));
  const inline = allowing(folder, foreign, (target) => asTypeOf(relativeTo(folder, target)));
  test("imports types of the rooms it may and of no other, and none inline", () => {
    expect(sorted(types())).toEqual(sorted([...mayImport, ...(room.types ?? [])]));
    expect(inline()).toEqual([]);
  });

  const fromOutside = allowing(folder, packages, byValue);
  test("imports the packages and node modules it may and no other", () => {
    const all = room.packages?.includes("*") === true;
    expect(sorted(fromOutside())).toEqual(sorted(all ? packages : (room.packages ?? [])));
  });

  const uses = allowing(folder, hostUses, (use) => `export const planted = (): unknown => ${use};`);
  test("takes from the host what it may and nothing else", () => {
    expect(sorted(uses())).toEqual(sorted(room.host ?? []));
  });

  const roundabout = ["./../kernel/time.ts", "../../src/kernel/time.ts", "../index.ts", "../../test/planted.ts"];
  const detours = allowing(folder, roundabout, byValue);
  const own = allowing(`${folder}/inner`, ["./planted.ts", "../planted.ts"], byValue);
  test("imports its own files, and nothing by a detour", () => {
    expect(detours()).toEqual([]);
    expect(own()).toEqual(["./planted.ts", "../planted.ts"]);
  });
});

describe("inside the wire", () => {
  const neighbours = ["../transport/planted.ts", "../link/planted.ts", "../chaos/planted.ts"];
  const session = allowing("src/wire/protocol", neighbours, byValue);
  const sessionTypes = allowing(
    "src/wire/protocol/native",
    neighbours.map((path) => `../${path}`),
    byType,
  );
  const scenario = allowing(
    "src/scenario",
    neighbours.map((path) => path.replace("../", "../wire/")),
    byValue,
  );
  const link = allowing("src/wire/link", ["../transport/planted.ts", "../protocol/planted.ts"], byValue);

  test("a protocol session sees transport, link and chaos as types only", () => {
    expect(session()).toEqual([]);
    expect(sessionTypes()).toHaveLength(3);
  });

  test("a scenario opens no transport and makes no chaos", () => {
    expect(scenario()).toEqual(["../wire/link/planted.ts"]);
  });

  test("a link knows transports and protocols", () => {
    expect(link()).toHaveLength(2);
  });
});

describe("the real clock", () => {
  planted.set(
    "src/kernel/real-clock.ts",
    "export const planted = (): unknown => setTimeout(() => {}, performance.now());\n",
  );
  planted.set("src/kernel/unreal-clock.ts", planted.get("src/kernel/real-clock.ts")!);

  test("is the one file of the kernel that may read the host's time and hold a timer", () => {
    expect(found.rulesBroken("src/kernel/real-clock.ts")).toEqual([]);
    expect(found.rulesBroken("src/kernel/unreal-clock.ts")).toContain("no-restricted-globals");
  });
});

describe("the entry", () => {
  const good = ["./library/planted.ts", "./kernel/planted.ts", "../devices/catalog.ts"];
  const bad = [
    "./cli/planted.ts",
    "./testing/planted.ts",
    "../devices/lock/lock.ts",
    "../test/planted.ts",
    "ws",
    "node:fs",
  ];
  const exported = allowing("src", [...good, ...bad], byValue);

  test("exports what rooms export and the catalog of kinds, and nothing else", () => {
    expect(exported()).toEqual(good);
  });
});

describe("user-land", () => {
  const everywhere = [...packages, "../src/kernel/time.ts", "../../src/kernel/time.ts"];
  const kind = allowing("devices/lock", [...everywhere, "./lock-physics.ts", "../bulb/bulb.ts"], byValue);
  const kindUses = allowing("devices/lock", hostUses, (use) => `export const planted = (): unknown => ${use};`);
  const catalog = allowing("devices", ["./lock/lock.ts"], byValue);
  const scenario = allowing("scenarios", [...everywhere, "./other.ts"], byValue);

  test("a kind imports the device contract and its own folder", () => {
    expect(kind()).toEqual(["flotilla/device", "./lock-physics.ts"]);
    expect(catalog()).toEqual(["./lock/lock.ts"]);
  });

  test("a kind takes nothing from the host", () => {
    expect(kindUses()).toEqual([]);
  });

  test("a scenario imports the scenario builder and nothing else", () => {
    expect(scenario()).toEqual(["flotilla/scenario"]);
  });
});

describe("the law", () => {
  test("read every planted file", () => {
    expect(planted.size).toBeGreaterThan(1_000);
    expect(found.files).toBe(planted.size);
  });

  test("knows every room there is", () => {
    const folders = readdirSync(`${root}/src`, { withFileTypes: true }).filter((entry) => entry.isDirectory());
    expect(sorted(folders.map((folder) => folder.name))).toEqual(sorted(targets.filter((room) => room !== "devices")));
  });

  test("is switched off nowhere", () => {
    const files = ["src", "devices", "scenarios"].flatMap((folder) =>
      readdirSync(`${root}/${folder}`, { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile() && entry.name.endsWith(".ts"))
        .map((entry) => `${entry.parentPath}/${entry.name}`),
    );
    expect(files.length).toBeGreaterThan(50);
    const switched = /(oxlint|eslint)-disable(-next-line|-line)?(\s*(\*\/|--|$)|.*no-restricted)/m;
    expect(files.filter((file) => switched.test(readFileSync(file, "utf8")))).toEqual([]);
  });
});

beforeAll(async () => {
  found = await lint(planted);
}, 60_000);
