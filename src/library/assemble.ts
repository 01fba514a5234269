/**
 * Puts a run together: clock, scheduler, world, server, transport, shard. The composition root that library and command line share.
 *
 * Whoever assembles closes: {@link Assembly.close} releases everything that was opened here, in any state, more than once.
 */
import { randomUUID } from "node:crypto";
import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import type { Kind } from "../device/kind.ts";
import { FleetRun } from "../fleet/fleet-run.ts";
import { linkPlans } from "../fleet/link-plan.ts";
import type { RunInfo, RunOutput } from "../fleet/run-events.ts";
import { Shard } from "../fleet/shard.ts";
import { VirtualClock } from "../kernel/clock.ts";
import { FlotillaError } from "../kernel/errors.ts";
import { RealClock } from "../kernel/real-clock.ts";
import { Scheduler } from "../kernel/scheduler.ts";
import { type Duration, millis, seconds } from "../kernel/time.ts";
import { Histogram } from "../metrics/histogram.ts";
import { type FleetLayout, fleetLayout, type Range } from "../scenario/groups/fleet-layout.ts";
import type { Action, Plan, TlsPlan } from "../scenario/plan.ts";
import { plannedMoments } from "../scenario/timeline/planned-moments.ts";
import type { ScenarioFunctions } from "../scenario/scripts/script-context.ts";
import { Hub } from "../server/hub.ts";
import type { RunningServer } from "../server/http-server.ts";
import { listenInMemory } from "../server/memory-listener.ts";
import type { FrameListener, LinkPlan } from "../wire/link/link-contract.ts";
import { protocolOf } from "../wire/protocol/protocols.ts";
import { MemoryNetwork } from "../wire/transport/memory-transport.ts";
import { displayUrl } from "../wire/transport/target-url.ts";
import { checkTlsOptions } from "../wire/transport/tls-context.ts";
import type { TlsOptions, Transport } from "../wire/transport/transport.ts";
import { WsTransport } from "../wire/transport/ws-transport.ts";
import { worldOf } from "./world-of.ts";
import { RoutedGateway, type ServerCommand } from "./command-gateways.ts";
import { checkDeviceCertificates, type DeviceCertificates, deviceCertificates } from "./device-certificates.ts";
import { packageVersion } from "./package-version.ts";
import { ProcessGauge } from "./process-gauge.ts";

export interface AssemblyOptions {
  readonly kinds: readonly Kind[];
  /** Where relative paths of the plan count from. */
  readonly folder: string;
  readonly virtual: boolean;
  readonly outputs: readonly RunOutput[];
  /** Those that the plan names, of a scenario in TypeScript. */
  readonly functions?: ScenarioFunctions;
  readonly trace?: FrameListener;
  readonly traced?: (id: string) => boolean;
  readonly giveUpAfter?: Duration;
  /** A slice of the homes instead of all. */
  readonly homes?: Range;
  /** Changes what all links of a group have in common; for recordings. */
  readonly around?: (link: LinkPlan) => LinkPlan;
  /** Stands between the links of a group of the plan and the network. */
  readonly tap?: (transport: Transport, group: number, scheduler: Scheduler) => Transport;
}

export interface Assembly {
  readonly run: FleetRun;
  readonly shard: Shard;
  readonly scheduler: Scheduler;
  readonly layout: FleetLayout;
  /** The built-in server, when the run has one on a real socket. */
  readonly server: RunningServer | undefined;
  readonly hub: Hub | undefined;
  close(): Promise<void>;
}

/** Where the built-in server is in virtual time. */
export const memoryUrl = "ws://reference-server.memory/";
const memoryLatency: Duration = millis(5);

/**
 * @throws FlotillaError `usage` for a plan that cannot be run this way or is of unknown kinds, `file` for TLS files that
 * cannot be read, `scenario` for protocol options that do not fit.
 */
