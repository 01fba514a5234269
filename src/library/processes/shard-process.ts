/**
 * The process of one shard: started by `shard-processes.ts`, never by hand.
 *
 * 1. It listens to nobody but its parent. What a terminal tells all processes of its group (an interrupt) the parent hears too, and says
 *    what is to be done.
 * 2. It ends when all is said, and at once when the parent is gone, however that came.
 */
import process from "node:process";

// Before anything is loaded: an interrupt may come at any time.
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => {});

void live();

/** What it is built of is loaded at once, and has no `await` outside of functions. */
async function live(): Promise<void> {
  const [{ ShardServer }, { channelToParent }, { livingShard }] = await Promise.all([
    import("../../shards/shard-server.ts"),
    import("./process-channel.ts"),
    import("./living-shard.ts"),
  ]);

  const server = new ShardServer({
    channel: channelToParent(),
    make: (setup, parent) => {
      // For whoever looks for one among the machine's processes.
      process.title = `flotilla shard ${setup.number} of ${setup.count}`;
      return livingShard(setup, parent);
    },
    // What a hung connection or a timer keeps open is of no use to anybody.
    ended: () => process.exit(),
  });
  for (const event of ["uncaughtException", "unhandledRejection"] as const)
    process.on(event, (thrown: unknown) => {
      // The parent tells of it in one line.
      process.stderr.write(`${thrown instanceof Error ? thrown.stack : String(thrown)}\n`);
      server.fail(thrown);
    });
}
