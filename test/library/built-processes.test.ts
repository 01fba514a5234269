/** What the build makes of the processes that live a part of a fleet: what each of them reads from its disk before it lives. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { catalog } from "../../devices/catalog.ts";

const dist = fileURLToPath(new URL("../../dist", import.meta.url));

describe.each(["shard-process", "simulation-process"])("the built %s", (name) => {
  const folder = `${dist}/${name}`;
  const entry = `${folder}/src/library/${name}.js`;

  test("is a few files, and not the hundreds that it is written as", () => {
    expect(existsSync(entry), "npm run build").toBe(true);
    expect(readWith(entry).size).toBeLessThan(10);
  });

  test("has a file of each kind, which only the plans that need it read", () => {
    const kinds = catalog.map((kind) => `${folder}/devices/${kind.name}/${kind.name}.js`);
    expect(kinds.filter((file) => !existsSync(file))).toEqual([]);
    expect([...readWith(entry)].filter((file) => file.startsWith(`${folder}/devices/`))).toEqual([]);
  });

  test("carries the licences of what it is made of", () => {
    const licences = readFileSync(`${folder}/LICENSES.md`, "utf8");
    expect(licences.match(/^# .*/gm)).toEqual(
      ["@marcbachmann/cel-js", "fastest-levenshtein", "hdr-histogram-js", "semver", "ws"].map((of) => `# ${of}`),
    );
    expect(licences.match(/Copyright/g)!.length).toBeGreaterThanOrEqual(5);
  });
});

test("a built shard reads no package at all", () => {
  const files = [...readWith(`${dist}/shard-process/src/library/shard-process.js`)];
  const packages = files.flatMap((file) => importsOf(file).filter((name) => !/^(\.|node:)/.test(name)));
  expect(packages).toEqual([]);
});

test("nothing of an earlier build is left", () => {
  const parts = readdirSync(`${dist}/shard-process/src/parts`).map((file) => file.replace(/-[^-]{8}\.js$/, ""));
  expect(parts.filter((part) => part === "always")).toEqual(["always"]);
});

/** The entry, what it imports at once, and what that imports. */
function readWith(entry: string): Set<string> {
  const files = new Set([entry]);
  for (const file of files) {
    for (const name of [...importsOf(file), ...(file === entry ? importedAtOnce(file) : [])])
      if (name.startsWith(".")) files.add(resolve(dirname(file), name));
  }
  return files;
}

function importsOf(file: string): string[] {
  const found = readFileSync(file, "utf8").matchAll(/^(?:import|export)\s+(?:[^;"']*?\bfrom\s+)?["']([^"']+)["']/gm);
  return [...found].map(([, name]) => name!);
}

function importedAtOnce(file: string): string[] {
  return [...readFileSync(file, "utf8").matchAll(/\bimport\(["']([^"']+)["']\)/g)].map(([, name]) => name!);
}
