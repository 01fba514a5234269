/** The program: one command line in, one exit code out. Whatever is thrown becomes a message that ends the search. */
import { styleText } from "node:util";
import { FlotillaError, messageOf } from "../kernel/errors.ts";
import { readCommandLine } from "./command-line.ts";
import { exitCodeOfError, exitCodes, type ExitCode } from "./exit-code.ts";
import { type Host, inColour } from "./host.ts";

export async function flotilla(host: Host): Promise<ExitCode> {
  try {
    const request = await readCommandLine(host.argv, host.stdout.columns);
    switch (request.type) {
      case "run":
        return await request.command.run(request.given, host);
      case "print":
        host.stdout.write(`${request.text.trimEnd()}\n`);
        return exitCodes.pass;
      case "nothing":
        host.stderr.write(`${request.help.trimEnd()}\n`);
        return exitCodes.usage;
    }
  } catch (thrown) {
    return explain(thrown, host);
  }
}

/** What the process returns once stdout has taken all that was printed: what is cut off is no success. */
export async function delivered(code: ExitCode, host: Host): Promise<ExitCode> {
  // Then something was said already, and most likely this.
  if (code === exitCodes.usage) return code;
  try {
    await host.stdout.drained();
    return code;
  } catch (thrown) {
    return explain(thrown, host);
  }
}

function explain(thrown: unknown, host: Host): ExitCode {
  const mark = inColour(host.stderr, host.env) ? styleText("red", "error:", { validateStream: false }) : "error:";
  if (!(thrown instanceof FlotillaError)) {
    const trace = thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown);
    host.stderr.write(`${mark} this should not have happened: ${messageOf(thrown)}\n${trace}\n`);
    return exitCodes.unexpected;
  }
  host.stderr.write(`${mark} ${thrown.message}\n`);
  if (thrown.hint !== undefined) host.stderr.write(`hint: ${thrown.hint}\n`);
  return exitCodeOfError(thrown.code);
}
