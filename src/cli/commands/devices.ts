/** `flotilla devices`: what kinds there are, and all about one of them. */
import { catalog } from "../../../devices/catalog.ts";
import { tableSchema } from "../../device/field.ts";
import { firmwareAttributes, firmwareFaults } from "../../device/firmware.ts";
import type { Act, Command, EventDefinition, Kind } from "../../device/kind.ts";
import { FlotillaError } from "../../kernel/errors.ts";
import { loadKinds } from "../../library/sources/load-kinds.ts";
import { nearestName } from "../../scenario/problems/suggestion.ts";
import { type CliCommand, flag, list, text } from "../command.ts";
import { exitCodes } from "../exit-code.ts";
import { inColour } from "../host.ts";
import { kindPortrait } from "../kind-portrait.ts";

export const devicesCommand: CliCommand = {
  name: "devices",
  summary: "List the kinds of devices, or all about one of them",
  positionals: [{ name: "kind", doc: "A kind, such as lock", required: false }],
  options: {
    kinds: { type: "text", value: "FILE", repeated: true, doc: "File with further kinds of devices" },
    json: { type: "flag", doc: "Print as JSON, with JSON Schemas" },
  },
  examples: [
    ["$0 devices", "the kinds there are"],
    ["$0 devices thermostat", "everything a thermostat has"],
  ],
  async run(given, host) {
    const kinds = await loadKinds(catalog, list(given, "kinds"), host.cwd);
    const name = text(given, "kind");
    const chosen = name === undefined ? kinds : [kindNamed(kinds, name)];
    if (flag(given, "json"))
      host.stdout.write(`${JSON.stringify(name === undefined ? chosen.map(asJson) : asJson(chosen[0]!), null, 2)}\n`);
    else if (name === undefined) host.stdout.write(`${overview(kinds)}\n`);
    else {
      const colour = inColour(host.stdout, host.env);
      host.stdout.write(kindPortrait(chosen[0]!, { columns: host.stdout.columns, colour }));
    }
    return exitCodes.pass;
  },
};

function kindNamed(kinds: readonly Kind[], name: string): Kind {
  const found = kinds.find((kind) => kind.name === name);
  if (found !== undefined) return found;
  const names = kinds.map((kind) => kind.name);
  const meant = nearestName(name, names);
  throw new FlotillaError("usage", `expected a kind (${names.join(", ")}), found "${name}"`, {
    hint: meant === undefined ? "flotilla devices lists the kinds." : `Did you mean: flotilla devices ${meant}?`,
  });
}

function overview(kinds: readonly Kind[]): string {
  const width = Math.max(...kinds.map(({ name }) => name.length));
  const lines = kinds.map((kind) => `  ${kind.name.padEnd(width)}  ${kind.summary}`);
  return ["Kinds of devices:", "", ...lines, "", "flotilla devices <kind> shows all about one."].join("\n");
}

function asJson(kind: Kind): object {
  const attributes = { ...kind.attributes, ...firmwareAttributes };
  return {
    name: kind.name,
    summary: kind.summary,
    matterType: kind.matterType,
    power: kind.power,
    attributes,
    commands: Object.fromEntries(
      Object.entries<Command>(kind.commands).map(([name, command]) => [
        name,
        { ...command, args: tableSchema(command.args) },
      ]),
    ),
    events: Object.fromEntries(
      Object.entries<EventDefinition>(kind.events).map(([name, event]) => [
        name,
        { ...event, data: tableSchema(event.data) },
      ]),
    ),
    faults: { ...kind.faults, ...firmwareFaults },
    acts: Object.fromEntries(
      Object.entries<Act>(kind.acts).map(([name, act]) => [name, { ...act, args: tableSchema(act.args) }]),
    ),
    settings: kind.settings,
  };
}
