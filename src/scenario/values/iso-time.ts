/**
 * Points in time as ISO 8601 writes them, with the offset that says where: `2026-01-15T17:00:00+01:00`.
 *
 * Years 1970-9999; seconds may be left out or have a fraction down to milliseconds; the offset may be `Z` and is at most
 * 14 hours. Days that do not exist are refused.
 */
import { instant, minutes, type Duration, type Instant } from "../../kernel/time.ts";

export interface ZonedTime {
  readonly instant: Instant;
  /** Local time minus UTC. */
  readonly offset: Duration;
}

const form = /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d)(?::(\d\d)(?:\.(\d{1,3}))?)?(?:Z|([+-])(\d\d):(\d\d))$/;

export function parseInstant(text: string): ZonedTime | undefined {
  const match = form.exec(text);
  if (match === null) return undefined;
  const part = (group: number): number => Number(match[group] ?? 0);
  const [year, month, day, hour, minute, second] = [part(1), part(2), part(3), part(4), part(5), part(6)];
  const inRange = year >= 1970 && month >= 1 && month <= 12 && day >= 1 && day <= daysIn(year, month);
  if (!inRange || hour > 23 || minute > 59 || second > 59 || part(9) > 14 || part(10) > 59) return undefined;
  const offset = minutes((match[8] === "-" ? -1 : 1) * (part(9) * 60 + part(10)));
  const millis = Number((match[7] ?? "").padEnd(3, "0"));
  return { instant: instant(Date.UTC(year, month - 1, day, hour, minute, second, millis) - offset), offset };
}

function daysIn(year: number, month: number): number {
  if (month === 2) return (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0 ? 29 : 28;
  return [4, 6, 9, 11].includes(month) ? 30 : 31;
}
