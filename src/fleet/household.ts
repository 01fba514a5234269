/**
 * A home that is lived in: tells its devices what its people do, and whether there is power and network.
 *
 * 1. Two scheduler entries per home, for the next happening and the next failure of its services; homes without devices do
 *    not exist here.
 * 2. A happening is told to the devices whose kind hears it, and `moved` only in the two rooms: who is not told costs nothing.
 * 3. The mains are off while the world or a step of the timeline says so, and the network is down while either does. Without mains
 *    there is no network either, as the router has no power.
 * 4. Who looks at the home is told whenever something of it may have changed. It may look and remember; what it does, it does from the
 *    scheduler.
 */
import type { Scheduler, Task, Ticket } from "../kernel/scheduler.ts";
import { noTicket } from "../kernel/scheduler.ts";
import type { Instant } from "../kernel/time.ts";
import type { Kind } from "../device/kind.ts";
import type { Happening } from "../world/happening.ts";
import type { HomeView } from "../world/home.ts";
import type { NetworkState, ServiceChange } from "../world/services.ts";
import type { World } from "../world/world.ts";
import { HomeUnits } from "./home-units.ts";
import type { Disturbance } from "./recovery-tracker.ts";
import type { Unit } from "./unit.ts";

/** What a household needs of its shard. */
export interface Neighbourhood {
  readonly world: World;
  readonly scheduler: Scheduler;
  /** Whom a device belongs to that is lost because the services of its home fail. */
  outage(cause: string): Disturbance;
}

/** Who looks at a home: conditions of the timeline and expectations. */
export interface HouseholdWatcher {
  /** Something happened there, or its mains or network came or went. */
  stirred(household: Household): void;
}

const slot = { happening: 0, service: 1 } as const;

export class Household implements Task {
  readonly index: number;
  readonly view: HomeView;
  readonly #units: HomeUnits = new HomeUnits();
  readonly #neighbourhood: Neighbourhood;
  #watchers: HouseholdWatcher[] | undefined;
  #nextHappening: Happening | undefined;
  #nextChange: ServiceChange | undefined;
  #happening: Ticket = noTicket;
  #change: Ticket = noTicket;
  /** How many steps of the timeline cut the power at the moment; they may overlap. */
  #cuts = 0;
  /** How many of them take the network. */
  #outages = 0;
  /** What the world gives. */
  #supplied = true;
  #network: NetworkState = "good";

  constructor(index: number, neighbourhood: Neighbourhood) {
    this.index = index;
    this.view = neighbourhood.world.home(index);
    this.#neighbourhood = neighbourhood;
  }

  get units(): readonly Unit[] {
    return this.#units.all;
  }

  get mains(): boolean {
    return this.#cuts === 0 && this.#supplied;
  }

  get network(): NetworkState {
    return this.mains && this.#connected ? this.#network : "down";
  }

  /** Simulated time. */
  get now(): Instant {
    return this.#neighbourhood.scheduler.now;
  }

  /** Nobody lives here and nothing of the timeline holds: a new household in its place would be the same. */
  get vacant(): boolean {
    return this.#units.size === 0 && this.#cuts === 0 && this.#outages === 0;
  }

  watch(watcher: HouseholdWatcher): void {
    this.#watchers ??= [];
    this.#watchers.push(watcher);
  }

  unwatch(watcher: HouseholdWatcher): void {
    this.#watchers = this.#watchers?.filter((one) => one !== watcher);
  }

