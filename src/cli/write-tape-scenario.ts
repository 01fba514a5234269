/** `flotilla replay TAPE --as-scenario FILE`: the tape as a scenario, with its lists of devices beside it. */
import { basename, dirname, join, resolve } from "node:path";
import { catalog } from "../../devices/catalog.ts";
import { FlotillaError } from "../kernel/errors.ts";
import { openTape } from "../recording/tape-reader.ts";
import { FleetNotebook } from "../replay/as-scenario/fleet-notes.ts";
import { scenarioOfTape } from "../replay/as-scenario/scenario-of-tape.ts";
import { writeFiles } from "../replay/as-scenario/write-files.ts";
import { namePlace } from "../replay/device-name.ts";
import { surveyTape } from "../replay/survey.ts";
import { counted } from "../report/figures.ts";
import { printable } from "../report/printable.ts";
import { type Given, text } from "./command.ts";
import type { Host } from "./host.ts";

/** Options that say how to play. */
const forPlaying = ["target", "loop", "duration", "devices", "ids", "spread", "header", "compare", "json"];

/** @throws FlotillaError `usage` for options about playing, `file` for a tape that cannot be read or tells too little. */
export async function writeTapeScenario(out: string, given: Given, host: Host): Promise<void> {
  const unfit = forPlaying.find((option) => given[option] !== undefined && given[option] !== false);
  if (unfit !== undefined)
    throw new FlotillaError("usage", `expected no --${unfit} with --as-scenario, found one`, {
      hint: "A tape is played, or made into a scenario: one after the other.",
    });
  const tapeName = text(given, "tape")!;
  const tape = await openTape(resolve(host.cwd, tapeName), tapeName);
  const notebook = new FleetNotebook();
  const survey = await surveyTape(tape, namePlace(text(given, "device-id")), (line, frame) =>
    notebook.see(line, frame),
  );
  const kinds = new Map(catalog.map(({ name, commands }) => [name, { commands: new Set(Object.keys(commands)) }]));
  const path = resolve(host.cwd, out);
  const name = basename(path).replace(/\.(?:ya?ml|json)$/i, "");
  const scenario = scenarioOfTape(survey, notebook.notes(), kinds, { tape: tapeName, name });
  const lists = [...scenario.lists].map(([file, rows]) => [join(dirname(path), file), rows] as const);
  await writeFiles(new Map([...lists, [path, scenario.text]]));
  for (const problem of [...survey.warnings, ...scenario.remarks])
    host.stderr.write(`warning: ${printable(problem)}\n`);
  const beside = [...scenario.lists.keys()].map(printable).join(", ");
  host.stdout.write(
    `${printable(out)}: ${counted(scenario.devices, "device")} (listed in ${beside}), ${counted(scenario.steps, "step")} of a timeline\n` +
      `Look at it, then: flotilla validate ${printable(out)}\n`,
  );
}
