/**
 * What is behind the plug: the appliance, and whatever an overload adds to it.
 *
 * 1. The appliance has power while mains, relay and cord are all closed; it is told when that changes, and asked what
 *    it draws.
 * 2. Current above 16 A for two seconds trips the plug (overcurrent protection in the firmware; design values).
 */
import { type Instant, later, millis, type Ramp, rampAt, restingRamp, seconds, uniform } from "flotilla/device";
import type { Segment, Surroundings } from "./appliance.ts";
import { appliances, applianceFor } from "./appliances.ts";
import { lowestVolts, mainsVolts } from "./mains.ts";
import type { ApplianceName, PlugContext } from "./plug-schema.ts";
import type { PlugState } from "./plug.ts";

/** What is plugged in and what it draws. Plain data. */
export interface Load {
  readonly appliance: ApplianceName;
  /** Its own notes. */
  readonly work: object;
  pluggedIn: boolean;
  /** Whether it had power last. */
  powered: boolean;
  /** W, and active over apparent power. */
  watts: Ramp;
  powerFactor: number;
}

const mostAmperes = 16;
const tripDelay = seconds(2);

/** Something for the plug, as the settings have it or as it is found in the room. */
export function findLoad(context: PlugContext): Load {
  const appliance = context.settings.appliance ?? applianceFor(context.room, context.home, context.random);
  return {
    appliance,
    work: appliances[appliance].found(surroundingsOf(context)),
    pluggedIn: true,
    powered: false,
    watts: restingRamp(0, context.now),
    powerFactor: 1,
  };
}

/** What the appliance may know now. Few ask for the voltage. */
export function surroundingsOf({ now, random, home, room }: PlugContext): Surroundings {
  return {
    now,
    random,
    home,
    room,
    get volts() {
      return mainsVolts(home, now);
    },
  };
}

/** Tells the appliance whether it has power, if that has changed. */
export function energize(state: PlugState, context: PlugContext): void {
  const { load } = state;
  const powered = state.mains && state.closed && load.pluggedIn;
  if (powered === load.powered) return;
  load.powered = powered;
  if (powered) return draw(state, context);
  appliances[load.appliance].cut?.(load.work, surroundingsOf(context));
  load.watts = restingRamp(0, context.now);
  context.wake("appliance", undefined);
}

/** The appliance's segment is over. */
export function goOn(state: PlugState, context: PlugContext): void {
  const { load } = state;
  if (!load.powered) return;
  appliances[load.appliance].goesOn?.(load.work, surroundingsOf(context));
  draw(state, context);
}

/** The appliance says what it draws from now on. Only while it has power. */
export function draw({ load }: PlugState, context: PlugContext): void {
  const segment: Segment = appliances[load.appliance].draws(load.work, surroundingsOf(context));
  const { from, to, powerFactor, seconds: length } = segment;
  const wait = length === undefined ? undefined : millis(Math.ceil(length * 1_000));
  load.watts = { from, to, start: context.now, duration: from === to || wait === undefined ? millis(0) : wait };
  load.powerFactor = powerFactor;
  context.wake("appliance", wait === undefined ? undefined : later(context.now, wait));
}

/** Somebody puts too much behind the plug, or takes it away. */
export function overload(state: PlugState, active: boolean, context: PlugContext): void {
  state.overload = active ? uniform(context.random, 17, 24) * 230 : 0;
}

/** What flows through the plug: W as a line, and the power factor of it all, taken at `now`. */
export function flowing(state: PlugState, now: Instant): { readonly watts: Ramp; readonly powerFactor: number } {
  const { load } = state;
  if (state.overload === 0 || !(state.mains && state.closed)) return load;
  const { from, to, start, duration } = load.watts;
  const drawn = rampAt(load.watts, now);
  return {
    watts: { from: from + state.overload, to: to + state.overload, start, duration },
    powerFactor: (drawn + state.overload) / (drawn / load.powerFactor + state.overload),
  };
}

/** Begins to wait when too much flows, and stops waiting when it does not any more. */
export function watchCurrent(state: PlugState, context: PlugContext): void {
  const { watts, powerFactor } = flowing(state, context.now);
  // Without looking at the voltage, as long as it cannot matter.
  const few = Math.max(watts.from, watts.to) < mostAmperes * lowestVolts * powerFactor;
  const tooMuch = !few && context.get("onOff") && amperes(state, context) > mostAmperes;
  if (tooMuch === state.tripping) return;
  state.tripping = tooMuch;
  context.wake("trip", tooMuch ? later(context.now, tripDelay) : undefined);
}

/** A through the plug. */
export function amperes(state: PlugState, { home, now }: PlugContext): number {
  const { watts, powerFactor } = flowing(state, now);
  return rampAt(watts, now) / (mainsVolts(home, now) * powerFactor);
}
