/**
 * What the command line puts over a scenario: `--set path=value`, and options that stand for a path of their own.
 *
 * 1. A path is keys with dots, positions in brackets: `fleet[0].perHome`. In a list, a name or kind selects an item too:
 *    `fleet.bulb.perHome`. What is missing on the way is made.
 * 2. A value is YAML on one line: `12` is a number, `{ uniform: [4, 12] }` a mapping; anything else is a text.
 * 3. Where a key may be a text instead of a mapping (`target: wss://...`), a path into it makes it the mapping.
 * 4. Options come first, then every `--set` in its order, whatever their order on the command line: a path is the more
 *    exact wish. `--insecure` comes last, as only then it shows whether there is a target.
 * 5. `--target none` takes the scenario's target away, with all its keys: the run is on the built-in server.
 */
import type { LocatedValue, Location } from "./located-value.ts";
import { readDocument } from "./located-document.ts";
import type { Problem } from "../problems/problem.ts";
import { type LostStep, parseSetPath, resolveSetPath } from "./set-path.ts";
import { nameHint } from "../problems/suggestion.ts";
import { isWithin, pathText, valueAt, type ValuePath } from "./value-path.ts";

export interface Overrides {
  /** `path=value`, as on the command line. */
  readonly set?: readonly string[] | undefined;
  /** Url or urls, or {@link noTarget}. */
  readonly target?: string | readonly string[] | undefined;
  readonly devices?: number | undefined;
  readonly seed?: number | undefined;
  readonly speed?: number | "max" | undefined;
  readonly duration?: string | undefined;
  /** Accept any certificate of the target. */
  readonly insecure?: boolean | undefined;
}

/** What `--target` says to have the built-in server instead of the scenario's target. */
export const noTarget = "none";

/** One override where it belongs. */
export interface Placed {
  /** The option as problems name it: `--seed`, `--set homes`. */
  readonly option: string;
  readonly path: ValuePath;
  /** `undefined` when what stands there is taken away. */
  readonly value: unknown;
}

/** `source` with `overrides` over it; problems with them point to their options. */
export function applyOverrides(source: LocatedValue, overrides: Overrides): LocatedValue {
  const { value, placed, problems } = placeOverrides(source.value, overrides);
  if (placed.length === 0 && problems.length === 0) return source;
  const overAt = (path: ValuePath): Placed | undefined => placed.findLast((one) => isWithin(path, one.path));
  return {
    value,
    problems: [...source.problems, ...problems],
    brokenFrom: source.brokenFrom,
    files: source.files,
    locate(path, focus) {
      const over = overAt(path);
      return over === undefined ? source.locate(path, focus) : nowhere(over.option);
    },
    writtenAt: (path) => (overAt(path) === undefined ? source.writtenAt(path) : undefined),
  };
}

/** The overrides with their paths resolved against `value`, and a copy of `value` that has them. */
export function placeOverrides(
  value: unknown,
  overrides: Overrides,
): { readonly value: unknown; readonly placed: readonly Placed[]; readonly problems: readonly Problem[] } {
  const problems: Problem[] = [];
  const placed: Placed[] = [];
  let result = value;
  for (const wish of wishesOf(overrides)) {
    // The built-in server has no certificate to accept.
    if (wish.option === "--insecure" && isNothing(valueAt(result, ["target"]))) continue;
    const resolved = wish.path === undefined ? undefined : resolveSetPath(result, wish.path);
    if (resolved?.ok !== true) {
      problems.push({ ...nowhere(wish.option), path: "", ...unresolved(wish, resolved?.lost) });
      continue;
    }
    const { path } = resolved;
    const blocked = path.findIndex((_, depth) => depth > 0 && isScalar(valueAt(result, path.slice(0, depth))));
    if (blocked >= 0 && shorthandKey(path.slice(0, blocked)) === undefined) {
      const place = pathText(path.slice(0, blocked));
      const message = `expected a path to a value, found that ${place} has nothing below it`;
      problems.push({ ...nowhere(wish.option), path: pathText(path), message });
      continue;
    }
    placed.push({ option: wish.option, path, value: wish.value });
    result = put(result, path, wish.value, []);
  }
  return { value: result, placed, problems };
}

