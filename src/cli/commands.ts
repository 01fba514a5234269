/** The one list of commands. */
import type { CliCommand } from "./command.ts";
import { devicesCommand } from "./commands/devices.ts";
import { doctorCommand } from "./commands/doctor.ts";
import { planCommand } from "./commands/plan.ts";
import { recordCommand } from "./commands/record.ts";
import { replayCommand } from "./commands/replay.ts";
import { runCommand } from "./commands/run.ts";
import { schemaCommand } from "./commands/schema.ts";
import { serverCommand } from "./commands/server.ts";
import { simulateCommand } from "./commands/simulate.ts";
import { validateCommand } from "./commands/validate.ts";

export const commands: readonly CliCommand[] = [
  runCommand,
  simulateCommand,
  serverCommand,
  recordCommand,
  replayCommand,
  validateCommand,
  planCommand,
  devicesCommand,
  schemaCommand,
  doctorCommand,
];
