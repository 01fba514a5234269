/** From numbers and lengths of time as written, drawn or not, to what the plan says. */
import type { Distribution } from "../../kernel/distribution.ts";
import type { Draw } from "../../kernel/draw.ts";
import { FlotillaError } from "../../kernel/errors.ts";
import type { Duration } from "../../kernel/time.ts";
import type { Length } from "../plan.ts";
import { type SampleKind, readSamples } from "./sample-file.ts";
import type { ScenarioFiles } from "../source/scenario-files.ts";
import type { DrawInput } from "../scenario-input.ts";
import { durationOf, offsetOf } from "./written-duration.ts";

type Written<T extends number | string> = T | DrawInput<T>;

/** A number of the plan. @param files for `from`; checks have found it good. */
export function buildNumber(written: Written<number>, files: ScenarioFiles | undefined): number | Draw {
  const distribution = distributionOf(written, files);
  return typeof distribution === "number" ? distribution : { draw: distribution };
}

/** A length of time of the plan. @param sign whether it may have a minus */
export function buildLength(
  written: Written<string>,
  files: ScenarioFiles | undefined,
  sign: "offset" | "length" = "length",
): Length {
  if (typeof written === "string") return sizeOf(written, sign) as Duration;
  return { draw: drawn(written, sign, files) };
}

/** Where a distribution itself is wanted: the number of devices in a home. */
export function distributionOf(written: Written<number>, files: ScenarioFiles | undefined): Distribution {
  return typeof written === "number" ? written : drawn(written, "number", files);
}

/** In milliseconds, if it is about lengths of time. A sound draw says exactly one thing. */
function drawn(written: DrawInput<number | string>, kind: SampleKind, files: ScenarioFiles | undefined): Distribution {
  const { uniform, normal, lognormal, exponential, poisson, choice, from } = written;
  const size = (one: number | string): number => sizeOf(one, kind);
  if (uniform !== undefined) return { uniform: [size(uniform[0]), size(uniform[1])] };
  if (normal !== undefined) return { normal: { mean: size(normal.mean), sd: sizeOf(normal.sd, "length") } };
  if (lognormal !== undefined) return { lognormal: { median: size(lognormal.median), sigma: lognormal.sigma } };
  if (exponential !== undefined) return { exponential: { mean: size(exponential.mean) } };
  if (poisson !== undefined) return { poisson };
  if (choice !== undefined) return { choice: choice.map(([value, weight]) => [size(value), weight] as const) };
  const text = from === undefined ? undefined : files?.read(from);
  if (text === undefined) throw new FlotillaError("internal", "expected a distribution, found none of them");
  const reading = readSamples(text, kind, written);
  if (!reading.ok)
    throw new FlotillaError("internal", `expected samples in ${from}, found ${reading.faults[0]?.message}`);
  return { samples: reading.samples };
}

/** Numbers are what they are, lengths of time are milliseconds. */
function sizeOf(written: number | string, kind: SampleKind): number {
  if (typeof written === "number") return written;
  return kind === "offset" ? offsetOf(written) : durationOf(written);
}
