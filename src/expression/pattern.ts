/**
 * Regular expressions for `matches`, in time proportional to the text: JavaScript's own may take years over one that is
 * written badly, and these come from files.
 *
 *     pattern  = branch { "|" branch } ;
 *     branch   = { piece } ;
 *     piece    = atom [ "*" | "+" | "?" | "{" n [ "," [ m ] ] "}" ] ;
 *     atom     = character | "." | "^" | "$" | "[" [ "^" ] { range } "]" | "(" [ "?:" ] pattern ")" | "\" escape ;
 *     escape   = "d" | "D" | "w" | "W" | "s" | "S" | "n" | "r" | "t" | any sign ;
 *
 * 1. As in RE2, which CEL names: no look-around and no back references. It matches anywhere in the text unless anchored.
 * 2. A set of states walks over the text once (Thompson, "Regular expression search algorithm", 1968), so the cost is
 *    states times characters, and is paid from the budget.
 */
import { spend } from "./budget.ts";

export type Pattern = (text: string) => boolean;

/** @throws RangeError or SyntaxError with the end of "found ..." as its message. */
export function compilePattern(source: string): Pattern {
  const states = statesOf(parsePattern(source));
  return (text) => search(states, text);
}

const mostStates = 1_000;
const mostRepeats = 100;

type Test = (code: number) => boolean;

type Piece =
  | { readonly type: "one"; readonly test: Test }
  | { readonly type: "start" | "end" | "empty" }
  | { readonly type: "all" | "any"; readonly of: readonly Piece[] }
  | { readonly type: "repeat"; readonly of: Piece; readonly least: number; readonly most: number };

function parsePattern(source: string): Piece {
  const reader = new PatternReader(source);
  const piece = reader.pattern(0);
  if (!reader.atEnd) throw new SyntaxError('a ")" without its "("');
  return piece;
}

class PatternReader {
  readonly #characters: readonly string[];
  #at = 0;

  constructor(source: string) {
    this.#characters = [...source];
  }

  get atEnd(): boolean {
    return this.#at >= this.#characters.length;
  }

