/**
 * A smart plug: a relay and a meter, and behind them an appliance that lives a life of its own.
 *
 *     mains --- relay --- meter --- cord --- appliance
 *
 * 1. Off means that the appliance has no power: a washing machine interrupted stays interrupted, a refrigerator warms
 *    up and runs for longer afterwards. Only welded contacts let power through.
 * 2. Every command is answered at once. What is so already is done without a report.
 * 3. Without mains nothing is drawn. When mains is back it does as startUpOnOff says; a restart of its software alone
 *    does not interrupt the power.
 *
 * Semantics: Matter 1.6, clusters OnOff, ElectricalPowerMeasurement, ElectricalEnergyMeasurement. What appliances
 * draw: appliances.ts and the files it lists.
 */
import { defineKind, type Input, type Kind, type OnOffTimer, switchOnForAWhile } from "flotilla/device";
import { energize, findLoad, goOn, type Load, overload, watchCurrent } from "./load.ts";
import {
  activePower,
  activePowerLeaves,
  drift,
  energyImported,
  energyImportedLeaves,
  frequency,
  type Meter,
  newMeter,
  notice,
  rmsCurrent,
  rmsCurrentLeaves,
  rmsVoltage,
  settle,
  stick,
  tellEnergy,
} from "./meter.ts";
import {
  acts,
  attributes,
  commands,
  events,
  faults,
  type PlugContext,
  type PlugShape,
  settings,
  wakes,
} from "./plug-schema.ts";
import { appliances } from "./appliances.ts";
import { takePart, type Thrift, thriftOf } from "./residents.ts";
import {
  loseMains,
  moveRelay,
  regainMains,
  startAgain,
  switchOff,
  switchOn,
  timeIsOver,
  toggle,
  trip,
} from "./switching.ts";

export interface PlugState {
  /** Replaced as a whole when something else is plugged in. */
  load: Load;
  readonly thrift: Thrift;
  mains: boolean;
  /** Whether the relay's contacts touch. */
  closed: boolean;
  /** Mains has come back and start-up settings have been obeyed, but the software has not started yet. */
  startedUp: boolean;
  timer: OnOffTimer;
  /** W of an overload besides the appliance. */
  overload: number;
  /** Too much flows: it is about to trip. */
  tripping: boolean;
  readonly meter: Meter;
}

export const plug: Kind = defineKind({
  name: "plug",
  summary: "A metering plug with an appliance behind it.",
  matterType: "On Off Plug In Unit 0x010A",
  power: "mains",
  rooms: { "living-room": 4, kitchen: 4, office: 2, bedroom: 2, bathroom: 1, hall: 1, garage: 1 },
  attributes,
  commands,
  events,
  settings,
  faults,
  acts,
  wakes,
  hears: ["began", "ended", "wake", "settled", "bedtime", "departure", "moved"],
  start(context): PlugState {
    const load = findLoad(context);
    const state: PlugState = {
      load,
      thrift: thriftOf(context.random),
      mains: true,
      closed: false,
      startedUp: false,
      timer: { is: "off" },
      overload: 0,
      tripping: false,
      meter: newMeter(context.now),
    };
    context.set("onOff", !appliances[load.appliance].switchedAtPlug);
    context.set("startUpOnOff", context.settings.startUpOnOff);
    followRelay(state, context);
    return state;
  },
  step(state, input, context) {
    settle(state, context);
    react(state, input, context);
    followRelay(state, context);
  },
  signals: {
    activePower: { value: activePower, leaves: activePowerLeaves },
    rmsVoltage: { value: rmsVoltage },
    rmsCurrent: { value: rmsCurrent, leaves: rmsCurrentLeaves },
    frequency: { value: frequency },
    cumulativeEnergyImported: { value: energyImported, leaves: energyImportedLeaves },
  },
});

/** What follows from any change: relay, appliance, protection and meter, in the order the current flows. */
function followRelay(state: PlugState, context: PlugContext): void {
  moveRelay(state, context);
  energize(state, context);
  watchCurrent(state, context);
  notice(state, context);
}

type PlugInput<Type> = Extract<Input<PlugShape>, { readonly type: Type }>;

function react(state: PlugState, input: Input<PlugShape>, context: PlugContext): void {
  switch (input.type) {
    case "command":
      return obey(state, input, context);
    case "desired":
      return adopt(state, input.values, context);
    case "act":
      return suffer(state, input, context);
    case "happening":
      return takePart(state, input.happening, context);
    case "wake":
      return goAhead(state, input.name, context);
    case "configured":
      return reconfigure(state, input.names, context);
    case "power":
      return input.on ? regainMains(state, context) : loseMains(state, context);
    case "boot":
      return startAgain(state, input.reason, context);
    case "fault":
      return fail(state, input, context);
  }
}

function obey(state: PlugState, input: PlugInput<"command">, context: PlugContext): void {
  switch (input.name) {
    case "on":
      switchOn(state, "command", context);
      break;
    case "off":
    case "offWithEffect":
      switchOff(state, "command", context);
      break;
    case "toggle":
      toggle(state, "command", context);
      break;
    case "onWithTimedOff": {
      const { acceptOnlyWhenOn, onTime, offWaitTime } = input.args;
      if (acceptOnlyWhenOn !== true || context.get("onOff")) {
        switchOnForAWhile(state, onTime, offWaitTime, () => switchOn(state, "command", context), context);
      }
    }
  }
  context.done(input.call);
}

/** Takes over what a server wants. */
function adopt(state: PlugState, { onOff, startUpOnOff }: PlugInput<"desired">["values"], context: PlugContext): void {
  if (startUpOnOff !== undefined) context.set("startUpOnOff", startUpOnOff);
  if (onOff === true) switchOn(state, "desired", context);
  if (onOff === false) switchOff(state, "desired", context);
}

function suffer(state: PlugState, { name }: PlugInput<"act">, context: PlugContext): void {
  switch (name) {
    case "press":
      if (state.mains) toggle(state, "human", context);
      return;
    case "plug-in":
      state.load.pluggedIn = true;
      return;
    case "unplug":
      state.load.pluggedIn = false;
  }
}

function goAhead(state: PlugState, wake: (typeof wakes)[number], context: PlugContext): void {
  switch (wake) {
    case "appliance":
      return goOn(state, context);
    case "timed-off":
      return timeIsOver(state, context);
    case "trip":
      return trip(state, context);
    case "snapshot":
      return tellEnergy(state, context);
    case "drift":
      return drift(state, true, context);
  }
}

function reconfigure(state: PlugState, names: PlugInput<"configured">["names"], context: PlugContext): void {
  if (names.includes("startUpOnOff")) context.set("startUpOnOff", context.settings.startUpOnOff);
  if (!names.includes("appliance")) return;
  context.wake("appliance", undefined);
  state.load = findLoad(context);
}

function fail(state: PlugState, { name, active }: PlugInput<"fault">, context: PlugContext): void {
  switch (name) {
    case "meter-stuck":
      return stick(state, active, context);
    case "meter-drift":
      return drift(state, active, context);
    case "overload":
      return overload(state, active, context);
    case "relay-stuck":
      // Seen when the relay is to move.
      return;
  }
}
