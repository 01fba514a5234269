/**
 * `extends` and `include`: a scenario of several files, put together to one.
 *
 *     result = extended scenario, changed by (parts, joined with what the file itself says)
 *
 * 1. A file is told by its path from the folder of the scenario itself, whichever file names it.
 * 2. Each file says what is wrong with it at its own place. One that cannot be read is a fault of the file that names it,
 *    and is left out.
 * 3. A part that two others share comes in once. A ring of files is a fault.
 * 4. What a part says about itself (`name`, `description`) does not count.
 */
import { FlotillaError } from "../../kernel/errors.ts";
import type { Environment } from "../texts/environment.ts";
import { besideFile, nameBeside } from "./file-path.ts";
import { knownValues } from "../texts/known-values.ts";
import { readDocument } from "./located-document.ts";
import { changed, joined, type Merged, type Origin, originAt, wholeOf } from "./located-merge.ts";
import type { LocatedValue } from "./located-value.ts";
import { withPathsOf } from "./named-files.ts";
import type { Problem } from "../problems/problem.ts";
import type { ScenarioFiles } from "./scenario-files.ts";
import { pathText, valueAt, type ValuePath } from "./value-path.ts";
import { versionFault } from "../version.ts";
import { workOutText } from "../texts/work-out-text.ts";

export interface PartOptions {
  /** What the scenario is called in problems. */
  readonly file: string;
  readonly env: Environment;
  readonly files?: ScenarioFiles | undefined;
}

const deepest = 16;
const mostFiles = 100;

/** The scenario with everything that its files give it; without `extends` and `include`, which are done then. */
export function withParts(scenario: LocatedValue, options: PartOptions): LocatedValue {
  if (!namesFiles(scenario.value)) return scenario;
  return new Assembly(scenario, options).result();
}

/** Keys that say which files belong to a scenario. */
export const partKeys: readonly string[] = ["extends", "include"];

function namesFiles(value: unknown): boolean {
  return partKeys.some((key) => valueAt(value, [key]) !== undefined);
}

/** The files around the one that is read, from the scenario itself down. */
type Chain = readonly string[];

class Assembly {
  readonly #scenario: LocatedValue;
  readonly #options: PartOptions;
  readonly #problems: Problem[] = [];
  readonly #documents = new Map<string, LocatedValue>();
  /** Files that are left out: what is missing may stand there. */
  readonly #missing = new Map<string, number>();

  constructor(scenario: LocatedValue, options: PartOptions) {
    this.#scenario = scenario;
    this.#options = options;
  }