  pattern(depth: number): Piece {
    if (depth > 20) throw new RangeError("groups more than 20 deep");
    const branches = [this.#branch(depth)];
    while (this.#skip("|")) branches.push(this.#branch(depth));
    return branches.length === 1 ? branches[0]! : { type: "any", of: branches };
  }

  #branch(depth: number): Piece {
    const pieces: Piece[] = [];
    while (!this.atEnd && this.#next !== "|" && this.#next !== ")") pieces.push(this.#piece(depth));
    return { type: "all", of: pieces };
  }

  #piece(depth: number): Piece {
    const atom = this.#atom(depth);
    const repeat = this.#repeat();
    if (repeat === undefined) return atom;
    // Greedy or not makes no difference to whether it matches.
    this.#skip("?");
    if (["*", "+", "?", "{"].includes(this.#next ?? "")) throw new SyntaxError("a repetition of a repetition");
    return { type: "repeat", of: atom, least: repeat[0], most: repeat[1] };
  }

  #repeat(): readonly [least: number, most: number] | undefined {
    if (this.#skip("*")) return [0, Infinity];
    if (this.#skip("+")) return [1, Infinity];
    if (this.#skip("?")) return [0, 1];
    const written = /^\{(\d+)(,(\d*))?\}/.exec(this.#characters.slice(this.#at, this.#at + 12).join(""));
    if (written === null) return undefined;
    this.#at += written[0].length;
    const least = Number(written[1]);
    const most = written[2] === undefined ? least : written[3] === "" ? Infinity : Number(written[3]);
    if (least > mostRepeats || (most > mostRepeats && most !== Infinity))
      throw new RangeError(`a repetition above ${mostRepeats}`);
    if (most < least) throw new SyntaxError("a repetition from more to less");
    return [least, most];
  }

  #atom(depth: number): Piece {
    const character = this.#take();
    switch (character) {
      case ".":
        return { type: "one", test: (code) => code !== 10 };
      case "^":
        return { type: "start" };
      case "$":
        return { type: "end" };
      case "[":
        return { type: "one", test: this.#class() };
      case "(":
        return this.#group(depth);
      case "\\":
        return { type: "one", test: this.#escape() };
      case "*":
      case "+":
      case "?":
        throw new SyntaxError(`${character} with nothing to repeat`);
      default:
        return { type: "one", test: is(character) };
    }
  }

  #group(depth: number): Piece {
    if (this.#skip("?") && !this.#skip(":")) throw new SyntaxError("(? without a colon: groups have no options here");
    const piece = this.pattern(depth + 1);
    if (!this.#skip(")")) throw new SyntaxError('a "(" without its ")"');
    return piece;
  }

  #class(): Test {
    const inverted = this.#skip("^");
    const tests: Test[] = [];
    for (let first = true; first || this.#next !== "]"; first = false) {
      if (this.atEnd) throw new SyntaxError('a "[" without its "]"');
      const from = this.#take();
      const test = from === "\\" ? this.#escape() : is(from);
      if (this.#next !== "-" || this.#characters[this.#at + 1] === "]" || from === "\\") {
        tests.push(test);
        continue;
      }
      this.#at++;
      const [low, high] = [from.codePointAt(0)!, this.#take().codePointAt(0)!];
      if (high < low) throw new SyntaxError("a range from more to less");
      tests.push((code) => code >= low && code <= high);
    }
    this.#at++;
    return (code) => tests.some((test) => test(code)) !== inverted;
  }

  #escape(): Test {
    const character = this.#take();
    const known = classes[character.toLowerCase()];
    if (known !== undefined) return character === character.toLowerCase() ? known : (code) => !known(code);
    const control = controls[character];
    if (control !== undefined) return (code) => code === control;
    if (/[\p{L}\p{N}]/u.test(character)) throw new SyntaxError(`\\${character}`);
    return is(character);
  }

  get #next(): string | undefined {
    return this.#characters[this.#at];
  }

  #take(): string {
    const character = this.#next;
    if (character === undefined) throw new SyntaxError("the end");
    this.#at++;
    return character;
  }

  #skip(character: string): boolean {
    if (this.#next !== character) return false;
    this.#at++;
    return true;
  }
}

const classes: Readonly<Record<string, Test>> = {
  d: (code) => code >= 48 && code <= 57,
  w: (code) => (code >= 97 && code <= 122) || (code >= 65 && code <= 90) || (code >= 48 && code <= 57) || code === 95,
  s: (code) => code === 32 || (code >= 9 && code <= 13),
};
const controls: Readonly<Record<string, number>> = { n: 10, r: 13, t: 9 };

function is(character: string): Test {
  const wanted = character.codePointAt(0)!;
  return (code) => code === wanted;
}

/** A state takes a character, holds at an end of the text, or goes on at once to others. */
type State =
  | { readonly type: "one"; readonly test: Test; readonly next: number }
  | { readonly type: "start" | "end"; readonly next: number }
  | { readonly type: "fork"; readonly next: number[] }
  | { readonly type: "match" };

/** The last state is where it starts, the first where it has matched. */
function statesOf(pattern: Piece): readonly State[] {
  const states: State[] = [{ type: "match" }];
  const add = (state: State): number => {
    if (states.length >= mostStates) throw new RangeError(`more than ${mostStates} states`);
    return states.push(state) - 1;
  };
  const build = (piece: Piece, next: number): number => {
    switch (piece.type) {
      case "empty":
        return next;
      case "one":
        return add({ ...piece, next });
      case "start":
      case "end":
        return add({ type: piece.type, next });
      case "all":
        return piece.of.reduceRight((after, part) => build(part, after), next);
      case "any":
        return add({ type: "fork", next: piece.of.map((part) => build(part, next)) });
      case "repeat":
        return repeated(piece, next);
    }
  };
  const repeated = ({ of, least, most }: Piece & { type: "repeat" }, next: number): number => {
    let after = next;
    if (most === Infinity) {
      const loop = add({ type: "fork", next: [next] });
      (states[loop] as State & { type: "fork" }).next.push(build(of, loop));
      after = loop;
    } else {
      for (let count = least; count < most; count++) after = add({ type: "fork", next: [next, build(of, after)] });
    }
    for (let count = 0; count < least; count++) after = build(of, after);
    return after;
  };
  add({ type: "fork", next: [build(pattern, 0)] });
  return states;
}

function search(states: readonly State[], text: string): boolean {
  const first = states.length - 1;
  let now = new Set<number>();
  const enter = (into: Set<number>, state: number, start: boolean, end: boolean): void => {
    if (into.has(state)) return;
    into.add(state);
    const entered = states[state]!;
    if (entered.type === "fork") for (const next of entered.next) enter(into, next, start, end);
    if (entered.type === "start" && start) enter(into, entered.next, start, end);
    if (entered.type === "end" && end) enter(into, entered.next, start, end);
  };
  let at = 0;
  enter(now, first, true, text.length === 0);
  for (const character of text) {
    if (now.has(0)) return true;
    spend(now.size);
    const code = character.codePointAt(0)!;
    at += character.length;
    const then = new Set<number>();
    for (const state of now) {
      const here = states[state]!;
      if (here.type === "one" && here.test(code)) enter(then, here.next, false, at === text.length);
    }
    enter(then, first, false, at === text.length);
    now = then;
  }
  return now.has(0);
}
