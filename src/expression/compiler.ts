/**
 * From the syntax tree of an expression to a function, with every type checked on the way.
 *
 * 1. `&&` and `||` are CEL's: a side that cannot be worked out does not matter when the other one decides.
 * 2. A name, a function or a method that is not known is a fault with what was probably meant; so is an operation that
 *    can never work on what it is given. What is known only at run time (`dyn`) is checked there.
 * 3. What comes out is closures over closures: working one out allocates nothing unless it makes a text or a list.
 */
import type { ASTNode } from "@marcbachmann/cel-js";
import { compileCall, compileMethod } from "./calls.ts";
import { Misread, type Span } from "./expression-fault.ts";
import {
  bool,
  dyn,
  either,
  type ExpressionType,
  fits,
  isMapping,
  list,
  nothing,
  number,
  text,
  typeWords,
} from "./expression-type.ts";
import {
  type Binary,
  calculations,
  comparisons,
  equalities,
  isIn,
  itemAt,
  negated,
  plain,
  truth,
} from "./operators.ts";

/** What an expression is worked out on. */
export type Scope = Readonly<Record<string, unknown>>;

export type Work = (scope: Scope) => unknown;

/** A piece of an expression, ready to be worked out. */
export interface Piece {
  readonly work: Work;
  readonly type: ExpressionType;
  readonly node: ASTNode;
  /** A number or text that stands there as it is. */
  readonly literal?: unknown;
  /** What it looks at, if it is no more than a name. */
  readonly use?: Use;
}

/** A name with what is taken from it: `device.lockState`, `vars.list`. */
export interface Use extends Span {
  readonly path: readonly string[];
  /** Only whether it is there: the characters are those of `has(...)`. */
  readonly tested?: true;
}

/** Characters of an expression in a message. */
const longestShown = 60;

export class Compiler {
  /** The names it begins with: `device`, `vars`. */
  readonly roots: Set<string> = new Set();
  /** Every place where it looks at something. */
  readonly uses: Set<Use> = new Set();
  readonly source: string;
  readonly #names: Readonly<Record<string, ExpressionType>>;
  /** The variables of the macros around, each with its place in the frame. */
  readonly #locals = new Map<string, { readonly type: ExpressionType; readonly place: number }>();
  /** Their values; one evaluation at a time, so one frame does. */
  readonly frame: unknown[] = [];

  constructor(source: string, names: Readonly<Record<string, ExpressionType>>) {
    this.source = source;
    this.#names = names;
  }

  /** @throws Misread. */
  compile(node: ASTNode): Piece {
    const piece = this.#compile(node);
    if (piece.type.is === "object" && piece.type.live === true) {
      const [example = "x"] = Object.keys(piece.type.fields);
      const written = this.written(node);
      throw new Misread(node, `one of its values, such as ${written}.${example}`, written);
    }
    return piece;
  }

  /** Compiles what must be true or false. */
  condition(node: ASTNode): Work {
    const { work, type } = this.compile(node);
    this.demand({ work, type, node }, bool);
    return type.is === "bool" ? work : (scope) => truth(work(scope));
  }

  /** @throws Misread unless the piece can be of the type. */
  demand({ type, node }: Piece, wanted: ExpressionType, why = ""): void {
    if (!fits(type, wanted)) throw new Misread(node, `${typeWords[wanted.is]}${why}`, this.describe(type, node));
  }

  /** Compiles `node` with a variable in sight, and gives the place of its value in the frame. */
  within(name: string, type: ExpressionType, compile: (place: number) => Piece): Piece {
    const outer = this.#locals.get(name);
    const place = this.frame.push(null) - 1;
    this.#locals.set(name, { type, place });
    try {
      return compile(place);
    } finally {
      if (outer === undefined) this.#locals.delete(name);
      else this.#locals.set(name, outer);
    }
  }

  /** The characters of a piece, for messages. */
  written({ start, end }: Span): string {
    return end - start > longestShown
      ? `${this.source.slice(start, start + longestShown - 3)}...`
      : this.source.slice(start, end);
  }

