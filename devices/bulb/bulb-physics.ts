/**
 * What a bulb draws from the mains.
 *
 *     P = off ? standby : floor + (full - floor) * (level / 254)^gamma * tint
 *
 * 1. More level never draws less, and lit never draws less than dark.
 * 2. Power is not linear in level for most brands: half level draws 33 % of full power in the median bulb, 24 % to 58 % between
 *    the first and the last decile (487 level curves of the powercalc profile library, fitted; realism.md §2.1). The library is
 *    what people measured and contributed, not the market.
 * 3. Standby is the radio's: median 0.35 W, 0.15 to 0.72 W between the deciles (530 profiles of the same library).
 * 4. Energy over a level transition has a closed form; nothing is sampled.
 *
 * Units: W, J (1 mWh is 3.6 J), Matter levels 1 to 254, K.
 */
import { rampPowerIntegral, sample, type Distribution, type Instant, type Ramp, type Random } from "flotilla/device";

/** What tells one bulb's appetite from another's. */
export interface BulbProfile {
  /** Whose curve it follows. */
  readonly family: string;
  /** W while off but reachable. */
  readonly standby: number;
  /** W that being lit costs at any level. */
  readonly floor: number;
  /** W at level 254 in the colour temperature that draws most. */
  readonly full: number;
  /** Exponent of the level. */
  readonly gamma: number;
  /** Kelvin, warmest and coolest white. */
  readonly warmest: number;
  readonly coolest: number;
  /** Kelvin of the white that draws most. */
  readonly strongest: number;
  /** Share of the dimmable power left in the white that draws least. */
  readonly weakestShare: number;
  /** The same for a colour as pure as it gets. */
  readonly purestShare: number;
}

/** Matter's highest CurrentLevel. */
export const maximumLevel = 254;

/** Draws a bulb as they are found in homes. Takes the same number of draws for every bulb. */
export function bulbProfile(random: Random): BulbProfile {
  const family = families[sample(familyShares, random)]!;
  const full = belowMost(family.full * sample(fullSpread, random));
  const standby = sample(standbyWatts, random);
  const floor = Math.max(family.floorShare * full * sample(floorSpread, random), standby);
  const gamma = family.gamma * sample(gammaSpread, random);
  const [warmest, coolest] = whiteRanges[sample(whiteShares, random)]!;
  const strongest = warmest + random.next() * (coolest - warmest);
  const weakestShare = sample(weakestShares, random);
  const purestShare = sample(purestShares, random);
  return {
    family: family.name,
    standby: rounded(standby),
    floor: rounded(floor),
    full: rounded(full),
    gamma: rounded(gamma),
    warmest,
    coolest,
    strongest: Math.round(strongest),
    weakestShare,
    purestShare: rounded(purestShare),
  };
}

/** Mirrors, in ratio, what no lamp base carries back below: so that no crowd gathers at the most. */
function belowMost(watts: number): number {
  return watts > mostWatts ? mostWatts ** 2 / watts : watts;
}

/** To what could be measured; a fleet holds one profile per bulb. */
function rounded(value: number): number {
  return Math.round(value * 1e4) / 1e4;
}

/** W at a level of 1 to 254 (fractions are fine), or in standby. `tint` comes from {@link colourTint}; 1 when in doubt. */
export function bulbPower(profile: BulbProfile, on: boolean, level: number, tint: number): number {
  if (!on) return profile.standby;
  return profile.floor + (profile.full - profile.floor) * (level / maximumLevel) ** profile.gamma * tint;
}

/** J drawn between two instants by a lit bulb whose level follows `ramp`. */
export function bulbEnergy(profile: BulbProfile, ramp: Ramp, tint: number, from: Instant, to: Instant): number {
  const dimmed = rampPowerIntegral(ramp, profile.gamma, from, to) / maximumLevel ** profile.gamma;
  return (profile.floor * (to - from)) / 1_000 + (profile.full - profile.floor) * tint * dimmed;
}