  result(): LocatedValue {
    const name = this.#options.file.replaceAll("\\", "/").split("/").at(-1)!;
    const { value, origin } = this.#assemble(wholeOf(this.#scenario), [name], new Set());
    const sources = [this.#scenario, ...this.#documents.values()];
    return {
      value,
      problems: [...sources.flatMap(({ problems }) => problems), ...this.#problems],
      brokenFrom: new Map([...this.#missing, ...sources.flatMap(({ brokenFrom }) => [...brokenFrom])]),
      files: sources.flatMap(({ files }) => files),
      locate(path, focus) {
        const here = originAt(origin, path);
        return here.source.locate(here.path, focus);
      },
      writtenAt(path) {
        const here = originAt(origin, path);
        return here.source.writtenAt(here.path);
      },
    };
  }

  /** @param included parts that are there already, shared by all that are included together. */
  #assemble(own: Merged, chain: Chain, included: Set<string>): Merged {
    const { source } = own.origin;
    // What is wrong with the keys themselves, the schema says.
    let whole = without(
      own,
      partKeys.filter((key) => isGood(key, valueAt(own.value, [key]))),
    );
    const parts = this.#partsOf(own, chain, included);
    for (const part of parts.toReversed()) whole = joined(part, whole, this.#clash);
    const base = this.#named(source, valueAt(own.value, ["extends"]), ["extends"], chain);
    if (base === undefined) return whole;
    return changed(this.#assemble(base.whole, base.chain, new Set()), whole);
  }

  #partsOf(own: Merged, chain: Chain, included: Set<string>): Merged[] {
    const list = valueAt(own.value, ["include"]);
    if (!Array.isArray(list)) return [];
    const parts: Merged[] = [];
    for (const [position, path] of list.entries()) {
      const part = this.#named(own.origin.source, path, ["include", position], chain);
      const file = part?.chain.at(-1);
      if (part === undefined || file === undefined || included.has(file)) continue;
      included.add(file);
      parts.push(without(this.#assemble(part.whole, part.chain, included), ["flotilla", "name", "description"]));
    }
    return parts;
  }

  /** The file that `source` names at `at`, if it is there and good enough to go on with. */
  #named(
    source: LocatedValue,
    written: unknown,
    at: ValuePath,
    chain: Chain,
  ): { readonly whole: Merged; readonly chain: Chain } | undefined {
    if (typeof written !== "string" || written === "") return undefined;
    const path = this.#pathOf(written, source, at);
    if (path === undefined) return undefined;
    const file = besideFile(chain.at(-1)!, path);
    const fault = this.#refusal(file, chain);
    if (fault !== undefined) return this.#fault(source, at, fault);
    const document = this.#documents.get(file) ?? this.#read(file, source, at);
    if (document === undefined || !isMapping(document.value)) {
      this.#missing.set(this.#nameOf(file), 0);
      return undefined;
    }
    return { whole: wholeOf({ ...document, value: withPathsOf(file, document.value) }), chain: [...chain, file] };
  }

  /** The environment may be part of a path; variables are known only when all files are. */
  #pathOf(written: string, source: LocatedValue, at: ValuePath): string | undefined {
    const known = knownValues({}, this.#options.env, () => {});
    const worked = workOutText(written, "fixed", known);
    if (worked.ok) return typeof worked.value === "string" ? worked.value : undefined;
    this.#missing.set(written, 0);
    for (const { message, from, to, hint, missing } of worked.faults) {
      const said =
        missing === true
          ? {
              message: "expected env, the only name known here, found vars",
              hint: "vars are known when all files are",
            }
          : { message, hint };
      this.#fault(source, at, said.message, said.hint, [from, to]);
    }
    return undefined;
  }

  #refusal(file: string, chain: Chain): string | undefined {
    if (chain.includes(file)) {
      const ring = [...chain.slice(chain.indexOf(file)), file].map((one) => this.#nameOf(one));
      return `expected files that end, found a ring: ${ring.join(" -> ")}`;
    }
    if (chain.length > deepest) return `expected at most ${deepest} files one within the other, found more`;
    if (this.#documents.size >= mostFiles && !this.#documents.has(file))
      return `expected at most ${mostFiles} files, found more`;
    return undefined;
  }

  #read(file: string, source: LocatedValue, at: ValuePath): LocatedValue | undefined {
    const { files } = this.#options;
    if (files === undefined)
      return this.#fault(source, at, "expected a scenario that is whole, as nobody reads files here");
    let text: string;
    try {
      text = files.read(file);
    } catch (thrown) {
      if (!(thrown instanceof FlotillaError)) throw thrown;
      return this.#fault(source, at, thrown.message, "paths count from the file that they stand in");
    }
    const document = readDocument(text, this.#nameOf(file));
    this.#documents.set(file, document);
    const { value, brokenFrom } = document;
    if (!isMapping(value)) {
      if (brokenFrom.size === 0 && document.problems.length === 0)
        this.#fault(
          document,
          [],
          `expected a part of a scenario, a mapping, found ${Array.isArray(value) ? "a list" : "none"}`,
        );
      return undefined;
    }
    const fault = versionFault(value);
    if (fault === undefined) return document;
    return this.#fault(document, ["flotilla"], fault.message, fault.hint);
  }

  /** Of the same value in two files: told where the second stands. */
  readonly #clash = (path: ValuePath, first: Origin, second: Origin): void => {
    const { file, line } = first.source.locate(first.path, { key: true });
    const where = line === 0 ? file : `${file}:${line}`;
    const hint = "a part adds to lists and mappings; to change what another file says, use extends";
    this.#fault(second.source, second.path, `expected ${pathText(path)} once, found it in ${where} as well`, hint);
  };

  #fault(
    source: LocatedValue,
    path: ValuePath,
    message: string,
    hint?: string,
    within?: readonly [from: number, to: number],
  ): undefined {
    const location = source.locate(path, { within });
    this.#problems.push({ ...location, path: pathText(path), message, ...(hint === undefined ? {} : { hint }) });
    return undefined;
  }

  #nameOf(file: string): string {
    return nameBeside(this.#options.file, file);
  }
}

/** Whether it names files as it should. */
function isGood(key: string, written: unknown): boolean {
  const isName = (one: unknown): boolean => typeof one === "string" && one !== "";
  return key === "extends" ? isName(written) : Array.isArray(written) && written.every(isName);
}

function without({ value, origin }: Merged, keys: readonly string[]): Merged {
  if (!isMapping(value)) return { value, origin };
  return { value: Object.fromEntries(Object.entries(value).filter(([key]) => !keys.includes(key))), origin };
}

function isMapping(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
