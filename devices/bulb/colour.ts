/**
 * The colour it gives, for bulbs that have one: by hue and saturation, by chromaticity, or one of its whites.
 *
 * 1. One way of naming the colour holds at a time (colorMode). What was said in another stays as it was until that way is used
 *    again; it then begins at the colour there is.
 * 2. Colours move along stored ramps, as the level does. Hue goes round: its ramp is kept unwound and shown modulo a full turn.
 * 3. Left out of Matter's ColorControl: colour loops and enhanced hue.
 */
import {
  type Instant,
  later,
  rampAt,
  redirectRamp,
  type Ramp,
  restingRamp,
  seconds,
  whenRampReaches,
} from "flotilla/device";
import type { BulbContext } from "./bulb-schema.ts";
import type { BulbState } from "./bulb.ts";
import {
  type Chromaticity,
  chromaticityOf,
  chromaticityOfWhite,
  fullSaturation,
  fullTurn,
  type HueAndSaturation,
  hueAndSaturationOf,
} from "./colour-space.ts";
import { shown, shownLeaves } from "./shown.ts";

export interface Colour {
  mode: ColourMode;
  hue: Ramp;
  saturation: Ramp;
  x: Ramp;
  y: Ramp;
}

export type ColourMode = "currentHueAndCurrentSaturation" | "currentXAndCurrentY" | "colorTemperatureMireds";

/** Which way round to a hue. */
export type Direction = "shortest" | "longest" | "up" | "down";

export const mostChromaticity = 65_279;

/** A colour bulb begins with the white it gives. */
export function newColour(mireds: number, now: Instant): Colour {
  const { x, y } = chromaticityOfWhite(mireds);
  return {
    mode: "colorTemperatureMireds",
    hue: restingRamp(0, now),
    saturation: restingRamp(0, now),
    x: restingRamp(Math.round(x), now),
    y: restingRamp(Math.round(y), now),
  };
}

/** Goes to a hue, a saturation or both, in `duration` seconds. */
export function moveHueAndSaturation(
  state: BulbState,
  to: Partial<HueAndSaturation>,
  direction: Direction,
  duration: number,
  context: BulbContext,
): void {
  const colour = inMode(state, "currentHueAndCurrentSaturation", context);
  if (colour === null) return;
  const { now } = context;
  if (to.hue !== undefined) {
    const from = rampAt(colour.hue, now);
    redirectRamp(colour.hue, from + turn(from, to.hue, direction), now, seconds(duration));
  }
  if (to.saturation !== undefined) redirectRamp(colour.saturation, to.saturation, now, seconds(duration));
}

/** Turns on and on, `rate` steps of hue a second, positive upwards. */
export function keepTurning(state: BulbState, rate: number, context: BulbContext): void {
  const colour = inMode(state, "currentHueAndCurrentSaturation", context);
  if (colour === null) return;
  redirectRamp(colour.hue, rampAt(colour.hue, context.now) + rate * longestMove, context.now, seconds(longestMove));
}

/** Goes to a chromaticity in `duration` seconds. */
export function moveChromaticity(
  state: BulbState,
  to: Partial<Chromaticity>,
  duration: number,
  context: BulbContext,
): void {
  const colour = inMode(state, "currentXAndCurrentY", context);
  if (colour === null) return;
  const { now } = context;
  if (to.x !== undefined) redirectRamp(colour.x, withinCounts(to.x), now, seconds(duration));
  if (to.y !== undefined) redirectRamp(colour.y, withinCounts(to.y), now, seconds(duration));
}

/** It gives one of its whites from now on. */
export function becomeWhite({ colour }: BulbState, context: BulbContext): void {
  if (colour === null) return;
  colour.mode = "colorTemperatureMireds";
  context.set("colorMode", colour.mode);
}

