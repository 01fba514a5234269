/** A fleet that lives in the run's own process: one shard. */
import { RoutedGateway } from "./command-gateways.ts";
import type { FleetMaterial, LivingFleet } from "./assemble.ts";
import { makeShard } from "./make-shard.ts";
import { acrossNetwork, inMemory, type OtherSide, startBuiltIn } from "./other-side.ts";

export async function fleetHere(material: FleetMaterial): Promise<LivingFleet> {
  const { plan, kinds, firstNames, scheduler, options, run } = material;
  const { functions, folder, homes = { from: 0, to: plan.homes }, trace, traced, around, tap } = options;
  const { side, closeSide, ...built } = await otherSideOf(material);
  const gateway = new RoutedGateway(side.command, scheduler);
  const recorded = options.outputs.some((output) => output.recorded !== undefined);
  try {
    const shard = await makeShard({
      plan,
      homes,
      number: 0,
      kinds,
      kindsAreOurs: options.elsewhere?.kinds.files.length === 0,
      functions,
      folder,
      scheduler,
      side,
      gateway,
      firstNames,
      record: recorded ? (entry) => run().record(entry) : undefined,
      trace,
      ...(traced === undefined ? {} : { traced }),
      finish: (link, group) => {
        const tapped = { ...link, transport: tap?.(link.transport, group, scheduler) ?? link.transport };
        return around?.(tapped) ?? tapped;
      },
    });
    const close = async (): Promise<void> => {
      gateway.close();
      await closeSide();
    };
    const { unsentBytes, portsLeft } = side;
    return { shard, here: shard, ...built, unsentBytes, portsLeft, close };
  } catch (thrown) {
    await closeSide();
    throw thrown;
  }
}

async function otherSideOf({
  plan,
  scheduler,
  options,
}: FleetMaterial): Promise<
  Pick<LivingFleet, "server" | "hub"> & { readonly side: OtherSide; closeSide(): Promise<void> }
> {
  const nothing = async (): Promise<void> => {};
  if (options.virtual) {
    const side = await inMemory(scheduler);
    return { side, server: undefined, hub: side.hub, closeSide: nothing };
  }
  const sources = options.sources === undefined ? undefined : { ...options.sources, number: 0, count: 1 };
  if (plan.target !== undefined) {
    const side = await acrossNetwork(scheduler, { url: plan.target.url }, sources);
    return { side, server: undefined, hub: undefined, closeSide: nothing };
  }
  const { server, hub, command } = await startBuiltIn(scheduler);
  const side = await acrossNetwork(scheduler, { url: server.wsUrl, command }, sources);
  return { side, server, hub, closeSide: () => server.close() };
}
