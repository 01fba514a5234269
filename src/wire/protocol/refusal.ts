/**
 * What a refused upgrade means for the next attempt, whatever the protocol.
 *
 * 1. 401 and 403 say that these credentials will not do: the same attempt again would get the same answer, so stop.
 * 2. Every other status may pass: 404 while a server is being deployed, 429 and 503 by their very meaning.
 * 3. `Retry-After` (RFC 9110 §10.2.3) is honoured with any status, as seconds or as a date. A date is measured against the
 *    answer's own `Date`: both are the server's clock, so neither the device's nor this machine's matters.
 */
import { millis, seconds, type Duration } from "../../kernel/time.ts";
import type { Verdict } from "./adapter.ts";

/** No server may send a device away for longer at once. */
export const longestRetry: Duration = seconds(3_600);

/** @param headers names in lower case. */
export function verdictOfRefusal(status: number, headers: Readonly<Record<string, string>>): Verdict {
  if (status === 401) return { act: "stop", why: "unauthorized (HTTP 401)" };
  if (status === 403) return { act: "stop", why: "forbidden (HTTP 403)" };
  return reconnectAfter(readRetryAfter(headers["retry-after"], headers["date"]));
}

/** Try again, after at least `after`, bounded by {@link longestRetry}. */
export function reconnectAfter(after: Duration | undefined): Verdict {
  if (after === undefined) return { act: "reconnect" };
  return { act: "reconnect", after: after < longestRetry ? after : longestRetry };
}

function readRetryAfter(value: string | undefined, date: string | undefined): Duration | undefined {
  if (value === undefined) return undefined;
  if (/^\s*\d+\s*$/.test(value)) return seconds(Number(value));
  const until = readHttpDate(value);
  const now = date === undefined ? undefined : readHttpDate(date);
  return until === undefined || now === undefined ? undefined : millis(Math.max(0, until - now));
}

const months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
const httpDate = /^\s*[A-Z][a-z]{2}, (\d{2}) ([A-Z][a-z]{2}) (\d{4}) (\d{2}):(\d{2}):(\d{2}) GMT\s*$/;

/** Reads an IMF-fixdate (RFC 9110 §5.6.7), such as `Sun, 06 Nov 1994 08:49:37 GMT`, into milliseconds since 1970. */
function readHttpDate(text: string): number | undefined {
  const parts = httpDate.exec(text);
  if (parts === null) return undefined;
  const month = months.indexOf(parts[2]!);
  if (month < 0) return undefined;
  const [day, year, hour, minute, second] = [1, 3, 4, 5, 6].map((part) => Number(parts[part])) as [
    number,
    number,
    number,
    number,
    number,
  ];
  return (daysBefore(year, month) + day - 1) * 86_400_000 + ((hour * 60 + minute) * 60 + second) * 1_000;
}

/** Days from 1970-01-01 to the first of a month (0-based) of the Gregorian calendar. Years start in March here: the leap day comes last. */
function daysBefore(year: number, month: number): number {
  const shifted = (month + 10) % 12;
  const years = month < 2 ? year - 1 : year;
  const leaps = Math.floor(years / 4) - Math.floor(years / 100) + Math.floor(years / 400);
  return years * 365 + leaps + Math.floor((shifted * 306 + 5) / 10) - 719_468;
}
