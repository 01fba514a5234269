/**
 * The process as an argument: all that a command may see of the outside, so that every command runs in a test as it does in life.
 */
import type { DataStream } from "../report/data-sink.ts";
import type { Terminal } from "../report/terminal.ts";

export interface Host {
  /** Arguments without the interpreter and the script. */
  readonly argv: readonly string[];
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
  readonly stdout: Terminal & DataStream;
  readonly stderr: Terminal;
  /** Calls `listener` at every such signal; returns how to stop that. Signals nobody listens to do what they always do. */
  onSignal(signal: Signal, listener: () => void): () => void;
}

/** The ways to be asked to stop. `SIGPIPE`: nobody reads what is written to `stdout` any more. */
export const stopSignals = ["SIGINT", "SIGTERM", "SIGHUP", "SIGPIPE"] as const;
export type Signal = (typeof stopSignals)[number];

/** Listens to every one of {@link stopSignals}; returns how to stop that. */
export function onStopAsked(host: Host, listener: () => void): () => void {
  const offs = stopSignals.map((signal) => host.onSignal(signal, listener));
  return () => {
    for (const off of offs) off();
  };
}

/** Whether to write to this terminal in colour (no-color.org, force-color.org). */
export function inColour(terminal: Terminal, env: Host["env"]): boolean {
  const { NO_COLOR: no, FORCE_COLOR: force, TERM: kind } = env;
  if (no !== undefined && no !== "") return false;
  if (force !== undefined && force !== "") return force !== "0" && force !== "false";
  return terminal.isTTY && kind !== "dumb";
}
