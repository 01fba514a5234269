/**
 * Everybody at home, or nobody, because a scenario says so: what that makes of the days of a home.
 *
 * 1. A function of (events, home, day), as all of the world is. Days without such an event are as they were, to the last draw.
 * 2. Who has to come home does so within ten minutes, and nobody leaves until it is over; then those go who would still have
 *    been out. A night away that touches such a day does not take place.
 * 3. Who has to leave does so within ten minutes, though between 04:50, when the day has begun, and 02:40, before it ends. When it
 *    is over, they are back within ten minutes.
 */
import { uniform } from "../kernel/distribution.ts";
import { type Duration, type Instant, later } from "../kernel/time.ts";
import type { Absence } from "./absence.ts";
import { dayStartMinute, midnightOf } from "./calendar.ts";
import { dayStream } from "./person.ts";
import { wholeDay } from "./time-of-day.ts";
import type { WorldEvent } from "./world-event.ts";

/** What the events make of one day of a home. Times are minutes of the day, and may lie before and after it. */
export interface DayOrders {
  /** When everybody is at home, and when nobody is. */
  readonly home: readonly Absence[];
  readonly away: readonly Absence[];
  /** How the nights before and after are spent, if that is ordered. */
  readonly nights: { readonly before: Night | undefined; readonly after: Night | undefined };
}

export type Night = "home" | "away";

const minuteMillis = 60_000;
export const dayEndMinute: number = dayStartMinute + wholeDay / minuteMillis;
/** Up, dressed and out; and still time to come back and go to bed. */
const earliestLeave = dayStartMinute + 50;
const latestLeave = dayEndMinute - 80;
/** Minutes in which all have come, or gone. */
export const within = 10;

export class Gatherings {
  readonly #events: readonly Gathering[];
  readonly #timeZoneOffset: Duration;

  /** @param origin the start of the run. */
  constructor(events: readonly WorldEvent[], origin: Instant, timeZoneOffset: Duration) {
    this.#events = events.flatMap((event) => (event.type === "presence" ? [gathering(event, origin)] : []));
    this.#timeZoneOffset = timeZoneOffset;
  }

  on(home: number, day: number): DayOrders | undefined {
    const concerned = this.#events.filter(({ homes }) => homes === "all" || homes.has(home));
    if (concerned.length === 0) return undefined;
    const midnight = midnightOf(day, this.#timeZoneOffset);
    const minutes = (who: Gathering["who"]): Absence[] =>
      concerned
        .filter((one) => one.who === who)
        .map(({ from, to }) => ({ from: (from - midnight) / minuteMillis, to: (to - midnight) / minuteMillis }));
    const stays = minutes("everyone");
    const aways = minutes("nobody");
    const today = ({ from, to }: Absence): boolean => from < dayEndMinute && to > dayStartMinute;
    const orders: DayOrders = {
      home: stays.filter(today),
      away: aways.filter(today),
      nights: { before: nightAt(dayStartMinute, stays, aways), after: nightAt(dayEndMinute, stays, aways) },
    };
    const { nights } = orders;
    const idle = orders.home.length === 0 && orders.away.length === 0;
    return idle && nights.before === undefined && nights.after === undefined ? undefined : orders;
  }
}

/** The absences of a person on a day with these orders, as far as they are within the day. */
export function obeyed(
  absences: readonly Absence[],
  orders: DayOrders,
  seed: number,
  home: number,
  person: number,
  day: number,
): Absence[] {
  const random = dayStream(seed, home, person, day, "gathering");
  const drawn = (): number => uniform(random, 0, within);
  let obedient = [...absences];
  for (const { from, to } of orders.home) {
    const [come, go] = [from + drawn(), to + drawn()];
    obedient = obedient.flatMap((one) => outside(one, from, to, come, go));
  }
  const away = orders.away.map(({ from, to }) => ({
    from: leaveAt(from) + drawn(),
    to: to + drawn(),
  }));
  return [...away, ...obedient];
}

/** When all leave for nights away that are ordered; `undefined` when they are not ordered to leave on this day. */
export function orderedLeave({ away }: DayOrders): number | undefined {
  const froms = away.filter(({ to }) => to > dayEndMinute).map(({ from }) => from);
  return froms.length === 0 ? undefined : leaveAt(Math.min(...froms));
}

/** When people leave the house who have to by `minute`. */
export function leaveAt(minute: number): number {
  return Math.min(latestLeave, Math.max(earliestLeave, minute));
}

/** When all come back from them. */
export function orderedReturn({ away }: DayOrders): number | undefined {
  const tos = away.filter(({ from }) => from <= dayStartMinute).map(({ to }) => to);
  return tos.length === 0 ? undefined : Math.max(...tos);
}

interface Gathering {
  readonly who: "everyone" | "nobody";
  readonly homes: "all" | ReadonlySet<number>;
  readonly from: Instant;
  readonly to: Instant;
}

function gathering(event: Extract<WorldEvent, { type: "presence" }>, origin: Instant): Gathering {
  return {
    who: event.home,
    homes: event.homes === "all" ? "all" : new Set(event.homes),
    from: later(origin, event.from),
    to: later(origin, event.to),
  };
}

/** The night that ends when a day begins, at `boundary`: at home if the day before or the day itself asks for it. */
function nightAt(boundary: number, stays: readonly Absence[], aways: readonly Absence[]): Night | undefined {
  const day = dayEndMinute - dayStartMinute;
  if (stays.some(({ from, to }) => from < boundary + day && to > boundary - day)) return "home";
  return aways.some(({ from, to }) => from < boundary && to > boundary) ? "away" : undefined;
}

/** What is left of an absence when its person has to be at home from `from` to `to`. */
function outside(absence: Absence, from: number, to: number, come: number, go: number): Absence[] {
  if (absence.to <= from || absence.from >= to) return [absence];
  const before = absence.from < from ? [{ from: absence.from, to: Math.min(absence.to, come) }] : [];
  const after = absence.to > go ? [{ from: go, to: absence.to }] : [];
  return [...before, ...after];
}
