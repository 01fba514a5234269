/**
 * Channels between the run's process and those of its shards: Node's own, with structured clones as messages.
 *
 * 1. Of a process that is gone everything it had said has come before that is told: its exit and the end of its channel are two events, in
 *    any order.
 * 2. A child that does not go when the channel is closed is killed some seconds later.
 * 3. A child whose parent is gone has some seconds to close its files, and then ends, whatever it waits for.
 */
import type { ChildProcess } from "node:child_process";
import process from "node:process";
import type { Channel, ChannelEars } from "../../shards/channel.ts";
import type { FromShard, ToShard } from "../../shards/message.ts";

const exitGraceMillis = 3_000;
const orphanGraceMillis = 10_000;

/** In the child. */
export function channelToParent<Out = FromShard, In = ToShard>(): Channel<Out, In> {
  let open = true;
  return {
    send: (message, taken) => {
      if (process.connected) process.send!(message as object, undefined, undefined, () => taken?.());
    },
    listen: ({ onMessage, onGone }) => {
      process.on("message", (message) => onMessage(message as In));
      const gone = (): void => {
        if (!open) return;
        AbortSignal.timeout(orphanGraceMillis).addEventListener("abort", () => process.exit());
        onGone("its parent is gone");
      };
      process.on("disconnect", gone);
      if (!process.connected) gone();
    },
    close: () => {
      open = false;
      if (process.connected) process.disconnect();
    },
  };
}

/** In the parent. */
export function channelToChild<Out = ToShard, In = FromShard>(child: ChildProcess): Channel<Out, In> {
  let ears: ChannelEars<In> | undefined;
  let why: string | undefined;
  let connected = true;
  let told = false;
  const tell = (): void => {
    if (told || connected || why === undefined) return;
    told = true;
    ears?.onGone(why);
  };
  child.on("message", (message) => ears?.onMessage(message as In));
  child.on("disconnect", () => {
    connected = false;
    // Whoever lets go of its channel has nothing more to say, and is to go.
    endSoon(child);
    tell();
  });
  child.on("exit", (code, signal) => {
    why ??= signal === null ? `ended with ${code}` : `killed by ${signal}`;
    tell();
  });
  // It could not even be started.
  child.on("error", ({ message }) => {
    if (child.pid !== undefined) return;
    why = message;
    connected = false;
    tell();
  });
  return {
    send: (message, taken) => {
      if (child.connected) child.send(message as object, undefined, undefined, () => taken?.());
    },
    listen: (listener) => {
      ears = listener;
    },
    close: () => {
      // What becomes of it then is nobody's business.
      ears = undefined;
      if (child.connected) child.disconnect();
    },
  };
}

/** To a child that there never was: a system out of memory refuses at once to start one. */
export function channelToNobody<Out = ToShard, In = FromShard>(why: string): Channel<Out, In> {
  return {
    send: () => {},
    // Whoever listens has yet to get hold of the channel.
    listen: ({ onGone }) => queueMicrotask(() => onGone(why)),
    close: () => {},
  };
}

function endSoon(child: ChildProcess): void {
  if (child.exitCode !== null || child.signalCode !== null) return;
  // Nobody waits for this: it is there for a child that hangs.
  AbortSignal.timeout(exitGraceMillis).addEventListener("abort", () => void child.kill("SIGKILL"));
}
