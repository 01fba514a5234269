/**
 * What happens to whole homes: no power, no router, no provider; a heat wave; everyone at home.
 *
 * 1. Weather and people are made for the whole run before it begins, with what the plan will do to them. Here it is only told.
 * 2. What homes lose they get back when the last who took it gives it back, be it the timeline or the world itself.
 */
import { type Duration, formatDuration, later, millis } from "../../../kernel/time.ts";
import type { WorldAction } from "../../../scenario/plan.ts";
import type { Household } from "../../household.ts";
import type { Performance } from "../performance.ts";

export function happenToWorld(performance: Performance, place: number, action: WorldAction): void {
  switch (action.act) {
    case "power-cut":
    case "router-down":
    case "isp-down":
      return takeService(performance, place, action);
    case "heat-wave":
    case "cold-snap":
    case "everyone-home":
    case "everyone-away":
      performance.tell(`${performance.occasion.step}: ${announcement(action)} for ${formatDuration(action.for)}`);
  }
}

type Outage = Extract<WorldAction, { act: "power-cut" | "router-down" | "isp-down" }>;

/** What homes are without, what is told when they have it again, and how it is taken and given back. */
export const services: Readonly<
  Record<Outage["act"], { lack: string; back: string; take(home: Household): void; giveBack(home: Household): void }>
> = {
  "power-cut": {
    lack: "power",
    back: "power is back",
    take: (home) => home.cutPower(),
    giveBack: (home) => home.restorePower(),
  },
  "router-down": {
    lack: "a router",
    back: "routers are back",
    take: (home) => home.cutNetwork(),
    giveBack: (home) => home.restoreNetwork(),
  },
  "isp-down": {
    lack: "a provider",
    back: "the provider is back",
    take: (home) => home.cutNetwork(),
    giveBack: (home) => home.restoreNetwork(),
  },
};

function takeService(performance: Performance, place: number, { act, for: length }: Outage): void {
  const { take, giveBack } = services[act];
  const { households } = performance;
  const byLength = performance.byLength(households, ({ index }) => index, length, place);
  const disturbance = performance.disturbance(byLength.keys());
  for (const home of households) {
    for (const unit of home.units) unit.disturb(disturbance);
    take(home);
  }
  tellOfService(performance, place, services[act], [...byLength]);
  // A home's devices count from when their own home has it again, unless that is when all have.
  const theirOwn = typeof length !== "number" || performance.isOneOfMany;
  for (const [wait, homes] of byLength) {
    performance.after(wait, () => {
      for (const home of homes) {
        if (theirOwn) for (const unit of home.units) unit.freed(disturbance);
        giveBack(home);
      }
    });
  }
}

/** @param byLength the homes of this shard, by how long they are without. */
function tellOfService(
  performance: Performance,
  place: number,
  { lack, back }: { readonly lack: string; readonly back: string },
  byLength: readonly (readonly [length: Duration, homes: readonly Household[]])[],
): void {
  const { stage, occasion, isOneOfMany } = performance;
  const { step } = occasion;
  const nouns = [`home without ${lack}`, `homes without ${lack}`] as const;
  if (isOneOfMany) {
    for (const [length, homes] of byLength)
      for (const { index } of homes) {
        performance.tell(`${step}: 1 ${nouns[0]}`, `${step}: ${nouns[0]}`, { home: index });
        performance.after(length, () => performance.tell(`${step}: ${back}`, `${step}: ${back}`, { home: index }));
      }
    return;
  }
  const homes = byLength.reduce((sum, [, some]) => sum + some.length, 0);
  const longest = Math.max(0, ...byLength.map(([length]) => length));
  stage.voice.count(performance.key(place), `${step}: `, homes, nouns);
  stage.voice.last(performance.key(place), `${step}: ${back}`, later(stage.scheduler.now, millis(longest)), homes);
}

function announcement(action: Exclude<WorldAction, Outage>): string {
  switch (action.act) {
    case "heat-wave":
      return `heat wave, ${action.by} K warmer`;
    case "cold-snap":
      return `cold snap, ${action.by} K colder`;
    case "everyone-home":
      return "everyone is at home";
    case "everyone-away":
      return "everyone is away";
  }
}