/** Stays at the colour it has reached, its white included. */
export function stopColour({ colour, white }: BulbState, { now }: BulbContext): void {
  redirectRamp(white, shown(white, now), now, seconds(0));
  if (colour === null) return;
  for (const ramp of [colour.hue, colour.saturation, colour.x, colour.y]) {
    redirectRamp(ramp, Math.round(rampAt(ramp, now)), now, seconds(0));
  }
}

/** Transitions of colour are over at once, where they were going. */
export function colourComesToRest({ colour }: BulbState, { now }: BulbContext): void {
  if (colour === null) return;
  for (const ramp of [colour.hue, colour.saturation, colour.x, colour.y]) redirectRamp(ramp, ramp.to, now, seconds(0));
}

/** 0 for a white, 1 for a colour as pure as it can be: of where it is going. */
export function purity({ colour }: BulbState): number {
  if (colour === null) return 0;
  switch (colour.mode) {
    case "colorTemperatureMireds":
      return 0;
    case "currentHueAndCurrentSaturation":
      return colour.saturation.to / fullSaturation;
    case "currentXAndCurrentY":
      return hueAndSaturationOf({ x: colour.x.to, y: colour.y.to }).saturation / fullSaturation;
  }
}

/** Hue as it is shown: 0..253, a full turn being 0 again. */
export function shownHue(hue: Ramp, now: Instant): number {
  return wound(Math.round(rampAt(hue, now)));
}

/** When the shown hue leaves the open band (low, high). */
export function shownHueLeaves(hue: Ramp, now: Instant, low: number, high: number): Instant {
  const unwound = Math.round(rampAt(hue, now));
  const value = wound(unwound);
  if (value <= low || value >= high) return now;
  const turns = unwound - value;
  const edge = shownLeaves(hue, now, low + turns, high + turns);
  const onwards = hue.to > hue.from;
  const after = onwards ? 0 : fullTurn - 1;
  if (after > low && after < high) return edge;
  // Half way between the last step of this turn and the first of the next; half a millisecond later it is over.
  const over = later(whenRampReaches(hue, turns + (onwards ? fullTurn : 0) - 0.5), 0.5);
  return over > now && over < edge ? over : edge;
}

/** s. Matter's longest transition; a move without an end lasts as long. */
const longestMove = 6_553;

function wound(hue: number): number {
  return ((hue % fullTurn) + fullTurn) % fullTurn;
}

function turn(from: number, to: number, direction: Direction): number {
  const up = wound(to - from);
  const down = up - fullTurn;
  const shortest = up <= -down ? up : down;
  switch (direction) {
    case "up":
      return up;
    case "down":
      return up === 0 ? 0 : down;
    case "shortest":
      return shortest;
    case "longest":
      return up === 0 ? 0 : shortest === up ? down : up;
  }
}

function withinCounts(count: number): number {
  return Math.min(mostChromaticity, Math.max(0, count));
}

/** The bulb's colour, named in this way from now on; null for a bulb without colours. */
function inMode(state: BulbState, mode: ColourMode, context: BulbContext): Colour | null {
  const { colour, white } = state;
  if (colour === null || colour.mode === mode) return colour;
  const { now } = context;
  const here =
    colour.mode === "colorTemperatureMireds"
      ? chromaticityOfWhite(rampAt(white, now))
      : colour.mode === "currentXAndCurrentY"
        ? { x: rampAt(colour.x, now), y: rampAt(colour.y, now) }
        : chromaticityOf({ hue: rampAt(colour.hue, now), saturation: rampAt(colour.saturation, now) });
  if (mode === "currentXAndCurrentY") {
    colour.x = restingRamp(Math.round(here.x), now);
    colour.y = restingRamp(Math.round(here.y), now);
  } else {
    const { hue, saturation } = hueAndSaturationOf(here);
    colour.hue = restingRamp(Math.round(hue), now);
    colour.saturation = restingRamp(Math.round(saturation), now);
  }
  colour.mode = mode;
  context.set("colorMode", mode);
  return colour;
}
