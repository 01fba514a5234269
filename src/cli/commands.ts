/** The one list of commands. */
import type { CliCommand } from "./command.ts";
import { devicesCommand } from "./commands/devices.ts";
import { runCommand } from "./commands/run.ts";
import { schemaCommand } from "./commands/schema.ts";
import { serverCommand } from "./commands/server.ts";
import { validateCommand } from "./commands/validate.ts";

export const commands: readonly CliCommand[] = [
  runCommand,
  serverCommand,
  validateCommand,
  devicesCommand,
  schemaCommand,
];