export async function assemble(plan: Plan, options: AssemblyOptions): Promise<Assembly> {
  const startedAt = new Date();
  const kinds = new Map(options.kinds.map((kind) => [kind.name, kind]));
  checkPlan(plan, kinds, options.virtual);
  const tap = options.tap ?? ((transport): Transport => transport);
  const { adapter, protocolOptions } = protocolOf(plan.protocol.kind, plan.protocol.options);
  const tls = plan.target === undefined ? {} : await tlsOf(plan.target.tls, options.folder);
  const layout = fleetLayout(plan);
  const lateness = new Histogram();
  const speed = plan.clock.speed === "max" ? 1 : plan.clock.speed;
  const clock = options.virtual ? new VirtualClock(plan.clock.start) : new RealClock(plan.clock.start, speed);
  const scheduler = new Scheduler(clock, (late) => lateness.record(late));
  const backend = await openBackend(plan, scheduler, options.virtual);
  const gateway = new RoutedGateway(backend.command, scheduler);
  const recorded = options.outputs.some((output) => output.recorded !== undefined);
  const shard: Shard = new Shard({
    plan,
    layout,
    homes: options.homes ?? { from: 0, to: plan.homes },
    kinds,
    linkPlans: linkPlans(
      plan,
      {
        transport: backend.transport,
        protocol: adapter,
        protocolOptions,
        serverUrl: backend.url,
        ...tls,
        ...certificatesOf(plan, tls.tls, options),
      },
      (link, group) => {
        const tapped = { ...link, transport: tap(link.transport, group, scheduler) };
        return options.around?.(tapped) ?? tapped;
      },
    ),
    world: worldOf(plan),
    scheduler,
    gateway,
    ...(recorded ? { record: (entry) => run.record(entry) } : {}),
    ...(options.trace === undefined ? {} : { trace: options.trace }),
    ...(options.traced === undefined ? {} : { traced: options.traced }),
    ...(options.functions === undefined ? {} : { functions: options.functions }),
    notice: (level, text) => run.notice(level, text),
    endRun: (end) => run.endBy(end),
  });
  const run: FleetRun = new FleetRun({
    info: runInfo(plan, { layout, startedAt, target: backend.shownUrl, virtual: options.virtual }),
    shard,
    scheduler,
    lateness,
    gauge: new ProcessGauge(!options.virtual),
    outputs: options.outputs,
    version: packageVersion,
    ...(options.giveUpAfter === undefined ? {} : { giveUpAfter: options.giveUpAfter }),
  });
  const close = async (): Promise<void> => {
    gateway.close();
    run.abort();
    try {
      await run.ended;
    } finally {
      await backend.close();
    }
  };
  return { run, shard, scheduler, layout, server: backend.server, hub: backend.hub, close };
}

/** What a compiled scenario cannot get wrong, and a plan made by hand or run another way can. */
function checkPlan(plan: Plan, kinds: ReadonlyMap<string, Kind>, virtual: boolean): void {
  const unknown = plan.fleet.find(({ kind }) => !kinds.has(kind));
  if (unknown !== undefined)
    throw new FlotillaError("usage", `expected a plan of known kinds, found ${JSON.stringify(unknown.kind)}`, {
      hint: `Known are ${[...kinds.keys()].join(", ")}. Kinds of your own are given beside the plan.`,
    });
  if (!virtual) return;
  if (plan.target !== undefined && plan.target.url !== memoryUrl)
    throw new FlotillaError("usage", "expected the built-in server for virtual time, found a target of its own", {
      hint: "Drop the target (`none` in its place does), or run in real time.",
    });
  const outside = doersOf(plan).find(({ actions }) => actions.some(isOutside));
  if (outside !== undefined)
    throw new FlotillaError("usage", `expected no HTTP requests in virtual time, found those of ${outside.name}`, {
      hint: outside.actions.some(({ type }) => type === "http")
        ? "Run in real time: in virtual time there is nobody to ask."
        : "Drop `via`: the built-in server sends the command. Or run in real time.",
    });
}

/** Whatever does something in a plan, as messages call it. */
function doersOf({ timeline, fleet }: Plan): { readonly name: string; readonly actions: readonly Action[] }[] {
  return [
    ...timeline.map(({ name, actions }) => ({ name: `step ${name}`, actions })),
    ...fleet.flatMap(({ name, on = [] }) =>
      on.map(({ actions }) => ({ name: `the scripts of group ${name}`, actions })),
    ),
  ];
}

function isOutside(action: Action): boolean {
  return action.type === "http" || (action.type === "command" && action.via.type === "http");
}

/** The other side of the links. */
interface Backend {
  readonly transport: Transport;
  readonly url: string;
  /** Without credentials; `null` in memory. */
  readonly shownUrl: string | null;
  readonly command: ServerCommand | undefined;
  readonly server: RunningServer | undefined;
  readonly hub: Hub | undefined;
  close(): Promise<void>;
}

