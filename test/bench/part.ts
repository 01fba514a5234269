/** One part of the suite. */
import type { Figure } from "./figure.ts";

export interface Part {
  readonly name: string;
  /** What it measures, in a line. */
  readonly about: string;
  /** Needs the programs in C. */
  readonly needsCompiler?: true;
  /** Runs only when it is named. */
  readonly onlyByName?: true;
  measure(options: PartOptions): Promise<Figure[]>;
}

export interface PartOptions {
  /** `--devices`, `--homes`: the size of a part that has one. */
  readonly devices: number | undefined;
  readonly homes: number | undefined;
  /** Says how far it is, to whoever looks on. */
  say(text: string): void;
}
