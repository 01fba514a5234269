/**
 * What the system spends on a dial by how its local port is found: chosen by the kernel, chosen by the kernel at a given
 * address, or given with the address.
 */
import { setImmediate as turn } from "node:timers/promises";
import { RealClock } from "../../src/kernel/real-clock.ts";
import { Scheduler } from "../../src/kernel/scheduler.ts";
import { type Instant, millis } from "../../src/kernel/time.ts";
import { LocalAddresses } from "../../src/wire/transport/local-addresses.ts";
import type { Connection, ConnectionOwner, DialSpec } from "../../src/wire/transport/transport.ts";
import { WsTransport } from "../../src/wire/transport/ws-transport.ts";
import type { Figure } from "./figure.ts";
import { Sink } from "./sink/sink.ts";

type Way = { readonly name: string } & Pick<DialSpec, "localAddress"> & { readonly from?: string };

/** Each from an address of its own, so that none meets the ports of another. */
const ways: readonly Way[] = [
  { name: "local address and port given", from: "127.0.0.31" },
  { name: "port chosen by the kernel" },
  { name: "address given, port chosen by the kernel", localAddress: "127.0.0.32" },
];

/** At a time; the accept queue of the sink holds more. */
const window = 200;

export async function dialPortFigures(devices: number): Promise<Figure[]> {
  const figures: Figure[] = [];
  for (const way of ways) {
    await using sink = await Sink.start({ connections: devices });
    const { systemMicros } = await dialled(way, sink.url, devices);
    figures.push({
      name: `${devices.toLocaleString("en")} dials, ${way.name}, system time each`,
      value: systemMicros,
      unit: "µs",
    });
  }
  return figures;
}

async function dialled({ from, localAddress }: Way, url: string, devices: number): Promise<{ systemMicros: number }> {
  const scheduler = new Scheduler(new RealClock(0 as Instant));
  const local =
    from === undefined
      ? undefined
      : new LocalAddresses(
          { addresses: [from], ports: [{ first: 1_024, last: 65_535 }], number: 0, count: 1 },
          scheduler.clock,
        );
  const transport = new WsTransport(scheduler, local);
  const spec: DialSpec = {
    url,
    subprotocols: [],
    requireSubprotocol: false,
    headers: {},
    handshakeTimeout: millis(60_000),
    maxPayload: 65_536,
    perMessageDeflate: false,
    ...(localAddress !== undefined && { localAddress }),
  };
  const tally = new Tally();
  const connections: Connection[] = [];
  const before = process.cpuUsage();
  while (tally.open < devices) {
    if (tally.ended > 0) throw new Error(`expected ${devices} connections, found one that ended: ${tally.why}`);
    while (connections.length < devices && connections.length - tally.open < window)
      connections.push(transport.dial(spec, tally));
    await turn();
  }
  const { system } = process.cpuUsage(before);
  for (const connection of connections) connection.terminate();
  while (tally.ended < devices) await turn();
  scheduler.stop();
  return { systemMicros: system / devices };
}

class Tally implements ConnectionOwner {
  open = 0;
  ended = 0;
  why = "";

  onOpen(): void {
    this.open++;
  }

  onText(): void {}
  onBinary(): void {}
  onPing(): void {}
  onPong(): void {}

  onEnd(end: unknown): void {
    this.ended++;
    this.why = JSON.stringify(end);
  }
}