function unresolved({ written }: Wish, lost: LostStep | undefined): Pick<Problem, "message" | "hint"> {
  if (lost === undefined)
    return { message: `expected path=value, such as homes=10 or fleet.bulb.perHome=3, found "${written}"` };
  const { path, step, names, length } = lost;
  const list = pathText(path);
  if (typeof step === "number" || names.length === 0)
    return {
      message: `expected a position in ${list}, ${length === 0 ? "which is empty" : `0..${length - 1}`}, found ${step}`,
    };
  const hint = nameHint(step, new Set(names));
  return {
    message: `expected the name of an item of ${list}, found "${step}"`,
    ...(hint === undefined ? {} : { hint }),
  };
}

interface Wish {
  readonly option: string;
  readonly written: string;
  readonly path: ValuePath | undefined;
  readonly value: unknown;
}

/** `--set` goes after `--target`, so that it can add to it. */
function wishesOf({ target, devices, seed, speed, duration, insecure, set = [] }: Overrides): Wish[] {
  const option = (name: string, path: ValuePath, value: unknown): Wish[] =>
    value === undefined ? [] : [{ option: name, written: name, path, value }];
  const withoutTarget: Wish = { option: "--target", written: "--target", path: ["target"], value: undefined };
  return [
    ...(target === noTarget ? [withoutTarget] : option("--target", ["target", "url"], target)),
    ...option("--devices", ["devices"], devices),
    ...option("--seed", ["seed"], seed),
    ...option("--speed", ["clock", "speed"], speed),
    ...option("--duration", ["duration"], duration),
    ...set.map(readSet),
    ...option("--insecure", ["target", "tls", "insecure"], insecure),
  ];
}

function readSet(written: string): Wish {
  const at = written.indexOf("=");
  const name = at < 0 ? written : written.slice(0, at);
  return {
    option: `--set ${name}`,
    written: name,
    path: at < 0 ? undefined : parseSetPath(name),
    value: readValue(written.slice(at + 1)),
  };
}

function readValue(text: string): unknown {
  const { value, problems } = readDocument(text, "");
  const isBlock = typeof value === "object" && value !== null && !/^\s*[{[]/.test(text);
  return problems.length > 0 || isBlock ? text : value;
}

/** The key that a text at `path` stands for. */
function shorthandKey(path: ValuePath): string | undefined {
  const place = path.map((step) => (typeof step === "number" ? "*" : step)).join(".");
  const keys: Readonly<Record<string, string>> = {
    target: "url",
    protocol: "kind",
    "target.protocol": "kind",
    "fleet.*.reconnect": "policy",
  };
  return Object.hasOwn(keys, place) ? keys[place] : undefined;
}

function put(here: unknown, path: ValuePath, value: unknown, above: ValuePath): unknown {
  const [step, ...rest] = path;
  if (step === undefined) return value;
  if (Array.isArray(here)) {
    return here.map((item, position) => (position === step ? put(item, rest, value, [...above, step]) : item));
  }
  const key = shorthandKey(above);
  const mapping =
    typeof here === "object" && here !== null ? here : key !== undefined && isScalar(here) ? { [key]: here } : {};
  const { [step]: before, ...beside } = mapping as Record<string | number, unknown>;
  const after = put(before, rest, value, [...above, step]);
  return after === undefined ? beside : { ...mapping, [step]: after };
}

function isScalar(value: unknown): boolean {
  return !isNothing(value) && typeof value !== "object";
}

function isNothing(value: unknown): boolean {
  return value === undefined || value === null;
}

function nowhere(option: string): Location {
  return { file: option, line: 0, column: 0, excerpt: "" };
}
