/**
 * Who lives in a home.
 *
 * 1. Residents: 1-4, at 28, 35, 15 and 22 %. The first two are adults, 66 % of whom work outside; of the others 85 %
 *    go to work or school.
 * 2. A person has habits: how much earlier or later than most they rise, leave, return and go to bed, in standard
 *    normal deviates that stay with them for life. Early risers go to bed early, and who lives together leaves and
 *    returns at similar times, which makes homes differ: most are hardly ever empty, others every working day.
 */
import { normalQuantile, open, quantile, type Distribution } from "../kernel/distribution.ts";
import { keyed, RandomStream } from "../kernel/random.ts";

export interface Person {
  readonly home: number;
  /** 0, 1, ... within the home. */
  readonly index: number;
  /** Others are children and students: off work when school is out. */
  readonly adult: boolean;
  /** Goes to work or school on most weekdays. */
  readonly works: boolean;
  readonly habits: Habits;
}

/** Standard normal deviates; positive is later. */
export interface Habits {
  readonly wake: number;
  readonly leave: number;
  readonly return: number;
  readonly bedtime: number;
}

/** No home has more; residents are numbered below this. */
export const mostResidents = 8;

const residents: Distribution = {
  choice: [
    [1, 0.28],
    [2, 0.35],
    [3, 0.15],
    [4, 0.22],
  ],
};
const adults = 2;
const workingShare = { adult: 0.66, other: 0.85 } as const;
/** How often a person's being at work or not follows the rest of the household. */
const workFollowsHousehold = 0.3;
/** Correlation of getting up and going to bed. */
const chronotype = 0.4;
/** Correlation of leaving, and of returning, among the residents of a home. */
const togetherness = 0.5;

export function residentsOf(seed: number, home: number): number {
  return quantile(residents, open(keyed(seed, "residents", home)));
}

export function personsOf(seed: number, home: number): readonly Person[] {
  return Array.from({ length: residentsOf(seed, home) }, (_, index) => ({
    home,
    index,
    adult: index < adults,
    works: worksOutside(seed, home, index),
    habits: habitsOf(seed, home, index),
  }));
}

/** The draws for one purpose of one person, or without a person of the whole household, on one day. */
export function dayStream(
  seed: number,
  home: number,
  person: number | undefined,
  day: number,
  purpose: string,
): RandomStream {
  const who = home * (mostResidents + 1) + (person ?? mostResidents);
  // 65,536 days are 179 years, enough to tell days apart and small enough to stay a safe integer for any home.
  return new RandomStream(seed, who * 65_536 + (day & 0xffff), purpose);
}

function worksOutside(seed: number, home: number, index: number): boolean {
  const follows = keyed(seed, "work follows household", home, index) < workFollowsHousehold;
  const draw = keyed(seed, "work", home, follows ? mostResidents : index);
  return draw < (index < adults ? workingShare.adult : workingShare.other);
}

function habitsOf(seed: number, home: number, index: number): Habits {
  const own = (purpose: string): number => normalQuantile(open(keyed(seed, purpose, home, index)));
  const shared = (purpose: string): number => normalQuantile(open(keyed(seed, purpose, home, mostResidents)));
  const wake = own("wake habit");
  return {
    wake,
    leave: correlated(togetherness, shared("leave habit"), own("leave habit")),
    return: correlated(togetherness, shared("return habit"), own("return habit")),
    bedtime: Math.sqrt(1 - chronotype * chronotype) * own("bedtime habit") + chronotype * wake,
  };
}

/** A standard normal deviate that has correlation `share` with every other one made from the same `common`. */
function correlated(share: number, common: number, own: number): number {
  return Math.sqrt(share) * common + Math.sqrt(1 - share) * own;
}
