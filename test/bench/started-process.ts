/** Ends what a benchmark started: itself and all that it started in turn, never anybody else. */
import { type ChildProcess } from "node:child_process";
import { once } from "node:events";
import process from "node:process";
import { treeOf } from "./process-usage.ts";

/** Without a word. */
export async function endTree(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, "exit");
  killTree(child.pid!);
  await ended;
}

/** When the benchmark is interrupted, what it started must not live on. */
export function endWithUs(child: ChildProcess): void {
  const onExit = (): void => killTree(child.pid!);
  process.once("exit", onExit);
  child.once("exit", () => process.off("exit", onExit));
}

/** The last first: who is started last cannot start more. */
function killTree(pid: number): void {
  for (const each of treeOf(pid).toReversed()) {
    try {
      process.kill(each, "SIGKILL");
    } catch {
      // It has ended by itself.
    }
  }
}
