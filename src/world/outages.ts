/**
 * What fails around homes, each kind by itself.
 *
 *     mains   feeders of 250 homes   1.5 cuts a year, median 1 h; 3 dips a year, under 3 s; routers are back 1-3 min later
 *     isp     areas of 400 homes     at most 2 a quarter, median 2 h
 *     line    each home              one in 3-6 weeks, median 8 min, 5 % over 4 h
 *             each home              good for hours (mean 6-48, heavy-tailed), degraded for minutes, and then often down for
 *                                    5 s to 10 min
 *     router  each home              restarts every month, 1-3 min
 *
 * 1. Outages are drawn in windows of fixed length, each from a stream of its own, so that any instant can be asked about by
 *    itself. None lasts beyond its window.
 * 2. The windows of homes and areas begin at different times, so that no two notice where they end.
 * 3. Neighbours share a feeder; every other one of them has the same provider.
 *
 * Rates and lengths: FCC panel and cable targets (at most two outages a quarter), the rest design values. A home's network
 * is there for 99.5-99.9 % of the time.
 */
import { chance, exponential, lognormal, sample, uniform } from "../kernel/distribution.ts";
import { keyed, RandomStream } from "../kernel/random.ts";
import type { Instant } from "../kernel/time.ts";

/** Milliseconds since 1970. Taken out of service from `from` until `to`: the mains, or the network, altogether or by half. */
export type Outage = { readonly from: number; readonly to: number } & (
  | { readonly effect: "mains" }
  | { readonly effect: "down" | "degraded"; readonly cause: "router" | "isp" | "mains" | "line" }
);

const second = 1_000;
const minute = 60 * second;
const hour = 60 * minute;
const day = 24 * hour;

const homeWindowLength = 16 * day;
const areaWindowLength = 91 * day;

/** The number of the window `at` falls into. */
export function homeWindowOf(seed: number, home: number, at: Instant): number {
  return Math.floor((at - phase(seed, "home outages", home, homeWindowLength)) / homeWindowLength);
}

export function homeWindow(seed: number, home: number, window: number): { readonly from: number; readonly to: number } {
  const from = phase(seed, "home outages", home, homeWindowLength) + window * homeWindowLength;
  return { from, to: from + homeWindowLength };
}

/** All outages that touch one of a home's windows, `from` to `to`. */
export function homeOutages(seed: number, home: number, from: number, to: number): Outage[] {
  const touching = ({ from: begins, to: ends }: Outage): boolean => begins < to && ends >= from;
  return [
    ...ofArea(seed, "feeder", feederOf(home), from, to, drawCuts).flatMap((cut) => [cut, withRouter(seed, home, cut)]),
    ...ofArea(seed, "isp", providerAreaOf(home), from, to, drawProviderOutages),
    ...ownOutages(seed, home, from, to),
  ].filter(touching);
}

const homesPerFeeder = 250;
const homesPerArea = 400;
const providers = 2;

/** Homes with the same number share the mains. */
export function feederOf(home: number): number {
  return Math.floor(home / homesPerFeeder);
}

/** Homes with the same number share provider and line card. */
export function providerAreaOf(home: number): number {
  return Math.floor(home / (homesPerArea * providers)) * providers + (home % providers);
}

type Draw = (from: number, to: number, random: RandomStream) => Outage[];

function ofArea(seed: number, purpose: string, area: number, from: number, to: number, draw: Draw): Outage[] {
  const origin = phase(seed, purpose, area, areaWindowLength);
  const last = Math.floor((to - origin) / areaWindowLength);
  const outages: Outage[] = [];
  // What keeps a router down a little longer may have begun in the window before.
  for (let window = Math.floor((from - routerBoot.longest - origin) / areaWindowLength); window <= last; window++) {
    const begins = origin + window * areaWindowLength;
    outages.push(...draw(begins, begins + areaWindowLength, stream(seed, purpose, area, window)));
  }
  return outages;
}

const cutsPerWindow = { poisson: { mean: (1.5 * 91) / 365 } } as const;
const dipsPerWindow = { poisson: { mean: (3 * 91) / 365 } } as const;

function drawCuts(from: number, to: number, random: RandomStream): Outage[] {
  const cut = (length: number): Outage => {
    const begins = Math.floor(uniform(random, from, to - length));
    return { effect: "mains", from: begins, to: begins + Math.ceil(length) };
  };
  return [
    ...times(sample(cutsPerWindow, random), () => cut(Math.min(day, hour * lognormal(random, 1, 1)))),
    ...times(sample(dipsPerWindow, random), () => cut(uniform(random, 200, 3 * second))),
  ];
}

