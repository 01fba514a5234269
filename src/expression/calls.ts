/** Functions, methods and the macros of CEL: `size(x)`, `device.name.contains("x")`, `vars.list.exists(x, x > 3)`. */
import type { ASTNode } from "@marcbachmann/cel-js";
import { spend } from "./budget.ts";
import type { Compiler, Piece, Scope, Work } from "./compiler.ts";
import { Misread, unworkable } from "./expression-fault.ts";
import { bool, dyn, type ExpressionType, isMapping, kindOf, text, typeWords } from "./expression-type.ts";
import { type ExpressionFunction, functions, mathFunctions, methods } from "./functions.ts";
import { truth } from "./operators.ts";

const macros = ["all", "exists", "exists_one", "map", "filter"] as const;
type Macro = (typeof macros)[number];

/** `name(args)`. */
export function compileCall(compiler: Compiler, node: ASTNode, name: string, args: readonly ASTNode[]): Piece {
  if (name === "has") return compileHas(compiler, node, args);
  const entry = Object.hasOwn(functions, name) ? functions[name] : undefined;
  const place = { start: node.start, end: node.start + name.length };
  if (entry === undefined) throw unknownFunction(place, name, [...Object.keys(functions), "has"]);
  return compileFunction(compiler, node, entry, args);
}

/** `of.name(args)`. */
export function compileMethod(
  compiler: Compiler,
  node: ASTNode,
  name: string,
  of: ASTNode,
  args: readonly ASTNode[],
): Piece {
  const place = methodPlace(compiler, node, of, name);
  if (of.op === "id" && of.args === "math") {
    const entry = Object.hasOwn(mathFunctions, name) ? mathFunctions[name] : undefined;
    if (entry === undefined) throw unknownFunction(place, name, Object.keys(mathFunctions));
    return compileFunction(compiler, node, entry, args);
  }
  if (isMacro(name)) return compileMacro(compiler, node, name, of, args);
  const entry = Object.hasOwn(methods, name) ? methods[name] : undefined;
  if (entry === undefined) throw unknownFunction(place, name, [...Object.keys(methods), ...macros]);
  return compileFunction(compiler, node, entry, [of, ...args]);
}

function unknownFunction(place: { start: number; end: number }, name: string, known: readonly string[]): Misread {
  return new Misread(place, "a function that is known here", `"${name}"`, { unknown: { found: name, known } });
}

function methodPlace({ source }: Compiler, node: ASTNode, of: ASTNode, name: string): { start: number; end: number } {
  const start = source.indexOf(name, of.end);
  return start < 0 ? node : { start, end: start + name.length };
}

function compileFunction(
  compiler: Compiler,
  node: ASTNode,
  entry: ExpressionFunction,
  args: readonly ASTNode[],
): Piece {
  const { takes, optional = 0, gives } = entry;
  const enough = args.length >= takes.length - optional && (args.length <= takes.length || entry.more === true);
  if (!enough) throw new Misread(node, entry.form, compiler.written(node));
  const pieces = args.map((arg, position) => {
    const piece = compiler.compile(arg);
    compiler.demand(piece, takes[position] ?? takes.at(-1)!, `, for ${entry.form}`);
    return piece;
  });
  const works = pieces.map(({ work }) => work);
  const read = entry.read === undefined ? undefined : readOnce(compiler, entry, pieces.at(-1)!);
  if (read !== undefined) works[works.length - 1] = () => read.value;
  return { node, type: gives, work: callOf(entry, works, read !== undefined) };
}

function readOnce(compiler: Compiler, { form, read }: ExpressionFunction, piece: Piece): { readonly value: unknown } {
  const { literal, node, type } = piece;
  if (typeof literal !== "string") {
    const hint = "it is read once, before the run: write it out";
    throw new Misread(node, `a text in quotes, for ${form}`, compiler.describe(type, node), { hint });
  }
  const result = read!(literal);
  if ("fault" in result) throw new Misread(node, result.fault, compiler.written(node));
  return result;
}

/** Calls with few arguments make no list of them. */
function callOf(entry: ExpressionFunction, works: readonly Work[], read: boolean): Work {
  const run = entry.run as (...args: unknown[]) => unknown;
  const takes = works.map((_, position) =>
    read && position === works.length - 1 ? dyn : (entry.takes[position] ?? entry.takes.at(-1)!),
  );
  const { nullable = false } = entry;
  const [first, second] = works;
  if (works.length === 1) {
    return (scope) => {
      const only = checked(first!(scope), takes[0]!, entry);
      return only === null && !nullable ? null : run(only);
    };
  }
  if (works.length === 2) {
    return (scope) => {
      const one = checked(first!(scope), takes[0]!, entry);
      const other = checked(second!(scope), takes[1]!, entry);
      return one === null || other === null ? null : run(one, other);
    };
  }
  return (scope) => {
    const args = works.map((work, position) => checked(work(scope), takes[position]!, entry));
    return args.includes(null) ? null : run(...args);
  };
}

