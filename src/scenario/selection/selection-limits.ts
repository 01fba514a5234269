/**
 * What a selection that draws comes down to: limits for the draws of its members. They take a look at all of the fleet, once; with
 * them everybody can say of any device whether it is selected.
 *
 * Of the devices that are looked at only those few are kept whose draws are about as large as the limit: a search has less than 1 MiB,
 * however large the fleet. It can be done piece by piece.
 */
import { keyed } from "../../kernel/random.ts";
import type { FleetLayout } from "../groups/fleet-layout.ts";
import type { Selection } from "../plan.ts";
import { type DrawLimit, isWithin, LimitSearch } from "./draw-limit.ts";
import { type SelectFrom, type Walk, walkMatching } from "./matching-devices.ts";

/** Plain data. */
export interface SelectionLimits {
  /** For the draws of devices, or of homes. */
  readonly share?: DrawLimit;
  /** For those of the devices that the share takes. */
  readonly count?: DrawLimit;
}

/** Says of a device that meets the other conditions whether share and count of the selection take it. */
export function isTaken(
  { seed }: SelectFrom,
  { share }: Selection,
  purpose: string,
  limits: SelectionLimits,
): (index: number, home: number) => boolean {
  const ofHomes = share?.of === "homes";
  const [shareName, countName] = namesOf(purpose);
  // Devices come home by home.
  let latest = -1;
  let latestIsIn = false;
  const inShare = (limit: DrawLimit, index: number, home: number): boolean => {
    if (!ofHomes) return isWithin(limit, keyed(seed, shareName, index), index);
    if (home === latest) return latestIsIn;
    latest = home;
    latestIsIn = isWithin(limit, keyed(seed, shareName, home), home);
    return latestIsIn;
  };
  return (index, home) =>
    (limits.share === undefined || inShare(limits.share, index, home)) &&
    (limits.count === undefined || isWithin(limits.count, keyed(seed, countName, index), index));
}

/** All at once. */
export function selectionLimits(
  plan: SelectFrom,
  layout: FleetLayout,
  selection: Selection,
  purpose: string,
): SelectionLimits {
  const search = new SelectionSearch(plan, layout, selection, purpose);
  for (;;) {
    const found = search.work(Number.POSITIVE_INFINITY);
    if (found !== undefined) return found;
  }
}

export class SelectionSearch {
  readonly #plan: SelectFrom;
  readonly #selection: Selection;
  readonly #purpose: string;
  readonly #homes: number;
  /** Devices of the fleet. */
  readonly #all: number;
  readonly #walk: Walk;
  /** Of its kind and group. */
  readonly #devices: number;
  #limits: SelectionLimits = {};
  /** Made when its turn comes: many may wait. */
  #search: LimitSearch | undefined;
  #drawing: "share" | "count" | "done";
  #pass: "count" | "look" = "count";
  #home = 0;

  constructor(plan: SelectFrom, layout: FleetLayout, selection: Selection, purpose: string) {
    this.#plan = plan;
    this.#selection = selection;
    this.#purpose = purpose;
    this.#homes = layout.homes;
    this.#all = layout.total;
    this.#walk = walkMatching(plan, layout, selection);
    this.#devices = plan.fleet.reduce(
      (sum, { kind, name }, group) =>
        (selection.kind ?? kind) === kind && (selection.group ?? name) === name ? sum + layout.inGroup(group) : sum,
      0,
    );
    this.#drawing = selection.share !== undefined ? "share" : selection.count !== undefined ? "count" : "done";
  }

  /** Goes on for as many homes as have `most` devices, about. @returns the limits when they are found */
  work(most: number): SelectionLimits | undefined {
    if (this.#drawing !== "done") {
      const homes = Math.max(1, Math.floor((most * this.#homes) / Math.max(1, this.#all)));
      const to = Math.min(this.#homes, this.#home + homes);
      this.#go({ from: this.#home, to });
      this.#home = to;
      if (to === this.#homes) this.#passed();
    }
    return this.#drawing === "done" ? this.#limits : undefined;
  }

  #go(homes: { readonly from: number; readonly to: number }): void {
    const { seed } = this.#plan;
    const search = (this.#search ??= this.#newSearch());
    const [shareName, countName] = namesOf(this.#purpose);
    const name = this.#drawing === "share" ? shareName : countName;
    const counts = this.#pass === "count";
    const take = (member: number): void => {
      const draw = keyed(seed, name, member);
      if (counts) search.count(draw, member);
      else search.look(draw, member);
    };
    if (this.#drawing === "share" && this.#selection.share!.of === "homes") {
      let latest = -1;
      return this.#walk(homes, (_, home) => {
        if (home === latest) return;
        latest = home;
        take(home);
      });
    }
    if (this.#limits.share === undefined) return this.#walk(homes, take);
    const inShare = isTaken(this.#plan, this.#selection, this.#purpose, this.#limits);
    this.#walk(homes, (index, home) => {
      if (inShare(index, home)) take(index);
    });
  }

  /** All homes were gone through. */
  #passed(): void {
    this.#home = 0;
    const { share, count } = this.#selection;
    const search = this.#search!;
    if (this.#pass === "count") {
      const wanted = this.#drawing === "share" ? Math.round(share!.part * search.members) : count!;
      if (search.narrow(wanted)) {
        this.#pass = "look";
        return;
      }
    }
    const limit = search.limit;
    this.#limits = this.#drawing === "share" ? { share: limit } : { ...this.#limits, count: limit };
    this.#drawing = this.#drawing === "share" && count !== undefined ? "count" : "done";
    this.#pass = "count";
    this.#search = undefined;
  }

  /** As long as nothing but kinds and groups rules devices out, the guess is right. */
  #newSearch(): LimitSearch {
    const { share, count = 0 } = this.#selection;
    if (this.#drawing === "share")
      return new LimitSearch(sizesToldApart, {
        part: share!.part,
        of: share!.of === "homes" ? this.#homes : this.#devices,
      });
    const among = this.#devices * (share?.part ?? 1);
    return new LimitSearch(sizesToldApart, { part: count / Math.max(1, among), of: among });
  }
}

/** Of share and count. */
function namesOf(purpose: string): readonly [string, string] {
  return [`select.${purpose}`, `select.${purpose}.count`];
}

/** Some 15 of a million draws are alike then. */
const sizesToldApart = 65_536;
