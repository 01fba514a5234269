/** What is wrong with a scenario, on the command line. */
import { FlotillaError } from "../kernel/errors.ts";
import { formatProblem, type Problem } from "../scenario/problems/problem.ts";

/** Wrong usage when it is the options alone that are at fault, an invalid scenario otherwise. */
export function faultyScenario(name: string, problems: readonly Problem[]): FlotillaError {
  const lines = problems.map(problemText).join("\n");
  if (problems.every(isOfOption)) return new FlotillaError("usage", lines, { details: { problems } });
  const count = problems.length === 1 ? "1 fault" : `${problems.length} faults`;
  return new FlotillaError("scenario", `${name} has ${count}:\n${lines}`, { details: { problems } });
}

export function problemText(problem: Problem): string {
  if (!isOfOption(problem)) return formatProblem(problem);
  // `--seed: seed: ...` says it twice.
  const [option, path] = problem.file.split(" ", 2);
  const told = option !== "--set" || path === problem.path;
  return formatProblem(told ? { ...problem, path: "" } : problem);
}

/** Problems of what an option puts over the scenario name the option as their file. */
function isOfOption({ file, line }: Problem): boolean {
  return line === 0 && file.startsWith("--");
}
