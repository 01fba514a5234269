import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { catalog } from "../../devices/catalog.ts";
import { seconds } from "../../src/kernel/time.ts";
import type { Unit } from "../../src/fleet/unit.ts";
import { expectSound, fleetRig, type FleetRig } from "./fleet-rig.ts";
import { witness } from "./witness.ts";

const kinds = [...catalog, witness];
const homes = 4;

/** What can happen to a fleet, each with whom it happens to. */
const whats = [
  "cut power",
  "restore power",
  "lose network",
  "restore network",
  "disconnect",
  "reconnect",
  "break",
  "mend",
  "reboot",
  "command",
  "ponder",
  "desire",
  "kill server",
  "start server",
  "die",
  "pass",
] as const;
type Happening = { readonly what: (typeof whats)[number]; readonly whom: number; readonly length: number };
const happenings: fc.Arbitrary<readonly Happening[]> = fc.array(
  fc.record({ what: fc.constantFrom(...whats), whom: fc.nat(99), length: fc.integer({ min: 0, max: 40 }) }),
  { maxLength: 40 },
);

/** Does things to a fleet, and remembers what it has to give back. */
class Fate {
  readonly rig: FleetRig;
  #serverDead = false;
  readonly #cuts: (() => void)[] = [];
  readonly #outages: Unit[] = [];
  readonly #holds: Unit[] = [];
  readonly #broken: Unit[] = [];

  constructor(rig: FleetRig) {
    this.rig = rig;
  }

  happen({ what, whom, length }: Happening): void {
    const { shard, hub } = this.rig;
    const units = [...shard.units.values()].filter((unit) => !unit.leaving);
    const unit = units.length === 0 ? undefined : units[whom % units.length]!;
    const household = unit?.household;
    switch (what) {
      case "pass":
        return this.rig.pass(`${length}s`);
      case "kill server":
        if (!this.#serverDead) this.rig.killServer();
        this.#serverDead = true;
        return;
      case "start server":
        return this.#startServer();
      case "restore power":
        return this.#cuts.pop()?.();
      case "restore network":
        return this.#outages.pop()?.restoreNetwork();
      case "reconnect":
        return this.#holds.pop()?.reconnect();
      case "mend":
        return this.#broken.pop()?.mend("sulking");
      default:
    }
    if (unit === undefined || household === undefined) return;
    switch (what) {
      case "cut power":
        household.cutPower();
        this.#cuts.push(() => household.restorePower());
        return;
      case "lose network":
        unit.loseNetwork();
        this.#outages.push(unit);
        return;
      case "disconnect":
        unit.disconnect();
        this.#holds.push(unit);
        return;
      case "break":
        unit.breakDown("sulking");
        this.#broken.push(unit);
        return;
      case "reboot":
        return unit.reboot("softwareReset");
      case "command":
        return hub.command(unit.identity.id, "echo", { text: "hi" }, seconds(30), () => {});
      case "ponder":
        return hub.command(unit.identity.id, "ponder", {}, seconds(30), () => {});
      case "desire":
        return hub.desire(unit.identity.id, { mood: whom % 2 === 0 ? "odd" : "calm" }, seconds(30), () => {});
      case "die":
        return unit.device.act("die");
    }
  }

  /** Everything that was taken is given back. */
  relent(): void {
    this.#startServer();
    for (const restore of this.#cuts.splice(0)) restore();
    for (const unit of this.#outages.splice(0)) unit.restoreNetwork();
    for (const unit of this.#holds.splice(0)) unit.reconnect();
  }

  #startServer(): void {
    if (this.#serverDead) this.rig.startServer();
    this.#serverDead = false;
  }
}

const loads = fc.constantFrom(
  [{ ramp: "100%", over: "0s" }, { hold: "24h" }],
  [{ ramp: "100%", over: "5m" }, { hold: "24h" }],
  [{ ramp: "100%", over: "30s" }, { ramp: "20%", over: "2m" }, { ramp: "100%", over: "1m" }, { hold: "24h" }],
  [
    { ramp: "100%", over: "0s" },
    { hold: "1m" },
    { ramp: "0%", over: "0s" },
    { ramp: "100%", over: "0s" },
    { hold: "24h" },
  ],
);

const fleetOf = (load: readonly object[], seed: number): FleetRig =>
  fleetRig({ seed, homes, fleet: [{ kind: "witness", perHome: 2 }], load }, { kinds });

describe("a fleet, whatever happens to it,", () => {
  test("keeps counts that add up, and comes back when everything is given back", () => {
    fc.assert(
      fc.property(loads, fc.nat(1_000), happenings, (load, seed, fates) => {
        const fate = new Fate(fleetOf(load, seed));
        const { rig } = fate;
        for (const one of fates) {
          fate.happen(one);
          expectSound(rig.shard);
        }
        fate.relent();
        expectSound(rig.shard);
        rig.pass("15m");
        expect(rig.shard.units.size).toBe(2 * homes);
        for (const unit of rig.shard.units.values()) {
          const expected = unit.device.phase === "dead" ? "idle" : "ready";
          expect([unit.identity.id, unit.phase]).toEqual([unit.identity.id, expected]);
        }
        expect(rig.hub.stats().connected).toBe(rig.shard.phases.ready);
        for (const { disturbed, recovered } of rig.shard.recoveries.summaries())
          expect(recovered).toBeLessThanOrEqual(disturbed);
        const { received, answered, failed, unknown, duplicate, late } = rig.shard.tally.commands;
        expect(answered + failed + unknown + duplicate + late).toBe(received);
      }),
      { numRuns: 150 },
    );
  });

  test("is gone a few seconds after it is stopped", () => {
    fc.assert(
      fc.property(loads, fc.nat(1_000), happenings, (load, seed, fates) => {
        const fate = new Fate(fleetOf(load, seed));
        const { rig } = fate;
        for (const one of fates) fate.happen(one);
        void rig.shard.stop();
        expectSound(rig.shard);
        rig.pass("4s");
        expect(rig.shard.units.size).toBe(0);
        fate.relent();
        rig.pass("10m");
        expect(rig.shard.units.size).toBe(0);
        expect(rig.hub.stats().connected).toBe(0);
      }),
      { numRuns: 100 },
    );
  });
});
