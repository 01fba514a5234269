/** `flotilla schema`: the machine-readable contracts. */
import { catalog } from "../../../devices/catalog.ts";
import { summarySchema } from "../../report/summary-schema.ts";
import { scenarioJsonSchema } from "../../scenario/scenario-schema.ts";
import { nativeAsyncApi } from "../../wire/protocol/native/asyncapi.ts";
import { type CliCommand, text } from "../command.ts";
import { exitCodes } from "../exit-code.ts";

const documents: Readonly<Record<string, () => object>> = {
  scenario: scenarioJsonSchema,
  protocol: () => nativeAsyncApi(catalog),
  summary: () => summarySchema,
};

export const schemaCommand: CliCommand = {
  name: "schema",
  summary: "Print a contract for programs: JSON Schema or AsyncAPI",
  positionals: [
    {
      name: "what",
      doc: "scenario: JSON Schema of scenarios; protocol: AsyncAPI 3 document of the native protocol; summary: JSON Schema of summary.json",
      required: true,
      choices: Object.keys(documents),
    },
  ],
  options: {},
  examples: [
    ["$0 schema scenario > scenario.schema.json", "for completion in your editor"],
    ["$0 schema protocol > flotilla.asyncapi.json", "for whoever writes the server"],
  ],
  run: (given, host) => {
    host.stdout.write(`${JSON.stringify(documents[text(given, "what")!]!(), null, 2)}\n`);
    return Promise.resolve(exitCodes.pass);
  },
};
