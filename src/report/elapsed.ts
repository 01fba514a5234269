/** A position in a run, or the way to it, given in milliseconds: `00:15`, `12:40`, `1:02:31`, `30:00:00`. */
export function elapsed(millis: number): string {
  const seconds = Math.max(0, Math.floor(millis / 1_000));
  const two = (part: number): string => String(part).padStart(2, "0");
  const minutes = Math.floor(seconds / 60);
  const hours = Math.floor(minutes / 60);
  const rest = two(seconds % 60);
  return hours === 0 ? `${two(minutes)}:${rest}` : `${hours}:${two(minutes % 60)}:${rest}`;
}
