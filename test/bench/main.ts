/**
 * `npm run bench [part...] [-- --json | --markdown]`: what things cost on this machine. All parts but those that run by name only.
 *
 * The exit code is 1 when a figure is outside its limit or could not be measured. What cannot be measured here is skipped, and says so.
 *
 *     --devices N, --homes N   another size, of a part that has one
 *     --build DIR              measures another build: the `dist` of another checkout
 */
import process from "node:process";
import { parseArgs } from "node:util";
import { type Figure, holds } from "./figure.ts";
import { machine } from "./machine.ts";
import type { Part } from "./part.ts";
import { parts } from "./parts.ts";
import { hasCompiler } from "./sink/compile.ts";
import { markdownTable, textTable } from "./tables.ts";

interface Measured {
  readonly part: string;
  readonly about: string;
  readonly figures: readonly Figure[];
  /** Why there are no figures. */
  readonly missing?: string;
}

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    json: { type: "boolean", default: false },
    markdown: { type: "boolean", default: false },
    devices: { type: "string" },
    homes: { type: "string" },
    build: { type: "string" },
  },
});

// What was started ends with the process, and a signal alone would end it without that.
for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => process.exit(130));

const compiler = hasCompiler();
const measured: Measured[] = [];
for (const part of chosen(positionals)) {
  say(`${part.name}: ${part.about}`);
  const done = await measure(part);
  measured.push(done);
  if (!values.json && !values.markdown) console.log(`${resultText(done)}\n`);
}
if (values.json) console.log(JSON.stringify({ machine, measured: measured.map(judged) }, null, 2));
else if (values.markdown) console.log([machine, ...measured.map(markdownText)].join("\n\n"));
else console.log(machine);
if (measured.some(({ figures }) => figures.some((figure) => holds(figure) === false))) process.exitCode = 1;

/** Those that were named, or all that need no name. */
function chosen(names: readonly string[]): readonly Part[] {
  if (names.length === 0) return parts.filter(({ onlyByName }) => onlyByName !== true);
  return names.map((name) => {
    const part = parts.find((each) => each.name === name);
    if (part !== undefined) return part;
    console.error(`expected a part of the benchmarks, found ${name}; there are:`);
    for (const each of parts) console.error(`  ${each.name.padEnd(14)}${each.about}`);
    process.exit(2);
  });
}

async function measure({ name, about, needsCompiler, measure: figuresOf }: Part): Promise<Measured> {
  if (needsCompiler === true && !compiler) {
    const missing = "skipped: needs a C compiler, and there is no `cc` (on Debian: apt-get install gcc libc6-dev)";
    return { part: name, about, figures: [], missing };
  }
  try {
    const figures = await figuresOf({ devices: numberOf(values.devices), homes: numberOf(values.homes), say });
    return { part: name, about, figures };
  } catch (thrown) {
    // The others can still be measured.
    process.exitCode = 1;
    return { part: name, about, figures: [], missing: `failed: ${String(thrown)}` };
  }
}

function judged({ part, figures, missing }: Measured): object {
  return {
    part,
    ...(missing === undefined ? {} : { missing }),
    figures: figures.map((figure) => ({ ...figure, holds: holds(figure) ?? null })),
  };
}

function resultText({ part, figures, missing }: Measured): string {
  return missing === undefined ? textTable(figures) : `${part}: ${missing}`;
}

function markdownText({ part, about, figures, missing }: Measured): string {
  return `### ${part}: ${about}\n\n${missing ?? markdownTable(figures)}`;
}

function numberOf(text: string | undefined): number | undefined {
  return text === undefined ? undefined : Number(text);
}

function say(text: string): void {
  process.stderr.write(`${text}\n`);
}
