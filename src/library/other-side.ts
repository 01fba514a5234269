/**
 * What is at the other end of a shard's links: a server across the network, or the built-in one in memory.
 *
 * The built-in server on a socket of its own is in {@link startBuiltIn}: there is one of it, whatever the number of shards.
 */
import type { Scheduler } from "../kernel/scheduler.ts";
import { type Duration, millis, seconds } from "../kernel/time.ts";
import type { RunningServer } from "../server/http-server.ts";
import type { Hub } from "../server/hub.ts";
import type { LocalAddresses } from "../wire/transport/local-addresses.ts";
import type { SourceSlice } from "../wire/transport/source-slice.ts";
import type { Transport } from "../wire/transport/transport.ts";
import type { ServerCommand } from "./command-gateways.ts";
import { memoryUrl } from "./memory-url.ts";

export interface OtherSide {
  readonly transport: Transport;
  /** Where to dial when the plan names no target. */
  readonly url: string;
  /** Has the server send a command; absent when it is not ours. */
  readonly command?: ServerCommand;
  /** What was sent and waits because nobody takes it, over all connections. */
  readonly unsentBytes: () => number;
  readonly portsLeft: () => number | null;
  /** Tells, once, that a dial found no local port; absent where the system chooses them. */
  readonly hearNoPortLeft?: (listener: (text: string) => void) => void;
}

const memoryLatency: Duration = millis(5);
const commandPatience = seconds(30);

/** @param sources where to dial from; absent: the system chooses. */
export async function acrossNetwork(
  scheduler: Scheduler,
  server: Pick<OtherSide, "url" | "command">,
  sources?: SourceSlice,
): Promise<OtherSide> {
  const { WsTransport } = await import("../wire/transport/ws-transport.ts");
  const from = sources === undefined ? undefined : await localAddresses(sources, scheduler);
  const transport = new WsTransport(scheduler, from?.local);
  return {
    ...server,
    transport,
    unsentBytes: () => transport.bufferedBytes,
    portsLeft: () => from?.local.figures()?.left ?? null,
    ...(from !== undefined && { hearNoPortLeft: from.hearNoPortLeft }),
  };
}

/** Loaded only where it is asked for. */
async function localAddresses(
  sources: SourceSlice,
  { clock }: Scheduler,
): Promise<{ readonly local: LocalAddresses; readonly hearNoPortLeft: NonNullable<OtherSide["hearNoPortLeft"]> }> {
  const { LocalAddresses: Addresses } = await import("../wire/transport/local-addresses.ts");
  let tell: (text: string) => void = () => {};
  return {
    local: new Addresses(sources, clock, (text) => tell(text)),
    hearNoPortLeft(listener) {
      tell = listener;
    },
  };
}

/** The built-in server, in memory. */
export async function inMemory(scheduler: Scheduler): Promise<OtherSide & { readonly hub: Hub }> {
  const [{ Hub: ServerHub }, { listenInMemory }, { MemoryNetwork }] = await Promise.all([
    import("../server/hub.ts"),
    import("../server/memory-listener.ts"),
    import("../wire/transport/memory-transport.ts"),
  ]);
  const hub = new ServerHub({ scheduler });
  const network = new MemoryNetwork(scheduler, { latency: memoryLatency });
  listenInMemory(network, memoryUrl, hub);
  return {
    transport: network.transport(),
    url: memoryUrl,
    command: commandsOf(hub),
    hub,
    unsentBytes: () => 0,
    portsLeft: () => null,
  };
}

export interface BuiltIn {
  readonly server: RunningServer;
  readonly hub: Hub;
  readonly command: ServerCommand;
}

/** The built-in server on a socket. The REST framework costs 20 MB that a run against a foreign server shall not pay. */
export async function startBuiltIn(scheduler: Scheduler): Promise<BuiltIn> {
  const [{ Hub: ServerHub }, { startServer }] = await Promise.all([
    import("../server/hub.ts"),
    import("../server/http-server.ts"),
  ]);
  const hub = new ServerHub({ scheduler });
  const server = await startServer({ host: "127.0.0.1", port: 0, hub, scheduler });
  return { server, hub, command: commandsOf(hub) };
}

function commandsOf(hub: Hub): ServerCommand {
  return (id, name, args, done) => {
    hub.command(id, name, args, commandPatience, (outcome) => {
      switch (outcome.type) {
        case "result":
        case "error":
          done();
          return;
        case "unknown-device":
        case "not-connected":
        case "no-answer":
        case "overloaded":
          done(outcome.type.replace("-", " "));
      }
    });
  };
}
