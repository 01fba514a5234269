/** A duration that the schema has let pass. */
import { FlotillaError } from "../kernel/errors.ts";
import { parseDuration, type Duration } from "../kernel/time.ts";

export function durationOf(text: string): Duration {
  const duration = parseDuration(text);
  if (duration === undefined) throw new FlotillaError("internal", `expected a duration, found ${JSON.stringify(text)}`);
  return duration;
}
