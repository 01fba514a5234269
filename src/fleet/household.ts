/**
 * A home that is lived in: tells its devices what its people do, and whether there is power and network.
 *
 * One scheduler entry per home, for the next happening; homes without devices do not exist here.
 */
import type { Scheduler, Task, Ticket } from "../kernel/scheduler.ts";
import { noTicket } from "../kernel/scheduler.ts";
import type { Happening } from "../world/happening.ts";
import type { World } from "../world/world.ts";
import type { HomeView } from "../world/home.ts";
import type { Unit } from "./unit.ts";

export class Household implements Task {
  readonly index: number;
  readonly view: HomeView;
  readonly units: Unit[] = [];
  readonly #world: World;
  readonly #scheduler: Scheduler;
  #next: Happening | undefined;
  #ticket: Ticket = noTicket;
  /** How many power cuts hold at the moment; they may overlap. */
  #cuts = 0;

  constructor(index: number, world: World, scheduler: Scheduler) {
    this.index = index;
    this.view = world.home(index);
    this.#world = world;
    this.#scheduler = scheduler;
  }

  get mains(): boolean {
    return this.#cuts === 0;
  }

  /** Nobody lives here and nothing holds: a new household in its place would be the same. */
  get vacant(): boolean {
    return this.units.length === 0 && this.mains;
  }

  add(unit: Unit): void {
    this.units.push(unit);
    if (this.units.length === 1) this.#await();
  }

  remove(unit: Unit): void {
    const place = this.units.indexOf(unit);
    if (place >= 0) this.units.splice(place, 1);
    if (this.units.length > 0) return;
    this.#scheduler.cancel(this.#ticket);
    this.#ticket = noTicket;
  }

  /** The mains fail: mains devices go dark, and the router with them, so battery devices lose the network. */
  cutPower(): void {
    if (this.#cuts++ > 0) return;
    for (const unit of [...this.units]) unit.mains(false);
  }

  restorePower(): void {
    if (--this.#cuts > 0) return;
    for (const unit of [...this.units]) unit.mains(true);
  }

  onDue(): void {
    const happening = this.#next;
    if (happening !== undefined) for (const unit of [...this.units]) unit.device.happen(happening);
    this.#await();
  }

  #await(): void {
    this.#next = this.#world.nextHappening(this.index, this.#scheduler.now);
    this.#ticket = this.#next === undefined ? noTicket : this.#scheduler.at(this.#next.at, this);
  }
}
