/** Durations that the schema has let pass. */
import { FlotillaError } from "../../kernel/errors.ts";
import { parseDuration, type Duration } from "../../kernel/time.ts";

export function durationOf(text: string): Duration {
  const duration = parseDuration(text);
  if (duration === undefined) throw new FlotillaError("internal", `expected a duration, found ${JSON.stringify(text)}`);
  return duration;
}

/** `90s`, or `-5m`: as a duration, with a minus for the other direction. `undefined` for anything else. */
export function parseOffset(text: string): Duration | undefined {
  const duration = parseDuration(text.replace(/^-/, ""));
  return duration === undefined || !text.startsWith("-") ? duration : ((0 - duration) as Duration);
}

export function offsetOf(text: string): Duration {
  const offset = parseOffset(text);
  if (offset === undefined) throw new FlotillaError("internal", `expected an offset, found ${JSON.stringify(text)}`);
  return offset;
}
