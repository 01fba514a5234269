/**
 * The order of what shards say, the same however many of them there are: by time; at one time what is about the run comes first,
 * then home by home, in each the home itself before its devices; of one place as its shard said it.
 */
import type { Saying } from "./saying.ts";

/** Something said, the shard that said it, and the how many-eth thing it was that this shard said. */
export interface Said<Of extends Saying = Saying> {
  readonly saying: Of;
  readonly shard: number;
  readonly number: number;
}

export function inSaidOrder(a: Said, b: Said): number {
  return (
    a.saying.at - b.saying.at ||
    (a.saying.home ?? -1) - (b.saying.home ?? -1) ||
    (a.saying.device ?? -1) - (b.saying.device ?? -1) ||
    a.shard - b.shard ||
    a.number - b.number
  );
}
