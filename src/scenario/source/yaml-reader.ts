/** Walks a parsed YAML document: its data, its scalars, and where each stands in the text. */
import { isAlias, isMap, isScalar, isSeq, type Document, type Pair, type ParsedNode, type Scalar } from "yaml";
import { isHarmfulKey, type Focus } from "./located-value.ts";
import { secretPartsOf, type Part } from "../texts/secrets.ts";
import { pathText, type ValuePath } from "./value-path.ts";

const deepest = 64;
/** Also said when the parser itself gives up. */
export const tooDeep: string = `expected at most ${deepest} levels, found more`;
const mostFromAliases = 10_000;

type YamlNode = ParsedNode | null | undefined;

/** A scalar with its place in the text; behind aliases, once for each of them. */
export interface ScalarText {
  readonly path: ValuePath;
  readonly value: unknown;
  /** Where the node stands, its quotes included. */
  readonly range: Part;
  /** Without quotes. */
  readonly plain: boolean;
}

/** What is wrong with the data, with its place in the text. */
export interface DataFault {
  readonly path: string;
  readonly message: string;
  readonly hint?: string;
  readonly from: number;
  readonly to: number;
}

export class YamlReader {
  readonly problems: DataFault[] = [];
  readonly scalars: ScalarText[] = [];
  readonly contents: YamlNode;
  readonly #text: string;
  readonly #anchors = new Map<string, YamlNode>();
  /** What each alias stands for: the nearest anchor of its name above it. */
  readonly #targets = new Map<YamlNode, YamlNode>();
  readonly #open = new Set<YamlNode>();
  /** The outermost alias that is being read. */
  #alias: ParsedNode | undefined;
  #fromAliases = 0;

  constructor(document: Document.Parsed, text: string) {
    this.contents = document.contents;
    this.#text = text;
  }

  /** The parts of the text that nobody else may see. */
  get secrets(): Part[] {
    return this.scalars.flatMap(({ path, value, range }) => {
      const parts = secretPartsOf(path, String(value));
      const exact = typeof value === "string" ? this.#exactStart(range, value) : undefined;
      if (exact === undefined) return parts.length === 0 ? [] : [range];
      return parts.map(([from, to]) => [exact + from, exact + to] as const);
    });
  }

  /** The data of `node`; what cannot be data is a problem and `undefined`. */
  read(node: YamlNode, path: ValuePath): unknown {
    if (node === null || node === undefined) return null;
    if (path.length > deepest) return this.#fault(node, [], tooDeep);
    if (this.#alias !== undefined && ++this.#fromAliases > mostFromAliases) {
      if (this.#fromAliases > mostFromAliases + 1) return undefined;
      return this.#fault(
        this.#alias,
        [],
        `expected aliases to stand for at most ${mostFromAliases} values, found more`,
      );
    }
    if (isAlias(node)) return this.#readAlias(node as ParsedNode & { source: string }, path);
    if ("anchor" in node && node.anchor !== undefined) this.#anchors.set(node.anchor, node);
    if (isScalar(node)) return this.#readScalar(node as Scalar.Parsed, path);
    this.#open.add(node);
    const value = isSeq(node) ? this.#readList(node.items as YamlNode[], path) : this.#readMapping(node, path);
    this.#open.delete(node);
    return value;
  }

