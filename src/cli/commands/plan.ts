/** `flotilla plan`: what a scenario will be like, before it is run. */
import { demandOfForecast } from "../../library/processes/fleet-demand.ts";
import { forecastPlan } from "../../library/forecast-plan.ts";
import { type Decision, decideShards, overloaded } from "../../library/processes/shard-count.ts";
import { thisMachine } from "../../library/machine/this-machine.ts";
import { elapsed } from "../../report/elapsed.ts";
import type { Forecast } from "../../report/forecast/forecast.ts";
import { forecastText } from "../../report/forecast/forecast-text.ts";
import type { Plan } from "../../scenario/plan.ts";
import { type CliCommand, flag } from "../command.ts";
import { exitCodes } from "../exit-code.ts";
import { type Host, inColour } from "../host.ts";
import { hiding } from "../hidden-secrets.ts";
import { prepareRun } from "../prepare-run.ts";

export const planCommand: CliCommand = {
  name: "plan",
  summary: "Show a scenario's fleet, timeline and forecast, without connecting",
  positionals: [
    { name: "scenario", doc: "Scenario file (YAML, JSON, TypeScript), or the name of a shipped one", required: true },
  ],
  options: {
    target: {
      type: "text",
      value: "URL",
      alias: "t",
      repeated: true,
      doc: "Server a run would connect to; it is shown, not contacted",
    },
    devices: { type: "number", value: "N", doc: "Total number of devices, all groups in proportion" },
    seed: { type: "number", value: "S", doc: "Another fleet of the same description" },
    duration: { type: "text", value: "D", doc: "Ends the run after this much simulated time, such as 90s" },
    set: { type: "text", value: "PATH=VALUE", repeated: true, doc: "Changes one value of the scenario" },
    kinds: { type: "text", value: "FILE", repeated: true, doc: "File with further kinds of devices" },
    json: { type: "flag", doc: "Print the forecast as JSON and nothing else" },
  },
  examples: [
    ["$0 plan power-cut", "what happens, and what it puts on the network"],
    ["$0 plan my.yaml --devices 200000", "the same with more devices, from a sample of them"],
    ["$0 plan my.yaml --json > forecast.json", "every figure over time, for a program to read"],
  ],
  notes:
    "The fleet lives through the scenario in virtual time, against the reference server in memory. Exit codes: 0 done, 2 wrong usage, 3 the scenario has faults.",
  async run(given, host) {
    const { plan, functions, kinds, folder, warnings, secrets } = await prepareRun(given, host);
    for (const warning of warnings) host.stderr.write(`warning: ${warning}\n`);
    const watch = progressLine(host, plan);
    const forecast = hiding(secrets)(
      await forecastPlan(plan, { kinds, functions, folder, progressed: watch.at }).finally(watch.end),
    );
    const shards = shardsOf(plan, forecast);
    const { stdout, env } = host;
    stdout.write(
      flag(given, "json")
        ? `${JSON.stringify({ ...forecast, shards }, null, 2)}\n`
        : forecastText(forecast, {
            columns: stdout.columns,
            colour: inColour(stdout, env),
            shards: shardsText(shards),
          }),
    );
    return exitCodes.pass;
  },
};

/** What `--shards auto` of a run would take on this machine: the one thing here that depends on it. */
function shardsOf(plan: Plan, forecast: Forecast): Decision {
  if (plan.clock.speed === "max") return { count: 1, why: "virtual time has one process" };
  const demand = demandOfForecast(forecast, plan);
  return decideShards({ plan, asked: "auto", machine: thisMachine(), demand });
}

function shardsText({ count, why, tooMuch }: Decision): string {
  return `--shards auto takes ${count} here: ${why}${tooMuch === true ? `; ${overloaded}` : ""}`;
}

/** How far it is, on a terminal, in a line that is gone when it is over. */
function progressLine({ stderr, env }: Host, { duration }: Plan): { at(millis: number): void; end(): void } {
  if (!stderr.isTTY || env["TERM"] === "dumb") return { at: () => {}, end: () => {} };
  let shown = "";
  return {
    at(millis) {
      const text = `forecasting: ${elapsed(millis)} of ${elapsed(duration)}`;
      if (text !== shown) stderr.write(`\r${text}`);
      shown = text;
    },
    end() {
      if (shown !== "") stderr.write(`\r${" ".repeat(shown.length)}\r`);
    },
  };
}
