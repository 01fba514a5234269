/** A scenario's data, and where each piece of it stands. */
import type { Problem } from "../problems/problem.ts";
import type { ValuePath } from "./value-path.ts";

export interface Location {
  readonly file: string;
  /** 0 when the value does not stand in a text; so is the column, and the excerpt is empty. */
  readonly line: number;
  readonly column: number;
  readonly excerpt: string;
}

/** What exactly to point at: a mapping's key instead of its value, or some characters of a text. */
export interface Focus {
  readonly key?: boolean | undefined;
  readonly within?: readonly [from: number, to: number] | undefined;
}

export interface LocatedValue {
  /** Plain JSON: no prototypes but the ordinary ones, no key that reaches them, no cycles, nothing undefined. */
  readonly value: unknown;
  /** What is wrong with it before anybody asks what it means. */
  readonly problems: readonly Problem[];
  /** The first line of each file from which on the text is no YAML and its data is guesswork; none of a sound file. */
  readonly brokenFrom: ReadonlyMap<string, number>;
  /** Its files, in the order in which problems are told. */
  readonly files: readonly string[];
  /** Where the value at `path` stands, or else the nearest thing around it. */
  locate(path: ValuePath, focus?: Focus): Location;
  /** A number or text at `path` letter for letter, if it stands in a text without quotes: 1.10 rather than 1.1. */
  writtenAt(path: ValuePath): string | undefined;
}

/** Keys with a meaning of their own in JavaScript; no scenario needs them. */
export function isHarmfulKey(key: string): boolean {
  return key === "__proto__" || key === "constructor" || key === "prototype";
}