/**
 * The share of its dimmable power a bulb draws in the white of `kelvin`: 1 in the strongest, falling in a straight line of
 * reciprocal kelvin to `weakestShare` in the white furthest from it.
 */
export function whiteTint(profile: BulbProfile, kelvin: number): number {
  const strongest = 1e6 / profile.strongest;
  const furthest = Math.max(1e6 / profile.warmest - strongest, strongest - 1e6 / profile.coolest);
  const distance = Math.abs(1e6 / Math.min(profile.coolest, Math.max(profile.warmest, kelvin)) - strongest);
  return 1 - (1 - profile.weakestShare) * (distance / furthest);
}

/** The same for a colour: between the white it would be without and a pure colour, in proportion to `purity`, 0..1. */
export function colourTint(profile: BulbProfile, kelvin: number, purity: number): number {
  return whiteTint(profile, kelvin) * (1 - purity) + profile.purestShare * purity;
}

interface Family {
  readonly name: string;
  /** Share of bulbs. */
  readonly share: number;
  readonly gamma: number;
  /** Median W at full level. */
  readonly full: number;
  /** Power at the lowest level as a share of full power; with gamma it gives the brand's measured share at half level. */
  readonly floorShare: number;
}

/** Medians by brand as measured. Shares follow the count of curves where it is known (180 of 487 for the first). */
const families: readonly Family[] = [
  { name: "hue", share: 0.37, gamma: 2.02, full: 8.3, floorShare: 0.071 },
  { name: "ikea", share: 0.1, gamma: 3.06, full: 6.1, floorShare: 0.125 },
  { name: "innr", share: 0.1, gamma: 1.98, full: 6.7, floorShare: 0.089 },
  { name: "lifx", share: 0.08, gamma: 1.78, full: 9.8, floorShare: 0.027 },
  { name: "wiz", share: 0.07, gamma: 1.28, full: 7.3, floorShare: 0.116 },
  { name: "lidl", share: 0.06, gamma: 0.98, full: 6.6, floorShare: 0.128 },
  { name: "govee", share: 0.12, gamma: 1.02, full: 19.5, floorShare: 0.112 },
  { name: "tuya", share: 0.1, gamma: 0.98, full: 8.8, floorShare: 0.148 },
];
const familyShares: Distribution = { choice: families.map(({ share }, index) => [index, share] as const) };

/** Bulbs of a brand around its medians; widths chosen so that the whole fleet has the measured deciles. */
const fullSpread: Distribution = { lognormal: { median: 1, sigma: 0.5 } };
const gammaSpread: Distribution = { lognormal: { median: 1, sigma: 0.08 } };
const floorSpread: Distribution = { lognormal: { median: 1, sigma: 0.4 } };
/** W: as bright as bulbs for a lamp base get. */
const mostWatts = 25;
const standbyWatts: Distribution = { lognormal: { median: 0.35, sigma: 0.59 } };

/** Kelvin ranges of tunable bulbs, by how often each was seen. */
const whiteRanges: readonly (readonly [warmest: number, coolest: number])[] = [
  [2_000, 6_500],
  [2_200, 6_500],
  [2_700, 6_500],
  [2_000, 6_700],
  [2_200, 4_000],
  [1_500, 9_000],
  [1_800, 6_500],
];
const whiteShares: Distribution = {
  choice: [125, 63, 62, 44, 30, 25, 22].map((count, index) => [index, count] as const),
};

/** Power of pure colours over the greatest at full level: first decile 0.22, mean 0.51, last decile 0.86 (292 bulbs). */
const purestShares: Distribution = { uniform: [0.14, 0.9] };

/** Least over greatest power across the whites at full level: first decile 0.37, median 0.77, last decile 0.97 (435 bulbs). */
const weakestShares: Distribution = {
  choice: [
    [0.37, 0.15],
    [0.55, 0.15],
    [0.68, 0.15],
    [0.77, 0.15],
    [0.85, 0.15],
    [0.92, 0.13],
    [0.97, 0.12],
  ],
};
