/**
 * What a hot drink is made with: the coffee machine or the kettle, never both. Decided by home and instant alone, so that the
 * plugs of a home agree without knowing of each other. Mostly coffee in the morning; later in the day people have something
 * else. Design values.
 */
import { type HomeView, hours, type Instant, keyed } from "flotilla/device";

const morningShare = 0.6;
const laterShare = 0.25;
/** Local hours. */
const morning = { from: 4, to: 11 } as const;

export function isCoffee(at: Instant, { traits }: HomeView): boolean {
  const hour = ((at + traits.timeZoneOffset) / hours(1)) % 24;
  const share = hour >= morning.from && hour < morning.to ? morningShare : laterShare;
  return keyed(Math.floor(at), "coffee", traits.index) < share;
}
