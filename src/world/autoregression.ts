/** A stationary first-order autoregression by the hour, of which every value depends on its seed, purpose and hour alone. */
import { normalQuantile, open } from "../kernel/distribution.ts";
import { keyed } from "../kernel/random.ts";

/** e^(-2048/44) = 6e-21: what came before does not reach the last bit. */
const warmUpHours = 2_048;

/** `count` values from hour `first`. `memoryHours`: when its memory has faded to 1/e. */
export function autoregression(
  seed: number,
  purpose: string,
  { sd, memoryHours }: { readonly sd: number; readonly memoryHours: number },
  first: number,
  count: number,
): Float64Array {
  const keep = Math.exp(-1 / memoryHours);
  const innovationSd = sd * Math.sqrt(1 - keep * keep);
  const values = new Float64Array(count);
  let value = 0;
  for (let index = -warmUpHours; index < count; index++) {
    value = keep * value + innovationSd * normalQuantile(open(keyed(seed, purpose, first + index)));
    if (index >= 0) values[index] = value;
  }
  return values;
}