const routerBoot = { shortest: minute, longest: 3 * minute } as const;

/** Without power no router; it starts when the power is back, and every home's takes its own time. */
function withRouter(seed: number, home: number, cut: Outage): Outage {
  const share = keyed(seed, "router boots", home, cut.from);
  const boot = routerBoot.shortest + share * (routerBoot.longest - routerBoot.shortest);
  return { effect: "down", cause: "mains", from: cut.from, to: Math.floor(cut.to + boot) };
}

const providerOutagesPerWindow = { poisson: { mean: 0.9 } } as const;
const mostPerWindow = 2;

function drawProviderOutages(from: number, to: number, random: RandomStream): Outage[] {
  return times(Math.min(mostPerWindow, sample(providerOutagesPerWindow, random)), () => {
    const length = Math.min(day, hour * lognormal(random, 2, 0.8));
    const begins = Math.floor(uniform(random, from, to - length));
    return { effect: "down", cause: "isp", from: begins, to: begins + Math.ceil(length) };
  });
}

function ownOutages(seed: number, home: number, from: number, to: number): Outage[] {
  const random = stream(seed, "home outages", home, Math.floor(from / homeWindowLength));
  return [...drawLine(seed, home, from, to, random), ...drawLong(seed, home, from, to, random)];
}

/** Hours between episodes: the mean is the home's, the tail is heavy. */
const goodHours = { shortest: 6, longest: 48, sigma: 1.4 } as const;
const degraded = { least: 10 * second, mean: 2 * minute } as const;
const goesDown = 0.4;
const down = { shortest: 5 * second, longest: 10 * minute, median: minute, sigma: 1.1 } as const;

/** Good, then degraded, often down, good again. */
function drawLine(seed: number, home: number, from: number, to: number, random: RandomStream): Outage[] {
  const { shortest, longest, sigma } = goodHours;
  const mean = shortest * (longest / shortest) ** keyed(seed, "good line", home);
  const median = mean * Math.exp((-sigma * sigma) / 2);
  const outages: Outage[] = [];
  const add = (effect: "degraded" | "down", begins: number, length: number): number => {
    const ends = Math.min(to - 1, Math.floor(begins + length));
    if (ends > begins) outages.push({ effect, cause: "line", from: begins, to: ends });
    return ends;
  };
  // The window opens somewhere in a good time, not at its beginning.
  let at = from + hour * lognormal(random, median, sigma) * random.next();
  while (at < to - 1) {
    at = add("degraded", Math.floor(at), degraded.least + exponential(random, degraded.mean - degraded.least));
    if (chance(random, goesDown)) {
      const length = lognormal(random, down.median, down.sigma);
      at = add("down", at, Math.min(down.longest, Math.max(down.shortest, length)));
    }
    at += hour * lognormal(random, median, sigma);
  }
  return outages;
}

const daysBetweenLong = { least: 21, most: 42 } as const;
/** 5 % last over 4 h: ln(240 / 8) / 1.645. */
const longMinutes = { median: 8, sigma: 2.07, most: 24 * 60 } as const;
const restartsPerWindow = { poisson: { mean: 16 / 30 } } as const;

/** Rarer and longer: the line is dead, or the router restarts. */
function drawLong(seed: number, home: number, from: number, to: number, random: RandomStream): Outage[] {
  const between =
    daysBetweenLong.least + (daysBetweenLong.most - daysBetweenLong.least) * keyed(seed, "dead line", home);
  const outage = (cause: "line" | "router", length: number): Outage => {
    const begins = Math.floor(uniform(random, from, to - length - 1));
    return { effect: "down", cause, from: begins, to: begins + Math.ceil(length) };
  };
  const dead = sample({ poisson: { mean: homeWindowLength / day / between } }, random);
  return [
    ...times(dead, () => {
      const { median, sigma, most } = longMinutes;
      return outage("line", minute * Math.min(most, lognormal(random, median, sigma)));
    }),
    ...times(sample(restartsPerWindow, random), () =>
      outage("router", uniform(random, routerBoot.shortest, routerBoot.longest)),
    ),
  ];
}

function times(count: number, make: () => Outage): Outage[] {
  return Array.from({ length: count }, make);
}

/** Where the first window begins. */
function phase(seed: number, purpose: string, index: number, length: number): number {
  return Math.floor(keyed(seed, purpose, index) * length);
}

function stream(seed: number, purpose: string, index: number, window: number): RandomStream {
  return new RandomStream(seed, index * 65_536 + (window & 0xffff), purpose);
}
