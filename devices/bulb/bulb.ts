/**
 * A bulb: on or off, dimmable, in a choice of whites or in any colour, always on mains, and measuring what it draws.
 *
 * 1. Level and white move along stored ramps; what is shown, drawn and reported is worked out from them when somebody looks. A
 *    transition of N seconds is at most N + 2 reports of the level, and the last one is the target.
 * 2. The latest command wins, at once; every command is answered at once. What is so already is done without a report.
 * 3. Without mains it is dark. When mains is back it does as startUpOnOff says; a restart of its software alone changes
 *    neither light nor level, and only ends transitions and timers.
 *
 * Semantics: Matter 1.6, clusters OnOff, LevelControl, ColorControl. Power and energy: bulb-physics.ts.
 */
import {
  defineKind,
  exponential,
  type Input,
  type Instant,
  type Kind,
  never,
  type OnOffTimer,
  type Ramp,
  restingRamp,
  type Signal,
} from "flotilla/device";
import { bulbProfile, type BulbProfile } from "./bulb-physics.ts";
import {
  acts,
  attributes,
  type BulbContext,
  type BulbShape,
  commands,
  events,
  faults,
  settings,
  wakes,
} from "./bulb-schema.ts";
import { type Colour, newColour, shownHue, shownHueLeaves } from "./colour.ts";
import { obey } from "./commands.ts";
import { type Afterwards, endTransition, highestLevel } from "./light.ts";
import {
  activePower,
  activePowerLeaves,
  type Draw,
  energyImported,
  energyImportedLeaves,
  notice,
  settle,
} from "./meter.ts";
import { awaitSomebody, findLight, nobodyWantsLight, somebodyMayWantLight, takePart } from "./residents.ts";
import { shown, shownLeaves } from "./shown.ts";
import { comeBack, goDark, startAgain } from "./start-up.ts";
import { timeIsOver, toggle } from "./switching.ts";
import { whitesOf } from "./white.ts";
import { adopt, reconfigure } from "./wishes.ts";

export interface BulbState {
  readonly profile: BulbProfile;
  /** How much people use this lamp, 1 on average. */
  readonly relativeUse: number;
  powered: boolean;
  /** Mains has come back and start-up settings have been obeyed, but the software has not started yet. */
  startedUp: boolean;
  level: Ramp;
  afterwards: Afterwards;
  white: Ramp;
  /** null unless its variant is color. */
  colour: Colour | null;
  timer: OnOffTimer;
  /** Whether the next switching-off is that of people who have left the room. */
  leaving: boolean;
  draw: Draw;
  tint: number;
  /** J drawn until `energyAt`. */
  energy: number;
  energyAt: Instant;
}

export const bulb: Kind = defineKind({
  name: "bulb",
  summary: "A bulb, on/off, dimmable, in a choice of whites or in colour, metering its power.",
  matterType: "Color Temperature Light 0x010C",
  power: "mains",
  rooms: { "living-room": 3, kitchen: 2, bedroom: 3, hall: 2, bathroom: 1, office: 1, outdoors: 1 },
  attributes,
  commands,
  events,
  settings,
  faults,
  acts,
  wakes,
  hears: ["moved", "entry", "wake", "departure", "bedtime"],
  start(context): BulbState {
    const profile = bulbProfile(context.random);
    const [coolest, warmest] = whitesOf(profile);
    const state: BulbState = {
      profile,
      relativeUse: exponential(context.random, 1),
      powered: true,
      startedUp: false,
      level: restingRamp(highestLevel, context.now),
      afterwards: { do: "stay" },
      white: restingRamp(Math.min(warmest, Math.max(coolest, usualWhite)), context.now),
      colour: null,
      timer: { is: "off" },
      leaving: false,
      draw: "standby",
      tint: 1,
      energy: 0,
      energyAt: context.now,
    };
    if (context.settings.variant === "color") state.colour = newColour(state.white.to, context.now);
    context.set("onOff", false);
    context.set("remainingTime", 0);
    context.set("colorMode", "colorTemperatureMireds");
    context.set("startUpColorTemperatureMireds", null);
    context.set("onLevel", null);
    context.set("startUpCurrentLevel", null);
    context.set("onOffTransitionTime", context.settings.onOffTransitionTime);
    context.set("startUpOnOff", context.settings.startUpOnOff);
    context.set("colorTempPhysicalMinMireds", coolest);
    context.set("colorTempPhysicalMaxMireds", warmest);
    findLight(state, context);
    awaitSomebody(state, context);
    notice(state, context);
    return state;
  },
  step(state, input, context) {
    settle(state, context);
    if (state.powered || input.type === "power") react(state, input, context);
    notice(state, context);
  },
  signals: {
    currentLevel: {
      value: (state, { now }) => shown(state.level, now),
      leaves: (state, { now }, low, high) => shownLeaves(state.level, now, low, high),
    },
    colorTemperatureMireds: {
      value: (state, { now }) => shown(state.white, now),
      leaves: (state, { now }, low, high) => shownLeaves(state.white, now, low, high),
    },
    currentHue: {
      value: ({ colour }, { now }) => (colour === null ? 0 : shownHue(colour.hue, now)),
      leaves: ({ colour }, { now }, low, high) =>
        colour === null ? outside(0, low, high, now) : shownHueLeaves(colour.hue, now, low, high),
    },
    currentSaturation: colourSignal("saturation"),
    currentX: colourSignal("x"),
    currentY: colourSignal("y"),
    activePower: { value: activePower, leaves: activePowerLeaves },
    cumulativeEnergyImported: { value: energyImported, leaves: energyImportedLeaves },
  },
});

/** A part of the colour that is shown as it moves; 0 for bulbs without colours. */
function colourSignal(part: "saturation" | "x" | "y"): Signal<BulbShape, BulbState> {
  return {
    value: ({ colour }, { now }) => (colour === null ? 0 : shown(colour[part], now)),
    leaves: ({ colour }, { now }, low, high) =>
      colour === null ? outside(0, low, high, now) : shownLeaves(colour[part], now, low, high),
  };
}

function outside(value: number, low: number, high: number, now: Instant): Instant {
  return value <= low || value >= high ? now : never;
}

/** 2,700 K. */
const usualWhite = 370;

function react(state: BulbState, input: Input<BulbShape>, context: BulbContext): void {
  switch (input.type) {
    case "command":
      return obey(state, input, context);
    case "desired":
      return adopt(state, input.values, context);
    case "act":
      return toggle(state, "human", context);
    case "happening":
      return takePart(state, input.happening, context);
    case "wake":
      return goAhead(state, input.name, context);
    case "configured":
      return reconfigure(state, input.names, context);
    case "power":
      return input.on ? comeBack(state, context) : goDark(state, context);
    case "boot":
      return startAgain(state, input.reason, context);
    case "fault":
      // Seen by the meter alone: a broken bulb believes it is whole.
      return;
  }
}

function goAhead(state: BulbState, wake: (typeof wakes)[number], context: BulbContext): void {
  switch (wake) {
    case "transition":
      return endTransition(state, context);
    case "timed-off":
      return timeIsOver(state, context);
    case "switch-on":
      return somebodyMayWantLight(state, context);
    case "switch-off":
      return nobodyWantsLight(state, context);
  }
}
