/** What the package promises to whoever installs it, and to whoever opens the repository. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";

const root = fileURLToPath(new URL("../..", import.meta.url));

interface Manifest {
  readonly bin: Readonly<Record<string, string>>;
  readonly engines: Readonly<Record<string, string>>;
  readonly exports: Readonly<Record<string, string | Readonly<Record<string, string>>>>;
  readonly files: readonly string[];
  readonly license: string;
  readonly scripts: Readonly<Record<string, string>>;
  readonly version: string;
}

interface LockedPackage {
  readonly dev?: boolean;
  readonly resolved?: string;
  readonly link?: boolean;
  readonly hasInstallScript?: boolean;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

const manifest = read<Manifest>("package.json");
const lock = read<{ readonly packages: Readonly<Record<string, LockedPackage>> }>("package-lock.json");

function read<T>(path: string): T {
  return JSON.parse(readFileSync(`${root}/${path}`, "utf8")) as T;
}

describe("package.json", () => {
  test("has at most ten scripts, and none that runs on somebody's install", () => {
    const names = Object.keys(manifest.scripts);
    expect(names.length).toBeLessThanOrEqual(10);
    expect(names.filter((name) => /^(pre|post)?(install|prepare|pack)$/.test(name))).toEqual([]);
  });

  test("opens five entries and nothing else", () => {
    expect(Object.keys(manifest.exports)).toEqual([".", "./device", "./scenario", "./testing", "./package.json"]);
  });

  test("each entry has a source that exists, and types and code where the build puts them", () => {
    for (const [name, entry] of Object.entries(manifest.exports)) {
      if (typeof entry === "string") continue;
      const { "flotilla-source": source, types, default: code } = entry;
      expect(existsSync(`${root}/${source}`), `${name}: ${source}`).toBe(true);
      const built = source!.replace("./", "./dist/");
      expect([types, code]).toEqual([built.replace(/\.ts$/, ".d.ts"), built.replace(/\.ts$/, ".js")]);
    }
  });

  test("the command is built code, and its source exists", () => {
    expect(manifest.bin).toEqual({ flotilla: "dist/src/cli/main.js" });
    const source = manifest.bin["flotilla"]!.replace("dist/", "").replace(/\.js$/, ".ts");
    expect(readFileSync(`${root}/${source}`, "utf8")).toMatch(/^#!\/usr\/bin\/env node\n/);
  });

  test("asks for Node 20.19 or later", () => {
    expect(manifest.engines).toEqual({ node: ">=20.19" });
  });

  test("what it says it ships exists, apart from what is built", () => {
    const shipped = manifest.files.filter((path) => path !== "dist");
    expect(shipped.filter((path) => !existsSync(`${root}/${path}`))).toEqual([]);
    expect(manifest.files).toContain("dist");
  });

  test("carries the licence it names", () => {
    expect(manifest.license).toBe("MIT");
    expect(readFileSync(`${root}/LICENSE`, "utf8")).toContain("MIT License");
  });
});

describe("package-lock.json", () => {
  const locked = Object.entries(lock.packages).filter(([path]) => path !== "");

  test("nothing that a user installs runs a script to do so", () => {
    const installed = locked.filter(([, entry]) => entry.dev !== true);
    expect(installed.length).toBeGreaterThan(10);
    expect(installed.filter(([, entry]) => entry.hasInstallScript === true).map(([path]) => path)).toEqual([]);
  });

  test("names no registry, so that each install uses its own", () => {
    expect(locked.filter(([, entry]) => entry.resolved !== undefined).map(([path]) => path)).toEqual([]);
  });

  test("holds all that any package needs on any platform, without which a clean install refuses it", () => {
    const missing = Object.entries(lock.packages).flatMap(([path, entry]) =>
      Object.keys({ ...entry.dependencies, ...entry.optionalDependencies }).filter((name) => !resolves(path, name)),
    );
    expect(missing).toEqual([]);
  });

  test("links to nothing outside", () => {
    expect(locked.filter(([, entry]) => entry.link === true).map(([path]) => path)).toEqual([]);
  });
});

/** Whether the package at `path` finds `name` in its own node_modules or in one further up. */
function resolves(path: string, name: string): boolean {
  for (let folder = path; ; folder = folder.slice(0, Math.max(0, folder.lastIndexOf("/node_modules/")))) {
    const candidate = folder === "" ? `node_modules/${name}` : `${folder}/node_modules/${name}`;
    if (lock.packages[candidate] !== undefined) return true;
    if (folder === "") return false;
  }
}

describe("the tree", () => {
  test("has at its top what house.md names, and nothing else", () => {
    const ignored = readFileSync(`${root}/.gitignore`, "utf8").split("\n");
    const isIgnored = (name: string): boolean =>
      ignored.some((line) => line === `${name}/` || (line.startsWith("*") && name.endsWith(line.slice(1))));
    const plain = readdirSync(root).filter((name) => !name.startsWith(".") && !isIgnored(name));
    expect(plain.toSorted()).toEqual([
      "CHANGELOG.md",
      "LICENSE",
      "README.md",
      "devices",
      "docs",
      "package-lock.json",
      "package.json",
      "scenarios",
      "src",
      "test",
      "tsconfig.json",
    ]);
  });

  test("leaves the choice of a registry to whoever installs", () => {
    expect(existsSync(`${root}/.npmrc`)).toBe(false);
  });
});
