/** A command as data. yargs reads these and is known in `command-line.ts` alone. */
import type { ExitCode } from "./exit-code.ts";
import type { Host } from "./host.ts";

export interface CliCommand {
  readonly name: string;
  readonly summary: string;
  readonly positionals: readonly Positional[];
  readonly options: Readonly<Record<string, Option>>;
  /** Each a command line, `$0` for the program, and what it does. */
  readonly examples: readonly (readonly [line: string, doc: string])[];
  /** What else the help says, at its end. */
  readonly notes?: string;
  run(given: Given, host: Host): Promise<ExitCode>;
}

export interface Positional {
  readonly name: string;
  readonly doc: string;
  readonly required: boolean;
  /** Takes all that is left. */
  readonly many?: boolean;
  readonly choices?: readonly string[];
}

export interface Option {
  readonly type: "text" | "number" | "flag";
  readonly doc: string;
  /** What the value is called in the help: `URL`, `N`. */
  readonly value?: string;
  /** May be given several times. */
  readonly repeated?: boolean;
  readonly default?: string | number;
  /** One letter. */
  readonly alias?: string;
}

/** What was given: by option name; positionals under their name. Of the types that the command's data says. */
export type Given = Readonly<Record<string, string | number | boolean | readonly string[]>>;

export const text = (given: Given, name: string): string | undefined => given[name] as string | undefined;
export const number = (given: Given, name: string): number | undefined => given[name] as number | undefined;
export const flag = (given: Given, name: string): boolean => given[name] === true;
export const list = (given: Given, name: string): readonly string[] =>
  (given[name] as readonly string[] | undefined) ?? [];
