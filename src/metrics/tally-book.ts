/**
 * Who is counted where, so that the figures of a cohort can be told without counting anything twice.
 *
 * 1. Devices that the cohorts asked for cannot tell apart share one tally: nobody asked, one tally; one cohort, two. What is not asked for
 *    costs nothing, however many groups there are.
 * 2. The figures of all, and of a cohort, are the sums of their tallies ({@link TallySum}): exact.
 * 3. How many of a cohort were there at most cannot be summed up, and is counted beside ({@link Crowd}).
 */
import { belongsTo, cohortKey, type Member } from "./cohort.ts";
import { Crowd } from "./crowd.ts";
import { Tally } from "./tally.ts";
import { type TallyFigures, TallySum } from "./tally-sum.ts";
import type { Cohort } from "./threshold.ts";

export class TallyBook {
  /** Of devices in no cohort that was asked for, and of what no device did. */
  readonly rest: Account = { key: "", tally: new Tally(), crowds: [] };
  readonly #asked: readonly Asked[];
  readonly #accounts: Map<string, Account> = new Map([[this.rest.key, this.rest]]);
  #total: TallyFigures = this.rest.tally;

  constructor(asked: readonly Cohort[]) {
    const distinct = new Map(asked.map((cohort) => [cohortKey(cohort), cohort]));
    this.#asked = [...distinct].map(([key, cohort]) => ({
      key,
      cohort,
      crowd: new Crowd(),
      parts: new Set(),
      figures: new Tally(),
    }));
  }

  /** Where a device is counted; make use of it for all devices of its group and variant. */
  account(member: Member): Account {
    const theirs = this.#asked.flatMap(({ cohort }, place) => (belongsTo(cohort, member) ? [place] : []));
    return this.accountOf(theirs.join());
  }

  /** That of this {@link Account.key}, which may be of another book in which the same cohorts were asked for. */
  accountOf(key: string): Account {
    const known = this.#accounts.get(key);
    if (known !== undefined) return known;
    const theirs = key.split(",").map((place) => this.#asked[Number(place)]!);
    const account: Account = { key, tally: new Tally(), crowds: theirs.map(({ crowd }) => crowd) };
    this.#accounts.set(key, account);
    this.#total = new TallySum([...this.#accounts.values()].map(({ tally }) => tally));
    for (const one of theirs) {
      one.parts.add(account.tally);
      one.figures = new TallySum([...one.parts]);
    }
    return account;
  }

  /** Where somebody is counted so far. */
  get accounts(): Iterable<Account> {
    return this.#accounts.values();
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
  /** The places of the cohorts that its devices are in among those that were asked for; empty for none. */
  readonly key: string;
  readonly tally: Tally;
  /** Those of the cohorts it is in. */
  readonly crowds: readonly Crowd[];
}

export interface CohortFigures {
  readonly figures: TallyFigures;
  readonly crowd: Crowd;
}

interface Asked {
  readonly key: string;
  readonly cohort: Cohort;
  readonly crowd: Crowd;
  readonly parts: Set<Tally>;
  figures: TallyFigures;
}
