/** `flotilla validate`: every fault of every scenario at once. */
import { catalog } from "../../../devices/catalog.ts";
import type { Kind } from "../../device/kind.ts";
import { FlotillaError } from "../../kernel/errors.ts";
import { formatDuration } from "../../kernel/time.ts";
import { loadKinds } from "../../library/sources/load-kinds.ts";
import { localNow } from "../../library/sources/local-now.ts";
import { openScenario } from "../../library/sources/open-scenario.ts";
import { weatherIn } from "../../library/sources/read-weather.ts";
import { scenarioFilesIn } from "../../library/sources/scenario-files.ts";
import { counted, whole } from "../../report/figures.ts";
import { fleetLayout } from "../../scenario/groups/fleet-layout.ts";
import type { Plan } from "../../scenario/plan.ts";
import { formatProblem, type Problem } from "../../scenario/problems/problem.ts";
import { type CliCommand, flag, list } from "../command.ts";
import { type ExitCode, exitCodeOfError, exitCodes } from "../exit-code.ts";
import type { Host } from "../host.ts";
import { readScenarioFile } from "../scenario-file.ts";

export const validateCommand: CliCommand = {
  name: "validate",
  summary: "Check scenarios: all faults at once, with file, line and column",
  positionals: [
    {
      name: "files",
      doc: "Scenario files (YAML, JSON, TypeScript), or names of shipped ones",
      required: true,
      many: true,
    },
  ],
  options: {
    kinds: { type: "text", value: "FILE", repeated: true, doc: "File with further kinds of devices" },
    json: { type: "flag", doc: "Print the result as JSON" },
  },
  examples: [
    ["$0 validate my.yaml", "check one scenario"],
    ["$0 validate scenarios/*.yaml --json", "check all, for a program to read"],
  ],
  notes:
    "Exit codes: 0 all are good, 2 a file cannot be read, 3 a scenario has faults. Environment variables that a scenario names must be set.",
  async run(given, host) {
    const kinds = await loadKinds(catalog, list(given, "kinds"), host.cwd);
    const findings: Finding[] = [];
    for (const file of list(given, "files")) findings.push(await check(file, kinds, host));
    host.stdout.write(flag(given, "json") ? json(findings) : findings.map(prose).join(""));
    return worst(findings.map(({ exitCode }) => exitCode));
  },
};

/** What was found in one file. */
interface Finding {
  readonly file: string;
  /** Of a good scenario. */
  readonly plan?: Plan;
  readonly problems: readonly Problem[];
  readonly warnings: readonly Problem[];
  readonly exitCode: ExitCode;
}

async function check(file: string, kinds: readonly Kind[], host: Host): Promise<Finding> {
  try {
    const found = await readScenarioFile(file, host.cwd);
    const { name, folder } = found;
    const files = scenarioFilesIn(folder);
    const scenario = await openScenario(found, { env: host.env });
    const known = await loadKinds(kinds, scenario.kindFiles({ env: host.env, files }), folder);
    const compiled = scenario.compile({
      file: name,
      env: host.env,
      kinds: known,
      now: localNow(),
      weather: weatherIn(folder),
      files,
    });
    if (compiled.ok) return { file, plan: compiled.plan, problems: [], warnings: compiled.warnings, exitCode: 0 };
    return { file, problems: compiled.problems, warnings: [], exitCode: exitCodes.scenario };
  } catch (thrown) {
    if (!(thrown instanceof FlotillaError)) throw thrown;
    return { file, problems: [asProblem(thrown, file)], warnings: [], exitCode: exitCodeOfError(thrown.code) };
  }
}

/** A file that cannot be read is one fault among others. */
function asProblem({ message, hint }: FlotillaError, file: string): Problem {
  return { file, line: 0, column: 0, path: "", message, excerpt: "", ...(hint === undefined ? {} : { hint }) };
}

function json(findings: readonly Finding[]): string {
  const problems = findings.flatMap((finding) => finding.problems);
  const warnings = findings.flatMap((finding) => finding.warnings);
  return `${JSON.stringify({ ok: problems.length === 0, problems, warnings }, null, 2)}\n`;
}

function prose({ file, plan, problems, warnings }: Finding): string {
  const lines = [
    ...warnings.map((warning) => `warning: ${formatProblem(warning)}`),
    ...problems.map(formatProblem),
    `${file}: ${plan === undefined ? counted(problems.length, "fault") : `good, ${outline(plan)}`}`,
  ];
  return `${lines.join("\n")}\n`;
}

/** `382 devices (60 lock, 262 bulb, 60 thermostat) in 60 homes, 1h` */
function outline(plan: Plan): string {
  const layout = fleetLayout(plan);
  const kinds = Object.entries(layout.byKind()).map(([kind, count]) => `${whole(count)} ${kind}`);
  const size = `${counted(layout.total, "device")} (${kinds.join(", ")}) in ${counted(plan.homes, "home")}`;
  return `${size}, ${formatDuration(plan.duration)}`;
}

/** A scenario with faults is worse than a file that cannot be read. */
function worst(codes: readonly ExitCode[]): ExitCode {
  return codes.includes(exitCodes.scenario)
    ? exitCodes.scenario
    : (codes.find((code) => code !== exitCodes.pass) ?? exitCodes.pass);
}
