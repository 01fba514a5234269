/**
 * Which place every device has in the load: its track, and its rank there, the order in which devices come.
 *
 * Worked out both ways without an object per device: from a device to its place, and from a place to the device.
 */
import { ConnectOrder } from "./connect-order.ts";
import type { FleetLayout } from "../groups/fleet-layout.ts";
import { LoadShape } from "./load-shape.ts";
import type { ChurnPlan, Plan } from "../plan.ts";

/** One track of the load, with what it takes to find devices in it. */
export interface PlacedTrack {
  readonly number: number;
  readonly shape: LoadShape;
  readonly churn: readonly ChurnPlan[];
  /** The index of the device of a rank. */
  indexOf(rank: number): number;
}

export interface LoadPlace {
  readonly track: PlacedTrack;
  readonly rank: number;
}

export interface LoadPlaces {
  readonly tracks: readonly PlacedTrack[];
  placeOf(index: number): LoadPlace;
}

export function loadPlaces(plan: Pick<Plan, "seed" | "load">, layout: FleetLayout): LoadPlaces {
  return plan.load.length === 1 ? together(plan, layout) : apart(plan, layout);
}

/** With everybody in one track, a device's number in it is its index. */
function together({ seed, load }: Pick<Plan, "seed" | "load">, { total }: FleetLayout): LoadPlaces {
  const { phases, churn } = load[0]!;
  const order = new ConnectOrder(total, seed);
  const shape = new LoadShape(phases, total);
  const track: PlacedTrack = { number: 0, shape, churn, indexOf: (rank) => order.numberOf(rank) };
  return { tracks: [track], placeOf: (index) => ({ track, rank: order.rankOf(index) }) };
}

/** In a track of some groups devices are numbered group by group. */
function apart({ seed, load }: Pick<Plan, "seed" | "load">, layout: FleetLayout): LoadPlaces {
  const byGroup: { readonly track: PlacedTrack; readonly order: ConnectOrder; readonly first: number }[] = [];
  const tracks = load.map(({ groups, phases, churn }, number) => {
    const firsts: number[] = [];
    let total = 0;
    for (const group of groups) {
      firsts.push(total);
      total += layout.inGroup(group);
    }
    const order = new ConnectOrder(total, seed, number);
    const track: PlacedTrack = {
      number,
      shape: new LoadShape(phases, total),
      churn,
      indexOf(rank) {
        const place = order.numberOf(rank);
        const position = firsts.findLastIndex((first) => first <= place);
        return layout.indexIn(groups[position]!, place - firsts[position]!);
      },
    };
    for (const [position, group] of groups.entries()) byGroup[group] = { track, order, first: firsts[position]! };
    return track;
  });
  return {
    tracks,
    placeOf(index) {
      const { group, numberInGroup } = layout.deviceAt(index);
      const { track, order, first } = byGroup[group]!;
      return { track, rank: order.rankOf(first + numberInGroup) };
    },
  };
}
