/**
 * What a selection that draws comes down to: limits for the draws of its members. They take a look at all of the fleet, once; with
 * them everybody can say of any device whether it is selected.
 *
 * Nothing is kept of a device that is looked at: a search has 256 KiB, however large the fleet. It can be done piece by piece.
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
    const found = search.work(layout.homes);
    if (found !== undefined) return found;
  }
}

export class SelectionSearch {
  readonly #plan: SelectFrom;
  readonly #selection: Selection;
  readonly #purpose: string;
  readonly #homes: number;
  readonly #walk: Walk;
  #limits: SelectionLimits = {};
  #search: LimitSearch = new LimitSearch(sizesToldApart);
  #drawing: "share" | "count" | "done";
  #pass: "count" | "look" = "count";
  #home = 0;

  constructor(plan: SelectFrom, layout: FleetLayout, selection: Selection, purpose: string) {
    this.#plan = plan;
    this.#selection = selection;
    this.#purpose = purpose;
    this.#homes = layout.homes;
    this.#walk = walkMatching(plan, layout, selection);
    this.#drawing = selection.share !== undefined ? "share" : selection.count !== undefined ? "count" : "done";
  }

  /** Goes on for up to `most` homes. @returns the limits when they are found */
  work(most: number): SelectionLimits | undefined {
    if (this.#drawing !== "done") {
      const to = Math.min(this.#homes, this.#home + most);
      this.#go({ from: this.#home, to });
      this.#home = to;
      if (to === this.#homes) this.#passed();
    }
    return this.#drawing === "done" ? this.#limits : undefined;
  }

  #go(homes: { readonly from: number; readonly to: number }): void {
    const { seed } = this.#plan;
    const search = this.#search;
    const [shareName, countName] = namesOf(this.#purpose);
    const name = this.#drawing === "share" ? shareName : countName;
    const counts = this.#pass === "count";
    const take = (member: number): void => {
      const draw = keyed(seed, name, member);
      if (counts) search.count(draw);
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
    const search = this.#search;
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
    if (this.#drawing !== "done") this.#search = new LimitSearch(sizesToldApart);
  }
}

/** Of share and count. */
function namesOf(purpose: string): readonly [string, string] {
  return [`select.${purpose}`, `select.${purpose}.count`];
}

/** Some 15 of a million draws are alike then. */
const sizesToldApart = 65_536;