/** What could not be checked before. */
function checked(value: unknown, wanted: ExpressionType, { form }: ExpressionFunction): unknown {
  if (value === null || wanted.is === "dyn") return value;
  if (wanted.is === "text" ? typeof value === "string" : wanted.is === "number" && typeof value === "number")
    return value;
  if (wanted.is === "list" && Array.isArray(value)) return value;
  throw unworkable(`${typeWords[wanted.is]} for ${form}`, kindOf(value));
}

/** `has(device.currentLevel)`: whether it is there, and not null. */
function compileHas(compiler: Compiler, node: ASTNode, args: readonly ASTNode[]): Piece {
  const [arg] = args;
  if (arg === undefined || args.length > 1 || (arg.op !== "." && arg.op !== "[]"))
    throw new Misread(node, "has(x.y)", compiler.written(node));
  const piece = compiler.compile(arg);
  compiler.tests(piece, node);
  const { work } = piece;
  return { node, type: bool, work: (scope) => work(scope) !== null };
}

/** Rounds over the items of a list or the keys of a mapping. */
function compileMacro(compiler: Compiler, node: ASTNode, name: Macro, of: ASTNode, args: readonly ASTNode[]): Piece {
  const whole = compiler.compile(of);
  const { type } = whole;
  if (type.is !== "list" && type.is !== "dyn" && type.is !== "null" && !isMapping(type))
    throw new Misread(of, "a list or a mapping", compiler.describe(type, of));
  const [variable, one, other] = args;
  const most = name === "map" ? 3 : 2;
  if (variable?.op !== "id" || one === undefined || args.length > most)
    throw new Misread(node, `${compiler.written(of)}.${name}(x, ...)`, compiler.written(node));
  const item = type.is === "list" ? type.of : isMapping(type) ? text : dyn;
  return compiler.within(variable.args, item, (place) => {
    const macro = macroOf(compiler, name, one, other);
    const { frame } = compiler;
    const work: Work = (scope) => {
      const items = itemsOf(whole.work(scope));
      return items === null ? null : macro.run(items, frame, place, scope);
    };
    return { node, type: macro.type, work };
  });
}

interface Rounds {
  readonly type: ExpressionType;
  run(items: readonly unknown[], frame: unknown[], place: number, scope: Scope): unknown;
}

function macroOf(compiler: Compiler, name: Macro, one: ASTNode, other: ASTNode | undefined): Rounds {
  if (name === "map") {
    const filter = other === undefined ? undefined : compiler.condition(one);
    const { work, type } = compiler.compile(other ?? one);
    return {
      type: { is: "list", of: type },
      run(items, frame, place, scope) {
        const made: unknown[] = [];
        for (const item of items) {
          spend(1);
          frame[place] = item;
          if (filter === undefined || filter(scope) === true) made.push(work(scope));
        }
        return made;
      },
    };
  }
  const condition = compiler.condition(one);
  if (name === "filter") {
    return {
      type: { is: "list", of: dyn },
      run: (items, frame, place, scope) =>
        items.filter((item) => {
          spend(1);
          frame[place] = item;
          return condition(scope) === true;
        }),
    };
  }
  return {
    type: bool,
    run(items, frame, place, scope) {
      let fault: unknown;
      let count = 0;
      for (const item of items) {
        spend(1);
        frame[place] = item;
        let holds = false;
        try {
          holds = truth(condition(scope));
        } catch (thrown) {
          // As with && and ||: another item may decide.
          if (name === "exists_one") throw thrown;
          fault ??= thrown;
          continue;
        }
        if (holds) count++;
        if (name === "all" && !holds) return false;
        if (name === "exists" && holds) return true;
      }
      if (fault !== undefined) throw fault;
      return name === "all" || (name === "exists_one" && count === 1);
    },
  };
}

function itemsOf(whole: unknown): readonly unknown[] | null {
  if (whole === null || Array.isArray(whole)) return whole;
  if (typeof whole !== "object") throw unworkable("a list or a mapping to go over", kindOf(whole));
  return Object.keys(whole);
}

function isMacro(name: string): name is Macro {
  return macros.some((macro) => macro === name);
}
