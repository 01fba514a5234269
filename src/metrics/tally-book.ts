/**
 * Who is counted where, so that the figures of a cohort can be told without counting anything twice.
 *
 * 1. Devices that the cohorts asked for cannot tell apart share one tally: nobody asked, one tally; one cohort, two. What is not asked for
 *    costs nothing, however many groups there are.
 * 2. The figures of all, and of a cohort, are the sums of their tallies ({@link TallySum}): exact.
 * 3. How many of a cohort were there at most cannot be summed up, and is counted beside ({@link Crowd}).
 */
import { belongsTo, cohortKey, type Member } from "./cohort.ts";
import { Tally } from "./tally.ts";
import { type TallyFigures, TallySum } from "./tally-sum.ts";
import type { Cohort } from "./threshold.ts";

export class TallyBook {
  /** Of devices in no cohort that was asked for, and of what no device did. */
  readonly rest: Account = { tally: new Tally(), crowds: [] };
  readonly #asked: readonly Asked[];
  /** By the cohorts that their devices are in, as text. */
  readonly #accounts: Map<string, Account> = new Map([["", this.rest]]);
  #total: TallyFigures = this.rest.tally;

  constructor(asked: readonly Cohort[]) {
    const distinct = new Map(asked.map((cohort) => [cohortKey(cohort), cohort]));
    this.#asked = [...distinct].map(([key, cohort]) => ({
      key,
      cohort,
      crowd: { ready: 0, peak: 0 },
      parts: new Set(),
      figures: new Tally(),
    }));
  }

  /** Where a device is counted; make use of it for all devices of its group and variant. */
  account(member: Member): Account {
    const theirs = this.#asked.filter(({ cohort }) => belongsTo(cohort, member));
    const key = theirs.map((one) => this.#asked.indexOf(one)).join();
    const known = this.#accounts.get(key);
    if (known !== undefined) return known;
    const account: Account = { tally: new Tally(), crowds: theirs.map(({ crowd }) => crowd) };
    this.#accounts.set(key, account);
    this.#total = new TallySum([...this.#accounts.values()].map(({ tally }) => tally));
    for (const one of theirs) {
      one.parts.add(account.tally);
      one.figures = new TallySum([...one.parts]);
    }
    return account;
  }

  /** Of everybody. */
  get total(): TallyFigures {
    return this.#total;
  }

  /** Of a cohort that was asked for. */
  of(cohort: Cohort): CohortFigures {
    const key = cohortKey(cohort);
    const { figures, crowd } = this.#asked.find((one) => one.key === key)!;
    return { figures, crowd };
  }
}

/** Where a device is counted. */
export interface Account {
  readonly tally: Tally;
  /** Those of the cohorts it is in. */
  readonly crowds: readonly Crowd[];
}

/** Devices of a cohort that are ready now, and the most that were at one time. */
export interface Crowd {
  ready: number;
  peak: number;
}

export interface CohortFigures {
  readonly figures: TallyFigures;
  readonly crowd: Readonly<Crowd>;
}

interface Asked {
  readonly key: string;
  readonly cohort: Cohort;
  readonly crowd: Crowd;
  readonly parts: Set<Tally>;
  figures: TallyFigures;
}
