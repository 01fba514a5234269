/**
 * The same job by others: as many connections to the same sink, the same message once a second from each. What can be installed
 * here is compared, what cannot is named.
 *
 * Flotilla's devices live meanwhile, and say what they measure; the others repeat one text of the same length.
 */
import { inCheckout } from "../build.ts";
import type { Figure } from "../figure.ts";
import { FlotillaRun } from "../flotilla-run.ts";
import type { PartOptions } from "../part.ts";
import { messageOf } from "../sink/floor.ts";
import { Sink } from "../sink/sink.ts";
import { artilleryFault, artilleryFigures } from "./artillery.ts";
import { clientCost, type Job } from "./client-cost.ts";
import { tsungFault, tsungFigures } from "./tsung.ts";

interface Peer {
  readonly name: string;
  /** Why it cannot be compared here, if so. */
  fault(): string | undefined;
  figures(sink: Sink, job: Job): Promise<Figure[]>;
}

const peers: readonly Peer[] = [
  { name: "Flotilla", fault: () => undefined, figures: flotillaFigures },
  { name: "Artillery", fault: artilleryFault, figures: artilleryFigures },
  { name: "Tsung", fault: tsungFault, figures: tsungFigures },
];

/** What a sample of metered.yaml has on average. */
const messageBytes = 272;

export async function peerFigures({ devices = 2_000, say }: PartOptions): Promise<Figure[]> {
  const job = { devices, message: messageOf(messageBytes), rampSeconds: 20, measuredSeconds: 20 };
  const found: Figure[] = [];
  for (const peer of peers) {
    const fault = peer.fault();
    if (fault !== undefined) say(`${peer.name}: skipped: ${fault}`);
    else {
      await using sink = await Sink.start({ connections: devices, workers: 1 });
      found.push(...(await peer.figures(sink, job)));
    }
  }
  return found.map((figure) => ({ ...figure, name: `peers: ${figure.name}` }));
}

async function flotillaFigures(sink: Sink, job: Job): Promise<Figure[]> {
  const load = `load=[{ ramp: 100%, over: ${job.rampSeconds}s }, { hold: 1h }]`;
  const scenario = inCheckout("test/bench/scenarios/metered.yaml");
  await using run = new FlotillaRun([
    ...[scenario, "--target", sink.url, "--devices", String(job.devices), "--set", load, "--shards", "1"],
  ]);
  const figures = await clientCost("Flotilla", run.pid, sink, job);
  await run.finish();
  return figures;
}
