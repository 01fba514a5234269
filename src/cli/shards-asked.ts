/** How many processes the command line asks for. */
import { FlotillaError } from "../kernel/errors.ts";
import { mostShards } from "../library/machine/device-cost.ts";

/** @throws FlotillaError `usage`. */
export function shardsAsked(written: string): number | "auto" {
  if (written === "auto") return written;
  const count = Number(written);
  if (Number.isInteger(count) && count >= 1 && count <= mostShards) return count;
  throw new FlotillaError(
    "usage",
    `expected a number of shards from 1 to ${mostShards}, or auto, after --shards, found ${JSON.stringify(written)}`,
    { hint: "auto takes as many as the fleet needs on this machine." },
  );
}
