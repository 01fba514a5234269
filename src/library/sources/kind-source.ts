/** What other processes are told so that they have the kinds of a plan. */
import { catalog } from "../../../devices/catalog.ts";
import type { Kind } from "../../device/kind.ts";
import type { Plan } from "../../scenario/plan.ts";
import type { KindSource } from "../../shards/shard-setup.ts";

/** @param files where those of `kinds` come from that are not shipped, absolute. */
export function kindSource(plan: Plan, kinds: readonly Kind[], files: readonly string[]): KindSource {
  const used = new Set(plan.fleet.map(({ kind }) => kind));
  const shipped = catalog.filter((kind) => used.has(kind.name) && kinds.includes(kind));
  return { shipped: shipped.map(({ name }) => name), files };
}
