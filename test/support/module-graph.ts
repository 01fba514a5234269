/**
 * Which modules a file of ours has loaded with it, and by which way: what its imports say, followed to the end. Imports of types are
 * none, and what is imported only when needed is not followed.
 */
import { readFileSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../..", import.meta.url));
/** What the program's own modules are called from outside of it, as in package.json. */
const own: Readonly<Record<string, string>> = {
  flotilla: "src/index.ts",
  "flotilla/device": "src/device/index.ts",
  "flotilla/scenario": "src/scenario/index.ts",
};

export interface ModuleGraph {
  /** Files of ours, from the root of the project, in the order they are met. */
  readonly files: readonly string[];
  /** Packages and node modules by the names they are imported by. */
  readonly packages: readonly string[];
  /** How one of them comes to be loaded: the first way there. */
  wayTo(name: string): readonly string[];
}

export function moduleGraph(entry: string): ModuleGraph {
  const from = new Map<string, string | undefined>([[entry, undefined]]);
  const packages = new Set<string>();
  const files = [entry];
  for (const file of files) {
    for (const specifier of importsOf(readFileSync(resolve(root, file), "utf8"))) {
      const target = targetOf(specifier, file);
      if (from.has(target)) continue;
      from.set(target, file);
      if (target === specifier) packages.add(specifier);
      else files.push(target);
    }
  }
  return { files, packages: [...packages], wayTo: (name) => wayTo(name, from) };
}

/** A package is its own target. */
function targetOf(specifier: string, importer: string): string {
  if (own[specifier] !== undefined) return own[specifier];
  if (!specifier.startsWith(".")) return specifier;
  return resolve("/", dirname(importer), specifier).slice(1);
}

function importsOf(source: string): string[] {
  const statements = source.matchAll(/^(?:import|export)\s+(?!type\b)(?:[^;"']*?\bfrom\s+)?["']([^"']+)["']/gm);
  return [...statements].map(([, specifier]) => specifier!);
}

function wayTo(name: string, from: ReadonlyMap<string, string | undefined>): string[] {
  const way: string[] = [];
  for (let at: string | undefined = name; at !== undefined; at = from.get(at)) way.unshift(at);
  return way;
}