  add(unit: Unit): void {
    if (this.#units.size === 0) this.#wakeUp();
    this.#units.add(unit, heardBy(unit.device.kind));
    if (!this.mains) unit.mains(false);
    if (!this.#connected) unit.homeNetwork(false);
    if (this.#network === "degraded") unit.setDegraded(true);
  }

  remove(unit: Unit): void {
    this.#units.remove(unit);
    if (this.#units.size > 0) return;
    const { scheduler } = this.#neighbourhood;
    scheduler.cancel(this.#happening);
    scheduler.cancel(this.#change);
    this.#happening = noTicket;
    this.#change = noTicket;
  }

  /** The mains fail: mains devices go dark, and the router with them, so battery devices lose the network. */
  cutPower(): void {
    const before = this.mains;
    this.#cuts++;
    this.#mainsChanged(before);
  }

  restorePower(): void {
    const before = this.mains;
    this.#cuts--;
    this.#mainsChanged(before);
  }

  /** The home is cut off, whatever the world's own network is; its devices notice as each of them does. */
  cutNetwork(): void {
    const before = this.#connected;
    this.#outages++;
    this.#connectionChanged(before);
  }

  restoreNetwork(): void {
    const before = this.#connected;
    this.#outages--;
    this.#connectionChanged(before);
  }

  onDue(which: number): void {
    if (which === slot.service) {
      if (this.#nextChange !== undefined) this.#changed(this.#nextChange);
      this.#awaitChange();
      return;
    }
    if (this.#nextHappening !== undefined) this.#tell(this.#nextHappening);
    this.#awaitHappening();
  }

  /** From now on somebody is here to be told. */
  #wakeUp(): void {
    const { world, scheduler } = this.#neighbourhood;
    const { mains, network } = world.services(this.index, scheduler.now);
    this.#supplied = mains;
    this.#network = network;
    this.#awaitHappening();
    this.#awaitChange();
  }

  #tell(happening: Happening): void {
    const bit = bits[happening.type];
    // One that hears of it may leave: those are the others then.
    const units = this.#units.all;
    const { hears } = this.#units;
    for (let i = 0; i < units.length; i++) if ((hears[i]! & bit) !== 0) units[i]!.device.happen(happening);
    this.#stirred();
  }

  #changed(change: ServiceChange): void {
    if (change.type === "mains") {
      const before = this.mains;
      this.#supplied = change.on;
      if (!change.on) this.#disturb("power outage");
      this.#mainsChanged(before);
      if (change.on) this.#freed();
      return;
    }
    const before = this.#network;
    const wasConnected = this.#connected;
    this.#network = change.state;
    // Without power it is down because of that.
    if (change.state === "down" && change.cause !== "mains") this.#disturb("network outage");
    if ((before === "degraded") !== (change.state === "degraded"))
      for (const unit of this.units) unit.setDegraded(change.state === "degraded");
    this.#connectionChanged(wasConnected);
    if (before === "down") this.#freed();
    this.#stirred();
  }

  /** Whether there is a network, were there power. */
  get #connected(): boolean {
    return this.#outages === 0 && this.#network !== "down";
  }

  #connectionChanged(before: boolean): void {
    const now = this.#connected;
    if (now === before) return;
    for (const unit of this.units) unit.homeNetwork(now);
    this.#stirred();
  }

  #mainsChanged(before: boolean): void {
    const now = this.mains;
    if (now === before) return;
    for (const unit of this.units) unit.mains(now);
    this.#stirred();
  }

  #stirred(): void {
    for (const watcher of this.#watchers ?? []) watcher.stirred(this);
  }

  #disturb(cause: string): void {
    const disturbance = this.#neighbourhood.outage(cause);
    for (const unit of this.units) unit.disturb(disturbance);
  }

  #freed(): void {
    for (const unit of this.units) unit.freed();
  }

  #awaitHappening(): void {
    const { world, scheduler } = this.#neighbourhood;
    this.#nextHappening = world.nextHappening(this.index, scheduler.now);
    this.#happening = this.#at(this.#nextHappening?.at, slot.happening);
  }

  #awaitChange(): void {
    const { world, scheduler } = this.#neighbourhood;
    this.#nextChange = world.nextServiceChange(this.index, scheduler.now);
    this.#change = this.#at(this.#nextChange?.at, slot.service);
  }

  #at(due: Instant | undefined, which: number): Ticket {
    return due === undefined ? noTicket : this.#neighbourhood.scheduler.at(due, this, which);
  }
}

/** What a kind hears, as bits. */
const bits: Readonly<Record<Happening["type"], number>> = {
  arrival: 1,
  entry: 2,
  settled: 4,
  leaving: 8,
  departure: 16,
  wake: 32,
  bedtime: 64,
  moved: 128,
  began: 256,
  ended: 512,
  "front-door": 1_024,
  windows: 2_048,
};

const heard = new WeakMap<Kind, number>();

function heardBy(kind: Kind): number {
  let hears = heard.get(kind);
  if (hears === undefined) {
    hears = (kind.hears ?? (Object.keys(bits) as Happening["type"][])).reduce((sum, type) => sum | bits[type], 0);
    heard.set(kind, hears);
  }
  return hears;
}
