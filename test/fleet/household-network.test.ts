/** The network of a home, which the world and steps of the timeline take and give back. */
import { describe, expect, test } from "vitest";
import type { Household } from "../../src/fleet/household.ts";
import { type Instant, later, seconds } from "../../src/kernel/time.ts";
import type { ServiceChange, ServiceStates } from "../../src/world/services.ts";
import { World } from "../../src/world/world.ts";
import { fleetRig, type FleetRig } from "./fleet-rig.ts";

/** Without a network from the thirtieth second to the ninetieth. */
class TroubledWorld extends World {
  readonly #from: Instant;
  readonly #to: Instant;

  constructor(start: Instant) {
    super({ seed: 1, climate: "continental", timeZoneOffset: seconds(0) });
    this.#from = later(start, seconds(30));
    this.#to = later(start, seconds(90));
  }

  override services(_: number, at: Instant): ServiceStates {
    return { mains: true, network: at >= this.#from && at < this.#to ? "down" : "good" };
  }

  override nextServiceChange(_: number, after: Instant): ServiceChange | undefined {
    if (after < this.#from) return { type: "network", at: this.#from, state: "down", cause: "isp" };
    return after < this.#to ? { type: "network", at: this.#to, state: "good", cause: "isp" } : undefined;
  }
}

function troubled(): { readonly rig: FleetRig; readonly household: Household; ready(): number } {
  const rig = fleetRig(
    { homes: 1, fleet: [{ kind: "lock" }, { kind: "bulb", perHome: 2 }] },
    { world: (start) => new TroubledWorld(start) },
  );
  rig.pass("5s");
  return { rig, household: rig.shard.household(0)!, ready: () => rig.shard.phases.ready };
}

describe("the network of a home", () => {
  test("that a step takes is away from every device, and theirs again when it gives it back", () => {
    const { rig, household, ready } = troubled();
    household.cutNetwork();
    expect(household.network).toBe("down");
    expect(ready()).toBe(0);
    household.restoreNetwork();
    expect(household.network).toBe("good");
    rig.pass("20s");
    expect(ready()).toBe(3);
  });

  test("that a step takes while the world does comes back when the last gives it back", () => {
    const { rig, household, ready } = troubled();
    rig.pass("35s");
    household.cutNetwork();
    rig.pass("60s");
    expect([household.network, ready()]).toEqual(["down", 0]);
    household.restoreNetwork();
    expect(household.network).toBe("good");
    rig.pass("90s");
    expect(ready()).toBe(3);
  });

  test("that a step gives back while the world still has it stays away", () => {
    const { rig, household, ready } = troubled();
    household.cutNetwork();
    rig.pass("35s");
    household.restoreNetwork();
    expect(household.network).toBe("down");
    rig.pass("10s");
    expect(ready()).toBe(0);
    rig.pass("3m");
    expect(ready()).toBe(3);
  });

  test("is down without mains, and its devices need both", () => {
    const { rig, household, ready } = troubled();
    household.cutPower();
    household.cutNetwork();
    expect(household.network).toBe("down");
    household.restorePower();
    rig.pass("20s");
    expect(ready()).toBe(0);
    household.restoreNetwork();
    expect(household.network).toBe("good");
    expect(household.vacant).toBe(false);
  });

  test("that is taken keeps the home for whoever comes next", () => {
    const { rig, household } = troubled();
    household.cutNetwork();
    for (const unit of [...household.units]) unit.leave();
    rig.pass("5s");
    expect(rig.shard.household(0)).toBe(household);
    expect(household.vacant).toBe(false);
    household.restoreNetwork();
    expect(household.vacant).toBe(true);
  });

  test("is told to who looks, whenever it comes or goes", () => {
    const { rig, household } = troubled();
    const seen: string[] = [];
    const watcher = { stirred: (home: Household) => void seen.push(home.network) };
    household.watch(watcher);
    household.cutNetwork();
    household.cutNetwork();
    household.restoreNetwork();
    household.restoreNetwork();
    expect(seen).toEqual(["down", "good"]);
    household.unwatch(watcher);
    rig.pass("2m");
    expect(seen).toEqual(["down", "good"]);
  });
});