  #readAlias(node: ParsedNode & { source: string }, path: ValuePath): unknown {
    const target = this.#anchors.get(node.source);
    if (target === undefined) {
      return this.#fault(node, path, `expected an anchor &${node.source} above, found none`);
    }
    if (this.#open.has(target)) {
      return this.#fault(node, path, `expected data that ends, found *${node.source} within itself`);
    }
    this.#targets.set(node, target);
    const outer = this.#alias;
    this.#alias ??= node;
    const value = this.read(target, path);
    this.#alias = outer;
    return value;
  }

  #readScalar(node: Scalar.Parsed, path: ValuePath): unknown {
    const value: unknown = node.value;
    if (value !== null && !["string", "number", "boolean"].includes(typeof value)) {
      return this.#fault(node, path, `expected a text, a number, true or false, found ${node.tag ?? typeof value}`);
    }
    this.scalars.push({ path, value, range: [node.range[0], node.range[1]], plain: node.type === "PLAIN" });
    return value;
  }

  #readList(items: readonly YamlNode[], path: ValuePath): unknown[] {
    return items.map((item, position) => this.read(item, [...path, position]) ?? null);
  }

  #readMapping(node: ParsedNode, path: ValuePath): Record<string, unknown> {
    const data: Record<string, unknown> = {};
    if (!isMap(node)) return data;
    for (const pair of node.items as Pair<ParsedNode, ParsedNode | null>[]) {
      const key = keyOf(pair.key);
      if (key === undefined) {
        this.#fault(pair.key ?? node, path, "expected a key that is a text, found something else");
      } else if (isHarmfulKey(key)) {
        this.#fault(pair.key, [...path, key], `expected a key of the scenario language, found "${key}"`);
      } else if (key === "<<") {
        const hint = "merge keys are not part of YAML 1.2; repeat the keys, or share a whole value with an anchor";
        this.#fault(pair.key, [...path, key], `expected a key of the scenario language, found "<<"`, hint);
      } else {
        const value = this.read(pair.value, [...path, key]);
        // The first of two equal keys counts; the second is a fault of the text.
        if (value !== undefined && !Object.hasOwn(data, key)) data[key] = value;
      }
    }
    return data;
  }

  #fault(node: ParsedNode, path: ValuePath, message: string, hint?: string): undefined {
    const [from, to] = spanOf(node);
    this.problems.push({ path: pathText(path), message, ...(hint && { hint }), from, to });
    return undefined;
  }

  /** The characters to point at for `path`: its node, or the innermost one around it that exists. */
  rangeOf(path: ValuePath, focus: Focus): Part {
    let node: YamlNode = this.contents;
    let range: Part = node === null || node === undefined ? [0, 0] : startOf(node);
    for (const [depth, step] of path.entries()) {
      const found = child(this.#resolve(node), step);
      if (found === undefined) return range;
      const last = depth === path.length - 1;
      node = found.value;
      range = (last && focus.key === true) || isEmpty(node) ? (found.key ?? range) : spanOf(node!);
    }
    if (focus.within !== undefined && isScalar(node) && typeof node.value === "string") {
      const start = this.#exactStart([node.range![0], node.range![1]], node.value);
      if (start !== undefined) return [start + focus.within[0], start + focus.within[1]];
    }
    return range;
  }

  /** The characters of a scalar without quotes, as they stand in the text. */
  writtenAt(path: ValuePath): string | undefined {
    let node: YamlNode = this.contents;
    for (const step of path) node = child(this.#resolve(node), step)?.value;
    if (!isScalar(node) || node.type !== "PLAIN") return undefined;
    return this.#text.slice(node.range![0], node.range![1]);
  }

  #resolve(node: YamlNode): YamlNode {
    return isAlias(node) ? this.#targets.get(node as ParsedNode) : node;
  }

  /** Where `value` starts when the text holds it letter for letter, without escapes or folds. */
  #exactStart([from]: Part, value: string): number | undefined {
    const quote = this.#text[from] === '"' || this.#text[from] === "'" ? 1 : 0;
    return this.#text.startsWith(value, from + quote) ? from + quote : undefined;
  }
}

function keyOf(key: ParsedNode | null): string | undefined {
  if (!isScalar(key)) return undefined;
  if (typeof key.value === "string") return key.value;
  return typeof key.source === "string" && key.source !== "" ? key.source : undefined;
}

function child(node: YamlNode, step: string | number): { key: Part | undefined; value: YamlNode } | undefined {
  if (isSeq(node)) {
    const item = typeof step === "number" ? (node.items[step] as YamlNode) : undefined;
    return item === undefined ? undefined : { key: undefined, value: item };
  }
  if (!isMap(node)) return undefined;
  const pair = (node.items as Pair<ParsedNode, ParsedNode | null>[]).find(({ key }) => keyOf(key) === String(step));
  return pair && { key: [pair.key.range[0], pair.key.range[1]], value: pair.value };
}

function isEmpty(node: YamlNode): boolean {
  return node === null || node === undefined || node.range[0] === node.range[1];
}

/** All of a scalar; of a list or mapping only where it starts. */
function spanOf(node: ParsedNode): Part {
  return isScalar(node) || isAlias(node) ? [node.range![0], node.range![1]] : startOf(node);
}

function startOf(node: ParsedNode): Part {
  return [node.range[0], node.range[0] + 1];
}