  /** For "found ...": what it is, and what it looks like unless that is long. */
  describe(type: ExpressionType, node: ASTNode): string {
    const written = this.written(node);
    return written.length > 40 ? typeWords[type.is] : `${typeWords[type.is]}, ${written}`;
  }

  #compile(node: ASTNode): Piece {
    switch (node.op) {
      case "value":
        return this.#literal(node);
      case "id":
        return this.#name(node);
      case ".":
        return this.#member(node, node.args[0], node.args[1]);
      case "[]":
        return this.#item(node, node.args[0], node.args[1]);
      case "!_": {
        const inner = this.condition(node.args);
        return { node, type: bool, work: (scope) => inner(scope) !== true };
      }
      case "-_":
        return this.#negation(node, node.args);
      case "&&":
      case "||":
        return this.#logic(node, node.op === "||", node.args[0], node.args[1]);
      case "?:":
        return this.#choice(node, node.args[0], node.args[1], node.args[2]);
      case "list":
        return this.#list(node, node.args);
      case "map":
        return this.#map(node, node.args);
      case "call":
        return compileCall(this, node, node.args[0], node.args[1]);
      case "rcall":
        return compileMethod(this, node, node.args[0], node.args[1], node.args[2]);
      case ".?":
      case "[?]":
        throw new Misread(node, "a plain . or [ ], as what is not there is null anyway", this.written(node));
      default:
        return this.#binary(node, node.op, node.args[0], node.args[1]);
    }
  }

  #literal(node: ASTNode & { readonly op: "value" }): Piece {
    const written: unknown = node.args;
    if (typeof written === "bigint") {
      const value = Number(written);
      if (!Number.isSafeInteger(value)) throw new Misread(node, "a number up to 2^53", this.written(node));
      return { node, type: number, literal: value, work: () => value };
    }
    if (typeof written === "object" && written !== null)
      throw new Misread(node, "a number, a text, true, false or null", this.written(node));
    const types = { string: text, number, boolean: bool } as const;
    const type = written === null ? nothing : types[typeof written as keyof typeof types];
    return { node, type, literal: written, work: () => written };
  }

  #name(node: ASTNode & { readonly op: "id" }): Piece {
    const name = node.args;
    const local = this.#locals.get(name);
    if (local !== undefined) {
      const { frame } = this;
      return { node, type: local.type, work: () => frame[local.place] };
    }
    const type = Object.hasOwn(this.#names, name) ? this.#names[name] : undefined;
    if (type === undefined) {
      const known = [...this.#locals.keys(), ...Object.keys(this.#names)];
      throw new Misread(node, "a name that is known here", `"${name}"`, { unknown: { found: name, known } });
    }
    this.roots.add(name);
    const use: Use = { path: [name], start: node.start, end: node.end };
    this.uses.add(use);
    return { node, type, use, work: (scope) => plain(scope[name]) };
  }

  #member(node: ASTNode, of: ASTNode, key: string): Piece {
    const whole = this.#compile(of);
    const { work, type } = whole;
    const use = this.#look(whole, key, node.end);
    if (type.is === "object") {
      const field = Object.hasOwn(type.fields, key) ? type.fields[key] : undefined;
      if (field === undefined) {
        const place = node.op === "." ? { start: node.end - key.length, end: node.end } : node;
        const known = Object.keys(type.fields);
        throw new Misread(place, `a value of ${this.written(of)}`, `"${key}"`, { unknown: { found: key, known } });
      }
      if (type.live === true) return { node, type: field, ...use, work: memberOf(work, key) };
      return { node, type: field, ...use, work: (scope) => itemAt(work(scope), key) };
    }
    if (type.is !== "map" && type.is !== "dyn")
      throw new Misread(of, `something with a value called ${key}`, this.describe(type, of));
    return { node, type: type.is === "map" ? type.of : dyn, ...use, work: (scope) => itemAt(work(scope), key) };
  }

  #item(node: ASTNode, of: ASTNode, index: ASTNode): Piece {
    const key = this.compile(index);
    if (typeof key.literal === "string") return this.#member(node, of, key.literal);
    const whole = this.compile(of);
    if (whole.type.is === "list") this.demand(key, number, ", the position in a list");
    else if (isMapping(whole.type)) this.demand(key, text, ", the key in a mapping");
    else if (whole.type.is !== "dyn") throw new Misread(of, "a list or a mapping", this.describe(whole.type, of));
    const type = whole.type.is === "list" || whole.type.is === "map" ? whole.type.of : dyn;
    const [read, at] = [whole.work, key.work];
    return { node, type, work: (scope) => itemAt(read(scope), at(scope)) };
  }

  /** Notes that `node` asks no more of a piece than whether it is there. */
  tests({ use }: Piece, { start, end }: Span): void {
    if (use === undefined) return;
    this.uses.delete(use);
    this.uses.add({ path: use.path, start, end, tested: true });
  }

  /** Notes that only this value of the whole is looked at. */
  #look({ use: whole }: Piece, key: string, end: number): { readonly use?: Use } {
    if (whole === undefined) return {};
    const use: Use = { path: [...whole.path, key], start: whole.start, end };
    this.uses.delete(whole);
    this.uses.add(use);
    return { use };
  }

  #negation(node: ASTNode, of: ASTNode): Piece {
    const inner = this.compile(of);
    this.demand(inner, number);
    const { work, literal } = inner;
    if (typeof literal !== "number") return { node, type: number, work: (scope) => negated(work(scope)) };
    return { node, type: number, literal: -literal, work: () => -literal };
  }

  #logic(node: ASTNode, decides: boolean, one: ASTNode, other: ASTNode): Piece {
    const left = this.condition(one);
    const right = this.condition(other);
    const work: Work = (scope) => {
      let first: unknown;
      try {
        first = left(scope);
      } catch (fault) {
        if (right(scope) === decides) return decides;
        throw fault;
      }
      if ((first === true) === decides) return decides;
      return right(scope) === true;
    };
    return { node, type: bool, work };
  }

  #choice(node: ASTNode, when: ASTNode, one: ASTNode, other: ASTNode): Piece {
    const condition = this.condition(when);
    const [then, otherwise] = [this.compile(one), this.compile(other)];
    const work: Work = (scope) => (condition(scope) === true ? then.work(scope) : otherwise.work(scope));
    return { node, type: either(then.type, otherwise.type), work };
  }

  #list(node: ASTNode, items: readonly ASTNode[]): Piece {
    const pieces = items.map((item) => this.compile(item));
    const type: ExpressionType = { is: "list", of: pieces.map((piece) => piece.type).reduce(either, nothing) };
    const works = pieces.map(({ work }) => work);
    if (pieces.some((piece) => piece.literal === undefined))
      return { node, type: pieces.length === 0 ? list : type, work: (scope) => works.map((work) => work(scope)) };
    // The same list each time: nothing can change it.
    const constant = Object.freeze(pieces.map(({ literal }) => literal));
    return { node, type: pieces.length === 0 ? list : type, literal: constant, work: () => constant };
  }

  #map(node: ASTNode, entries: readonly (readonly [ASTNode, ASTNode])[]): Piece {
    const pieces = entries.map(([key, item]) => {
      const name = this.compile(key);
      if (typeof name.literal !== "string")
        throw new Misread(key, "a key that is a text", this.describe(name.type, key));
      if (["__proto__", "constructor", "prototype"].includes(name.literal))
        throw new Misread(key, "another key", `"${name.literal}"`);
      return [name.literal, this.compile(item)] as const;
    });
    const works = pieces.map(([key, { work }]) => [key, work] as const);
    const fields = Object.fromEntries(pieces.map(([key, { type }]) => [key, type]));
    const work: Work = (scope) => Object.fromEntries(works.map(([key, item]) => [key, item(scope)]));
    return { node, type: { is: "object", fields }, work };
  }

  #binary(node: ASTNode, sign: string, one: ASTNode, other: ASTNode): Piece {
    const [left, right] = [this.compile(one), this.compile(other)];
    if (sign === "in") return this.#membership(node, left, right);
    const calculate = calculations[sign];
    if (calculate !== undefined) {
      return { node, type: this.#sum(sign, left, right), work: both(calculate, left, right) };
    }
    const compare = comparisons[sign];
    if (compare !== undefined) {
      for (const piece of [left, right])
        if (!fits(piece.type, number) && !fits(piece.type, text))
          throw new Misread(piece.node, "a number or a text to compare", this.describe(piece.type, piece.node));
    }
    this.#comparable(left, right);
    return { node, type: bool, work: both(compare ?? equalities[sign]!, left, right) };
  }

  #membership(node: ASTNode, one: Piece, whole: Piece): Piece {
    const { type } = whole;
    if (isMapping(type)) this.demand(one, text, ", a key of the mapping");
    else if (type.is === "list") this.#inList(one, whole);
    else if (type.is !== "dyn" && type.is !== "null")
      throw new Misread(whole.node, "a list or a mapping", this.describe(type, whole.node));
    return { node, type: bool, work: both(isIn, one, whole) };
  }

  #inList(one: Piece, whole: Piece & { readonly type: ExpressionType }): void {
    const items = whole.node.op === "list" ? whole.node.args.map((item) => this.compile(item)) : [];
    for (const item of items) this.#comparable(one, item);
    if (items.length === 0 && whole.type.is === "list" && !fits(one.type, whole.type.of))
      throw new Misread(one.node, typeWords[whole.type.of.is], this.describe(one.type, one.node));
  }

  /** Whether the two can ever be equal: of one type, and one of the options where there are options. */
  #comparable(left: Piece, right: Piece): void {
    this.demand(right, left.type, left.type.is === "dyn" ? "" : `, as ${this.written(left.node)} is one`);
    for (const [{ type }, { literal, node }] of [[left, right] as const, [right, left] as const]) {
      if (type.is !== "text" || type.options === undefined || typeof literal !== "string") continue;
      if (type.options.includes(literal)) continue;
      const expected = `one of ${type.options.map((option) => `"${option}"`).join(", ")}`;
      throw new Misread(node, expected, `"${literal}"`, { unknown: { found: literal, known: type.options } });
    }
  }

  #sum(sign: string, left: Piece, right: Piece): ExpressionType {
    const summable = sign === "+" ? [number, text, list] : [number];
    for (const { type, node } of [left, right]) {
      if (summable.some((wanted) => fits(type, wanted)) && type.is !== "null") continue;
      throw new Misread(node, sign === "+" ? "a number, a text or a list" : "a number", this.describe(type, node));
    }
    if (!fits(right.type, left.type)) {
      const mixed = left.type.is === "text" || right.type.is === "text";
      const hint = mixed ? "write string(...) around the other" : undefined;
      const why = `, as ${this.written(left.node)} is one`;
      const found = this.describe(right.type, right.node);
      throw new Misread(right.node, typeWords[left.type.is] + why, found, hint === undefined ? {} : { hint });
    }
    if (sign !== "+") return number;
    const type = left.type.is === "dyn" ? right.type : left.type;
    return type.is === "text" ? text : type.is === "list" ? either(left.type, right.type) : type;
  }
}

function memberOf(work: Work, key: string): Work {
  return (scope) => {
    const whole = work(scope) as Readonly<Record<string, unknown>> | null;
    const value = whole === null ? null : whole[key];
    // Spelt out: conditions come through here most.
    return value === undefined || typeof value === "function" ? null : value;
  };
}

function both(binary: Binary, left: Piece, right: Piece): Work {
  const [one, other] = [left.work, right.work];
  const { literal } = right;
  if (literal !== undefined) return (scope) => binary(one(scope), literal);
  return (scope) => binary(one(scope), other(scope));
}
