/** Whether what was given on the command line is what the command takes, and what was probably meant if not. */
import { FlotillaError } from "../kernel/errors.ts";
import { nearestName } from "../scenario/problems/suggestion.ts";
import type { CliCommand, Given, Option, Positional } from "./command.ts";

/** @param args what stands behind the command. @throws FlotillaError `usage` for the first option that the command does not have. */
export function checkNames(command: CliCommand, args: readonly string[]): void {
  const { options } = command;
  const aliases = Object.values(options).map(({ alias }) => alias);
  const end = args.indexOf("--");
  for (const arg of end < 0 ? args : args.slice(0, end)) {
    const [written, long, short] = /^(?:--([^=]*)|-([A-Za-z]))/.exec(arg) ?? [];
    if (written === undefined || (short !== undefined && aliases.includes(short))) continue;
    if (long !== undefined && Object.hasOwn(options, long)) continue;
    throw unknownOption(command, written);
  }
}

/**
 * What was given, by name and of the types that the command says.
 *
 * @param parsed by yargs: texts, a list of them for an option that was given several times, booleans.
 * @throws FlotillaError `usage`.
 */
export function checkValues(command: CliCommand, parsed: Readonly<Record<string, unknown>>): Given {
  const given: Record<string, Given[string]> = {};
  for (const positional of command.positionals) {
    const value = parsed[positional.name];
    if (value !== undefined) given[positional.name] = positionalValue(command, positional, value);
  }
  for (const [name, option] of Object.entries(command.options)) {
    const value = parsed[name];
    if (value !== undefined) given[name] = optionValue(`--${name}`, option, value);
  }
  // Several letters behind one dash are known only now.
  const letter = Object.keys(parsed).find((key) => /^[A-Za-z]$/.test(key));
  if (letter !== undefined) throw unknownOption(command, `-${letter}`);
  refuseSurplus(command, parsed);
  return given;
}

export function missingPositional(command: CliCommand): FlotillaError {
  const { name, doc } = command.positionals.find(({ required }) => required)!;
  const [line] = command.examples[0]!;
  return new FlotillaError("usage", `expected <${name}> behind "flotilla ${command.name}", found nothing`, {
    hint: `${doc}. For example: ${line.replace("$0", "flotilla")}`,
  });
}

function unknownOption(command: CliCommand, written: string): FlotillaError {
  const meant = nearestName(written.replace(/^-+/, ""), Object.keys(command.options));
  return new FlotillaError("usage", `expected an option of "flotilla ${command.name}", found ${written}`, {
    hint: meant === undefined || written.length <= 2 ? helpOf(command) : `Did you mean --${meant}?`,
  });
}

function positionalValue(command: CliCommand, { name, choices }: Positional, value: unknown): string | string[] {
  if (Array.isArray(value)) return value.map(String);
  const written = String(value);
  if (choices === undefined || choices.includes(written)) return written;
  const meant = nearestName(written, choices);
  throw new FlotillaError("usage", `expected <${name}> as ${oneOf(choices)}, found ${JSON.stringify(written)}`, {
    hint: meant === undefined ? helpOf(command) : `Did you mean: flotilla ${command.name} ${meant}`,
  });
}

function optionValue(name: string, option: Option, value: unknown): Given[string] {
  if (option.type === "flag") return value === true;
  const texts = Array.isArray(value) ? value.map(String) : [String(value)];
  if (texts.includes("")) throw new FlotillaError("usage", `expected a value after ${name}, found an empty text`);
  if (option.repeated === true) return texts;
  if (texts.length > 1)
    throw new FlotillaError("usage", `expected ${name} once, found it ${texts.length} times: ${texts.join(", ")}`);
  const [written] = texts as [string];
  if (option.type === "text") return written;
  const figure = written.trim() === "" ? Number.NaN : Number(written);
  if (Number.isFinite(figure)) return figure;
  throw new FlotillaError("usage", `expected a number after ${name}, found ${JSON.stringify(written)}`);
}

/** More positionals than the command has. */
function refuseSurplus(command: CliCommand, parsed: Readonly<Record<string, unknown>>): void {
  const surplus = (parsed["_"] as readonly unknown[])[1];
  if (surplus === undefined) return;
  const last = command.positionals.at(-1);
  const taken = last === undefined ? undefined : parsed[last.name];
  const before = taken === undefined ? `"flotilla ${command.name}"` : JSON.stringify(taken);
  throw new FlotillaError("usage", `expected no further argument behind ${before}, found ${JSON.stringify(surplus)}`, {
    hint: `Quote what contains spaces. ${helpOf(command)}`,
  });
}

function helpOf(command: CliCommand): string {
  return `flotilla ${command.name} --help shows what there is.`;
}

function oneOf(names: readonly string[]): string {
  return names.length === 1 ? names[0]! : `${names.slice(0, -1).join(", ")} or ${names.at(-1)}`;
}
