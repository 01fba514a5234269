/**
 * The urls of a target. Of several, device i connects to number i modulo their count: evenly, the same in any shard, and
 * for good, whatever happens to the connection.
 */
import type { TargetPlan } from "../plan.ts";

type Urls = Pick<TargetPlan, "url" | "moreUrls">;

/** All of them, at least one. */
export function targetUrls({ url, moreUrls = [] }: Urls): readonly [string, ...string[]] {
  return [url, ...moreUrls];
}

/** That of the device with this index. */
export function targetUrlOf({ url, moreUrls }: Urls, index: number): string {
  if (moreUrls === undefined) return url;
  const number = index % (1 + moreUrls.length);
  return number === 0 ? url : moreUrls[number - 1]!;
}

/** @param urls at least one */
export function planUrls([url, ...moreUrls]: readonly string[]): Urls {
  return { url: url!, ...(moreUrls.length > 0 && { moreUrls }) };
}
