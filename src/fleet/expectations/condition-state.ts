/** What was seen so far of a condition that is expected, as plain data: the parts of several shards make one. */

export interface ConditionState {
  /** The moment it counts from has come. */
  readonly came: boolean;
  /** How many were looked at while it counted. */
  readonly seen: number;
  /** On how many it is not as expected; of those whose time is not over, as if it were now. */
  readonly failed: number;
  /** Whether it is known of one of them whatever comes. */
  readonly broken: boolean;
  /** Those that failed, by their numbers in the fleet: some of the lowest, ascending. */
  readonly first: readonly number[];
  /** The first in time: which, when, simulated milliseconds since the start, and what it was like. */
  readonly earliest?: { readonly key: number; readonly at: number; readonly seen: string };
  /** Why it could not be worked out. */
  readonly fault?: string;
}

/** Devices or homes that are named. */
export const mostNamed = 10;

export const nothingSeen: ConditionState = { came: false, seen: 0, failed: 0, broken: false, first: [] };

/** Devices and homes are in one shard each: counts add up. */
export function mergeConditionStates(states: readonly ConditionState[]): ConditionState {
  const earliest = states
    .flatMap((state) => state.earliest ?? [])
    .toSorted((a, b) => a.at - b.at || a.key - b.key)
    .at(0);
  const fault = states.find((state) => state.fault !== undefined)?.fault;
  return {
    came: states.some(({ came }) => came),
    seen: states.reduce((sum, { seen }) => sum + seen, 0),
    failed: states.reduce((sum, { failed }) => sum + failed, 0),
    broken: states.some(({ broken }) => broken),
    first: states
      .flatMap(({ first }) => first)
      .toSorted((a, b) => a - b)
      .slice(0, mostNamed),
    ...(earliest === undefined ? {} : { earliest }),
    ...(fault === undefined ? {} : { fault }),
  };
}

/** One condition, as who has looked at it shows it. */
export interface ConditionView {
  /** As in its state, and cheap to ask for. */
  readonly broken: boolean;
  /** Without those whose time is not over: cheap too. When all is over there are none. */
  known(): ConditionState;
  state(): ConditionState;
}

/** Several of one condition as one; those that are not there have seen nothing. */
export function mergedViews(views: readonly (ConditionView | undefined)[]): ConditionView {
  return {
    get broken() {
      return views.some((view) => view?.broken === true);
    },
    known: () => mergeConditionStates(views.map((view) => view?.known() ?? nothingSeen)),
    state: () => mergeConditionStates(views.map((view) => view?.state() ?? nothingSeen)),
  };
}
