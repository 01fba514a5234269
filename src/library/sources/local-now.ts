/** What `clock.start: now` means: this machine's time and its offset from UTC, in ISO 8601. */
export function localNow(now: Date = new Date()): string {
  const ahead = -now.getTimezoneOffset();
  const part = (minutes: number): string => String(Math.floor(Math.abs(minutes))).padStart(2, "0");
  const local = new Date(now.getTime() + ahead * 60_000).toISOString().slice(0, -1);
  return `${local}${ahead < 0 ? "-" : "+"}${part(ahead / 60)}:${part(ahead % 60)}`;
}
