/**
 * Can a classifier tell simulated weekdays from reference ones?
 *
 * 1. Reference days: for each size of household a chain of two states, up or not, in steps of ten minutes, that has the published
 *    shares at the published hours and the published number of changes a day (Richardson et al. 2008, marginals of the UK
 *    time-use survey of 2000).
 * 2. The baseline has the same shares and no memory: every step drawn by itself, as simulators without people do.
 * 3. The classifier is a logistic regression on what a day looks like: activity hour by hour, changes, longest spell. It learns on
 *    one half of the days and is judged on the other: area under the ROC curve, .5 when it cannot tell.
 */
import { RandomStream } from "../../../src/kernel/random.ts";
import { type ActiveDay, type OccupancyStudy, stepMinutes, stepsPerDay } from "./occupancy.ts";

export interface Separability {
  readonly simulated: number;
  readonly independent: number;
}

export function separability({ weekdays }: OccupancyStudy, seed: number): Separability {
  const random = new RandomStream(seed, 0, "separability");
  const days = weekdays.filter((_, i) => i % Math.ceil(weekdays.length / mostDays) === 0);
  const reference = days.map(({ residents }) => featuresOf(referenceDay(residents, random)));
  const independent = days.map(({ residents }) => featuresOf(memorylessDay(residents, random)));
  return {
    simulated: areaUnderRoc(
      days.map(({ active }) => featuresOf(active)),
      reference,
    ),
    independent: areaUnderRoc(independent, reference),
  };
}

const mostDays = 8_000;

/** Share of weekdays on which somebody is up, at hours of the day, and changes a day. */
const published: Readonly<
  Record<
    ActiveDay["residents"],
    { readonly at: readonly (readonly [hour: number, share: number])[]; readonly toggles: number }
  >
> = {
  1: { at: curve(0.02, 0.45, 0.53, 0.43, 0.63, 0.72, 0.52), toggles: 5.8 },
  2: { at: curve(0.03, 0.6, 0.61, 0.51, 0.77, 0.85, 0.65), toggles: 6.1 },
  3: { at: curve(0.03, 0.72, 0.58, 0.51, 0.86, 0.9, 0.74), toggles: 7 },
  4: { at: curve(0.03, 0.8, 0.62, 0.47, 0.89, 0.93, 0.8), toggles: 7.1 },
};

function curve(...shares: readonly number[]): (readonly [number, number])[] {
  const hoursOfDay = [3, 7, 8, 12, 17, 19, 22];
  const first = [hoursOfDay[0]! + 24, shares[0]!] as const;
  return [...hoursOfDay.map((hour, i) => [hour, shares[i]!] as const), first];
}

function shareAt(residents: ActiveDay["residents"], step: number): number {
  const hour = (step * stepMinutes) / 60;
  const { at } = published[residents];
  const late = hour < at[0]![0] ? hour + 24 : hour;
  const next = at.findIndex(([known]) => known > late);
  const [from, to] = [at[next - 1]!, at[next]!];
  return from[1] + ((to[1] - from[1]) * (late - from[0])) / (to[0] - from[0]);
}

function memorylessDay(residents: ActiveDay["residents"], random: RandomStream): number[] {
  return Array.from({ length: stepsPerDay }, (_, step) => (random.next() < shareAt(residents, step) ? 1 : 0));
}

function referenceDay(residents: ActiveDay["residents"], random: RandomStream): number[] {
  const exchange = exchangeOf(residents);
  let up = random.next() < shareAt(residents, 0) ? 1 : 0;
  return Array.from({ length: stepsPerDay }, (_, step) => {
    if (step === 0) return up;
    const before = shareAt(residents, step - 1);
    const net = shareAt(residents, step) - before;
    const both = exchange * before * (1 - before);
    const rising = (Math.max(0, net) + both) / (1 - before);
    const falling = (Math.max(0, -net) + both) / before;
    if (random.next() < (up === 1 ? falling : rising)) up = 1 - up;
    return up;
  });
}

/** How much the two states exchange beyond what the shares need, so that changes a day come out as published. */
function exchangeOf(residents: ActiveDay["residents"]): number {
  let needed = 0;
  let exchanged = 0;
  for (let step = 1; step < stepsPerDay; step++) {
    const before = shareAt(residents, step - 1);
    needed += Math.abs(shareAt(residents, step) - before);
    exchanged += 2 * before * (1 - before);
  }
  return Math.max(0, (published[residents].toggles - needed) / exchanged);
}

function featuresOf(active: readonly number[]): number[] {
  const perHour = 60 / stepMinutes;
  const byHour = Array.from({ length: 24 }, (_, hour) =>
    active.slice(hour * perHour, (hour + 1) * perHour).reduce((sum, value) => sum + value / perHour, 0),
  );
  let changes = 0;
  let spell = 0;
  let longest = 0;
  for (const [step, up] of active.entries()) {
    if (step > 0 && up !== active[step - 1]) changes++;
    spell = up === 1 ? spell + 1 : 0;
    longest = Math.max(longest, spell);
  }
  return [1, ...byHour, changes / 10, longest / stepsPerDay];
}

function areaUnderRoc(left: readonly (readonly number[])[], right: readonly (readonly number[])[]): number {
  const half = (of: readonly (readonly number[])[], odd: number) => of.filter((_, i) => i % 2 === odd);
  const weights = learn(half(left, 0), half(right, 0));
  const score = (features: readonly number[]): number =>
    features.reduce((sum, value, i) => sum + value * weights[i]!, 0);
  const scored = [
    ...half(left, 1).map((features) => ({ score: score(features), isLeft: true })),
    ...half(right, 1).map((features) => ({ score: score(features), isLeft: false })),
  ].toSorted((a, b) => a.score - b.score);
  let rightBelow = 0;
  let wins = 0;
  for (const { isLeft } of scored) {
    if (isLeft) wins += rightBelow;
    else rightBelow++;
  }
  const area = wins / (rightBelow * (scored.length - rightBelow));
  return Math.max(area, 1 - area);
}

/** Logistic regression by gradient descent; `left` is 1. */
function learn(left: readonly (readonly number[])[], right: readonly (readonly number[])[]): Float64Array {
  const rows = [...left.map((features) => [features, 1] as const), ...right.map((features) => [features, 0] as const)];
  const weights = new Float64Array(left[0]!.length);
  for (let round = 0; round < 400; round++) {
    const slope = new Float64Array(weights.length);
    for (const [features, wanted] of rows) {
      let sum = 0;
      for (let i = 0; i < weights.length; i++) sum += features[i]! * weights[i]!;
      const miss = 1 / (1 + Math.exp(-sum)) - wanted;
      for (let i = 0; i < weights.length; i++) slope[i]! += miss * features[i]!;
    }
    for (let i = 0; i < weights.length; i++) weights[i]! -= (4 * slope[i]!) / rows.length;
  }
  return weights;
}
