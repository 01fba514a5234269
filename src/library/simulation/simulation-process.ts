/**
 * The process of one slice of a simulation: started by `simulation-processes.ts`, never by hand.
 *
 * It listens to nobody but its parent, and ends with it.
 */
import process from "node:process";

// Before anything is loaded: an interrupt may come at any time, and is the parent's to answer.
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => {});

void live();

/** What it is built of is loaded at once, and has no `await` outside of functions. */
async function live(): Promise<void> {
  const [{ serveSlice }, { channelToParent }] = await Promise.all([
    import("./simulation-slice.ts"),
    import("../processes/process-channel.ts"),
  ]);

  serveSlice(channelToParent(), () => process.exit());
}
