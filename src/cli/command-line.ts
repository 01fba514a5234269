/**
 * Reads the command line. The only file that knows yargs, which splits it up and writes the help; whether what was given
 * fits the command, `check-given.ts` says.
 *
 * The command comes first. `help` is not one of them: `flotilla help run` is `flotilla run --help`.
 */
import yargs, { type Argv, type Options } from "yargs";
import { FlotillaError } from "../kernel/errors.ts";
import { packageVersion } from "../library/package-version.ts";
import { nearestName } from "../scenario/problems/suggestion.ts";
import { checkNames, checkValues, missingPositional } from "./check-given.ts";
import type { CliCommand, Given, Option } from "./command.ts";
import { commands } from "./commands.ts";

/** What the user wants: a command with what was given, or a text to print. */
export type Request =
  | { readonly type: "run"; readonly command: CliCommand; readonly given: Given }
  | { readonly type: "print"; readonly text: string }
  /** Nothing at all was given; the help may. */
  | { readonly type: "nothing"; readonly help: string };

/**
 * @param columns of the terminal that help is written to.
 * @throws FlotillaError `usage` for anything that is not as the help says.
 */
export async function readCommandLine(argv: readonly string[], columns: number): Promise<Request> {
  const args = argv[0] === "help" ? [...argv.slice(1), "--help"] : argv;
  const [first] = args;
  const parser = makeParser(Math.min(widest, columns));
  if (first === undefined) return { type: "nothing", help: await parser.getHelp() };

  const command = commands.find(({ name }) => name === first);
  if (command === undefined && !printing.has(first)) throw notACommand(first);
  if (command !== undefined && !args.some((arg) => printing.has(arg))) checkNames(command, args.slice(1));

  const { parsed, printed } = await parse(parser, args, command);
  if (command === undefined || printed !== "") return { type: "print", text: printed };
  return { type: "run", command, given: checkValues(command, parsed) };
}

const widest = 110;
/** What makes yargs print something instead of doing it. */
const printing: ReadonlySet<string> = new Set(["--help", "-h", "--version", "-v"]);

function notACommand(found: string): FlotillaError {
  const names = commands.map(({ name }) => name);
  const first = found.startsWith("-") ? "the command first" : "a command";
  const meant = nearestName(found, [...names, "help"]);
  return new FlotillaError("usage", `expected ${first} (${names.join(", ")}), found ${JSON.stringify(found)}`, {
    hint: meant === undefined ? "flotilla --help says what each does." : `Did you mean: flotilla ${meant}`,
  });
}

function makeParser(width: number): Argv {
  const parser = (yargs([]) as ConfigurableUsage)
    // Which type a value has, its name says.
    .usageConfiguration({ "hide-types": true })
    .scriptName("flotilla")
    .usage("$0 <command>\n\nA fleet of simulated smart-home devices, each living on its own WebSocket.")
    // Whatever the language of the user's machine: ours is English.
    .locale("en")
    .version(packageVersion)
    .alias("version", "v")
    .help()
    .alias("help", "h")
    .parserConfiguration({
      "boolean-negation": false,
      "camel-case-expansion": false,
      "dot-notation": false,
      "duplicate-arguments-array": true,
      "parse-numbers": false,
      "parse-positional-numbers": false,
      "strip-aliased": true,
    })
    .wrap(width)
    .exitProcess(false)
    .fail(false)
    .group(["help", "version"], "Always:")
    .epilogue("Start with: flotilla run quickstart\nflotilla <command> --help shows options and examples.");
  for (const command of commands) parser.command(signature(command), command.summary, (sub) => describe(sub, command));
  return parser;
}

/** What `@types/yargs` does not know of yargs yet. */
interface ConfigurableUsage extends Argv {
  usageConfiguration(settings: { readonly "hide-types": boolean }): Argv;
}

interface Parsed {
  readonly parsed: Readonly<Record<string, unknown>>;
  readonly printed: string;
}

async function parse(parser: Argv, args: readonly string[], command: CliCommand | undefined): Promise<Parsed> {
  let printed = "";
  try {
    const parsed = await parser.parseAsync([...args], {}, (_error, _argv, output) => {
      printed = output;
    });
    return { parsed, printed };
  } catch (thrown) {
    throw usageError(thrown, command);
  }
}

function usageError(thrown: unknown, command: CliCommand | undefined): unknown {
  if (!(thrown instanceof Error) || command === undefined) return thrown;
  const hint = `flotilla ${command.name} --help shows what there is.`;
  const bare = /^Not enough arguments following: (.+)$/.exec(thrown.message)?.[1];
  if (bare !== undefined)
    return new FlotillaError("usage", `expected a value after ${dashed(bare)}, found none`, { hint });
  if (thrown.message.startsWith("Not enough non-option arguments")) return missingPositional(command);
  return new FlotillaError("usage", thrown.message, { hint });
}

function dashed(name: string): string {
  return name.length === 1 ? `-${name}` : `--${name}`;
}

function signature(command: CliCommand): string {
  const places = command.positionals.map(({ name, required, many }) => {
    const inner = `${name}${many === true ? ".." : ""}`;
    return required ? `<${inner}>` : `[${inner}]`;
  });
  return [command.name, ...places].join(" ");
}

function describe(parser: Argv, command: CliCommand): Argv {
  for (const { name, doc } of command.positionals) {
    parser.positional(name, { describe: doc, type: "string" });
  }
  for (const [name, option] of Object.entries(command.options)) parser.option(name, settings(option));
  const examples = command.examples.flatMap(([line, doc]) => [`  ${line}`, `      ${doc}`]);
  const notes = command.notes === undefined ? [] : ["", command.notes];
  return parser
    .group(Object.keys(command.options), "Options:")
    .group(["help", "version"], "Always:")
    .epilogue(["Examples:", ...examples, ...notes].join("\n"));
}

function settings(option: Option): Options {
  const fallback = option.default === undefined ? [] : [`default ${option.default}`];
  const extra = [...(option.value === undefined ? [] : [option.value]), ...fallback].join(", ");
  return {
    describe: extra === "" ? option.doc : `${option.doc} [${extra}]`,
    ...(option.type === "flag" ? { type: "boolean" } : { nargs: 1 }),
    ...(option.default === undefined ? {} : { default: String(option.default) }),
    ...(option.alias === undefined ? {} : { alias: option.alias }),
  };
}