async function openBackend(plan: Plan, scheduler: Scheduler, virtual: boolean): Promise<Backend> {
  if (plan.target !== undefined && !virtual) {
    return {
      transport: new WsTransport(scheduler),
      url: plan.target.url,
      shownUrl: displayUrl(plan.target.url),
      command: undefined,
      server: undefined,
      hub: undefined,
      close: async () => {},
    };
  }
  const hub = new Hub({ scheduler });
  const command = hubCommand(hub);
  if (virtual) {
    const network = new MemoryNetwork(scheduler, { latency: memoryLatency });
    listenInMemory(network, memoryUrl, hub);
    return {
      transport: network.transport(),
      url: memoryUrl,
      shownUrl: null,
      command,
      server: undefined,
      hub,
      close: async () => {},
    };
  }
  // Loaded only when needed: the REST framework costs 20 MB that a run against a foreign server shall not pay.
  const { startServer } = await import("../server/http-server.ts");
  const server = await startServer({ host: "127.0.0.1", port: 0, hub, scheduler });
  return {
    transport: new WsTransport(scheduler),
    url: server.wsUrl,
    shownUrl: server.url,
    command,
    server,
    hub,
    close: () => server.close(),
  };
}

function hubCommand(hub: Hub): ServerCommand {
  return (id, name, args, done) => {
    hub.command(id, name, args, seconds(30), (outcome) => {
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

/** Devices with certificates of their own show them to a target; the built-in server asks for none. */
function certificatesOf(
  plan: Plan,
  tls: TlsOptions | undefined,
  { folder, virtual }: AssemblyOptions,
): { readonly certificate?: DeviceCertificates } {
  const some = plan.fleet.some(({ identities }) => identities?.columns["cert"] !== undefined);
  if (!some || virtual || plan.target === undefined) return {};
  const certificate = deviceCertificates(tls, folder);
  checkDeviceCertificates(plan, certificate, folder);
  return { certificate };
}

/** @throws FlotillaError `file` for a file that cannot be read or holds no PEM, `usage` for what does not fit together. */
async function tlsOf(tls: TlsPlan, folder: string): Promise<{ readonly tls?: TlsOptions }> {
  const material: TlsOptions = {
    ...(await pemOf("ca", tls, folder)),
    ...(await pemOf("cert", tls, folder)),
    ...(await pemOf("key", tls, folder)),
    ...(tls.serverName === undefined ? {} : { serverName: tls.serverName }),
    ...(tls.minVersion === undefined ? {} : { minVersion: tls.minVersion }),
    ...(tls.insecure ? { insecure: true } : {}),
  };
  if (Object.keys(material).length === 0) return {};
  checkTls(material, tls);
  return { tls: material };
}

async function pemOf(name: PemKey, { [name]: path }: TlsPlan, folder: string): Promise<Partial<TlsOptions>> {
  if (path === undefined) return {};
  const wanted = `expected a PEM file for target.tls.${name} at ${path}`;
  const text = await readFile(resolve(folder, path), "utf8").catch((cause: NodeJS.ErrnoException) => {
    throw new FlotillaError("file", `${wanted}, found ${cause.code ?? "an unknown fault"}`, {
      cause,
      hint: `Paths count from the scenario's folder, ${folder}.`,
    });
  });
  if (text.includes("-----BEGIN ")) return { [name]: text };
  throw new FlotillaError("file", `${wanted}, found a file without a PEM text`, {
    hint: "A PEM text begins with -----BEGIN; `openssl x509 -inform der -in FILE` turns a DER certificate into one.",
  });
}

/** One setting after the other, so that the message can name it. */
function checkTls({ ca, ...own }: TlsOptions, paths: TlsPlan): void {
  const named = (names: readonly PemKey[]): string =>
    names
      .filter((name) => paths[name] !== undefined)
      .map((name) => `target.tls.${name} (${paths[name]})`)
      .join(" and ");
  for (const [options, where] of [
    [ca === undefined ? {} : { ca }, named(["ca"])],
    [own, named(["cert", "key"]) || "target.tls"],
  ] as const) {
    try {
      checkTlsOptions(options);
    } catch (thrown) {
      if (!(thrown instanceof FlotillaError)) throw thrown;
      throw new FlotillaError("usage", `${where}: ${thrown.message}`, { hint: thrown.hint, cause: thrown });
    }
  }
}

type PemKey = "ca" | "cert" | "key";

interface RunCircumstances {
  readonly layout: FleetLayout;
  readonly startedAt: Date;
  readonly target: string | null;
  readonly virtual: boolean;
}

function runInfo(plan: Plan, { layout, startedAt, target, virtual }: RunCircumstances): RunInfo {
  return {
    id: randomUUID(),
    scenario: plan.name,
    description: plan.description,
    seed: plan.seed,
    startedAt: startedAt.toISOString(),
    speed: virtual ? "max" : plan.clock.speed,
    shards: 1,
    durationMillis: plan.duration,
    timeZoneOffsetMillis: plan.clock.timeZoneOffset,
    target,
    devices: layout.total,
    homes: plan.homes,
    byKind: layout.byKind(),
    steps: plannedMoments(plan).map(({ name, at }) => ({ name, atMillis: at })),
  };
}
