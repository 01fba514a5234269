/**
 * An air conditioner on the wall of a room, with the room it cools, or heats.
 *
 *      weather, sun, people ---> room (air, mass, moisture) ---> sensor ---> unit ---> compressor, fan
 *                                  ^                                                       |
 *                                  '--------------- heat, condensate ----------------------'
 *
 * 1. Between two inputs all that acts on the room is constant, so temperatures, moisture and energy have closed forms: the unit
 *    sleeps until its sensor is where something changes. A fixed-speed compressor is a square wave; an inverter chooses its speed
 *    at a few moments an hour, and runs for hours.
 * 2. The room is a share of the home, and the only one the unit knows: what other rooms do is not felt here. In winter the house
 *    heats it, and the unit costs next to nothing (room.ts).
 * 3. The compressor keeps its shortest run and rest, whoever presses what; after a power cut it rests before it starts.
 * 4. All that is set outlasts power cuts: mode, setpoints, fan, louvre. What it has found broken it finds anew.
 *
 * Semantics: Matter 1.6, Room Air Conditioner: clusters OnOff, Thermostat, FanControl, HepaFilterMonitoring. What the machine does to
 * the room and the mains: air-conditioner-physics.ts. When: compressor.ts.
 */
import {
  defineKind,
  hours,
  type Input,
  instant,
  type Instant,
  integer,
  type Kind,
  RandomStream,
  relax,
} from "flotilla/device";
import { chooseUnit, type Plate } from "./air-conditioner-physics.ts";
import {
  acts,
  attributes,
  commands,
  events,
  type AirConditionerContext,
  type AirConditionerShape,
  fanSpeeds,
  faults,
  setpointGap,
  settings,
  wakes,
} from "./air-conditioner-schema.ts";
import { type Coil, coilLag, coilTemperature, coilTemperatureLeaves } from "./coil.ts";
import { type Compressor, stop } from "./compressor.ts";
import { control } from "./control.ts";
import { chooseSpeed, type LouverPosition } from "./fan.ts";
import { clean, type Filter, showCondition } from "./filter.ts";
import { energyImported, energyImportedLeaves } from "./meter.ts";
import { adopt, changeMode, chooseCooling, heats, obey, press, type WorkingMode } from "./modes.ts";
import { humidityOf } from "./moist-air.ts";
import { actAsPlanned, drawHabits, feel, type Habits, type Plan, takePart } from "./residents.ts";
import {
  airAfter,
  designLoad,
  moistureAfter,
  moveIn,
  newRoom,
  passTime,
  quarterMillis,
  type RoomState,
  takeWeather,
} from "./room.ts";
import { millionths, wholeMillis } from "./rounding.ts";
import { beginDrift, drift, localTemperature, localTemperatureLeaves, type Sensor, stick } from "./sensor.ts";

export interface AirConditionerState {
  /** Which of all units it is: decides its plate, and when after the full quarter of an hour its quarters begin. */
  readonly unit: number;
  plate: Plate;
  habits: Habits;
  powered: boolean;
  /** Whether the unit works, as of the weather taken last. */
  working: boolean;
  lastMode: WorkingMode;
  louver: LouverPosition;
  /** °C it dries to, in that mode. */
  dryTo: number;
  compressor: Compressor;
  /** The speed the fan turns at, 0 to 5. */
  fanSpeed: number;
  /** The coil is full of ice, and has to thaw. */
  iced: boolean;
  /** What it has found broken. */
  broken: "none" | "compressorFail" | "fanFail";
  leakingSince: Instant | null;
  filter: Filter;
  sensor: Sensor;
  plan: Plan;
  /** When its people last switched it on or off; null once somebody has come home since. */
  handAt: Instant | null;
  /** K by which somebody has raised the setpoint for the time they are away. */
  raisedBy: number;
  /** The rest is as of `at`: the room, the coil, and J drawn; with W drawn since. */
  at: Instant;
  room: RoomState;
  coil: Coil;
  energy: number;
  power: number;
}

export const airConditioner: Kind = defineKind({
  name: "air-conditioner",
  summary: "A room air conditioner, fixed-speed or inverter, with the room it cools or heats.",
  matterType: "Room Air Conditioner 0x0072",
  power: "mains",
  rooms: { "living-room": 3, bedroom: 2, office: 1 },
  attributes,
  commands,
  events,
  settings,
  faults,
  acts,
  wakes,
  hears: ["settled", "moved", "wake", "bedtime", "leaving", "departure", "windows"],
  start(context): AirConditionerState {
    const { random, now } = context;
    const unit = integer(random, 0, 0x7fff_ffff);
    const state: AirConditionerState = {
      unit,
      plate: plateOf(unit, context),
      habits: drawHabits(context),
      powered: true,
      working: false,
      lastMode: "cool",
      louver: "half",
      dryTo: 22,
      compressor: {
        phase: "off",
        purpose: "cooling",
        since: wholeMillis(instant(now - quarterMillis)),
        ratio: 1,
        chosen: wholeMillis(now),
        error: 0,
      },
      fanSpeed: 0,
      iced: false,
      broken: "none",
      leakingSince: null,
      filter: { used: integer(random, 0, hours(300)), clogged: false },
      sensor: { stuckAt: null, driftingSince: null, offset: 0 },
      plan: null,
      handAt: null,
      raisedBy: 0,
      at: now,
      room: newRoom(),
      coil: { now: 20, to: 20 },
      energy: 0,
      power: 0,
    };
    context.set("onOff", false);
    context.set("systemMode", "off");
    context.set("occupiedHeatingSetpoint", 20);
    context.set("minSetpointDeadBand", setpointGap);
    context.set("setpointChangeSource", "manual");
    context.set("acCompressorType", "t1");
    context.set("acLouverPosition", "closed");
    context.set("speedMax", fanSpeeds);
    context.set("rockSetting", "none");
    context.set("windSetting", "none");
    chooseSpeed(null, context);
    chooseCooling(state.habits.comfort, "manual", context);
    showPlate(state, context);
    showCondition(state, context);
    moveIn(state.room, context);
    state.coil.now = state.room.house.air;
    beginWeather(state, context);
    control(state, context);
    return state;
  },
  step(state, input, context) {
    settle(state, context);
    react(state, input, context);
    if (worksNow(state, context) !== state.working) beginWeather(state, context);
    // What follows from a hand on the remote control is that hand's doing.
    control(state, context, input.type === "wake" && input.name === "hand" ? "human" : undefined);
  },
  signals: {
    localTemperature: { value: localTemperature, leaves: localTemperatureLeaves },
    outdoorTemperature: { value: (_state, { home, now }) => Math.round(home.outdoorTemperature(now) * 100) / 100 },
    acCoilTemperature: { value: coilTemperature, leaves: coilTemperatureLeaves },
    relativeHumidity: { value: relativeHumidity },
    cumulativeEnergyImported: { value: energyImported, leaves: energyImportedLeaves },
  },
});

function plateOf(unit: number, context: AirConditionerContext): Plate {
  const random = new RandomStream(unit, 0, "air conditioner");
  return chooseUnit(context.settings.compressor, context.settings.capacity, designLoad(context), random);
}

/** Brings room, coil, meter and filter up to this moment. */
function settle(state: AirConditionerState, context: AirConditionerContext): void {
  const seconds = (context.now - state.at) / 1_000;
  if (seconds <= 0) return;
  state.coil.now = millionths(relax(state.coil.now, state.coil.to, coilLag, seconds));
  passTime(state.room, context, seconds);
  state.energy += state.power * seconds;
  if (state.fanSpeed > 0) state.filter.used += context.now - state.at;
  state.at = context.now;
}

function react(state: AirConditionerState, input: Input<AirConditionerShape>, context: AirConditionerContext): void {
  switch (input.type) {
    case "wake":
      return goAhead(state, input.name, context);
    case "command":
      return obey(state, input, context);
    case "desired":
      return adopt(state, input.values, context);
    case "act":
      if (input.name === "clean-filter") {
        clean(state);
        return showCondition(state, context);
      }
      if (state.powered) press(state, input.args.button, context);
      return;
    case "happening":
      if (input.happening.type === "windows") return beginWeather(state, context);
      if (state.powered) takePart(state, input.happening, context);
      return;
    case "fault":
      return switchFault(state, input.name, input.active, context);
    case "configured":
      return reconfigure(state, input.names, context);
    case "power":
      // Off at once; on again once the firmware has started.
      state.powered = false;
      return stop(state, context.now);
    case "boot":
      state.powered = true;
      state.broken = "none";
      stop(state, context.now);
      // The restart lock counts from here.
      state.compressor.since = wholeMillis(context.now);
      return;
  }
}

function goAhead(state: AirConditionerState, wake: (typeof wakes)[number], context: AirConditionerContext): void {
  switch (wake) {
    case "weather":
      drift(state, context);
      showCondition(state, context);
      beginWeather(state, context);
      if (state.powered) feel(state, context);
      return;
    case "compressor":
      // Control, which comes last, finds it due.
      return;
    case "hand":
      // Without power they give it up: who is there later may want it anew.
      if (state.powered) actAsPlanned(state, context);
      else state.plan = null;
      return;
  }
}

function beginWeather(state: AirConditionerState, context: AirConditionerContext): void {
  state.working = worksNow(state, context);
  context.wake("weather", takeWeather(state.room, state.working, state.unit % quarterMillis, context));
}

function worksNow({ compressor, powered }: AirConditionerState, context: AirConditionerContext): boolean {
  return compressor.phase !== "off" || (powered && context.get("onOff"));
}

/** Makes it faulty, or whole again. What it has found broken it tries again when repaired. */
function switchFault(
  state: AirConditionerState,
  fault: keyof typeof faults,
  active: boolean,
  context: AirConditionerContext,
): void {
  switch (fault) {
    case "compressor-fail":
      if (active && state.compressor.phase !== "off") {
        state.broken = "compressorFail";
        stop(state, context.now);
      }
      if (!active && state.broken === "compressorFail") state.broken = "none";
      return;
    case "refrigerant-leak":
      // Repaired, it is filled up.
      state.leakingSince = active ? wholeMillis(context.now) : null;
      return;
    case "stuck-sensor":
      return stick(state, active, context);
    case "drifting-sensor":
      return beginDrift(state, active, context);
    case "fan-fail":
      if (!active && state.broken === "fanFail") state.broken = "none";
      return;
    case "blocked-filter":
      state.filter.clogged = active;
      return;
  }
}

function reconfigure(
  state: AirConditionerState,
  names: readonly (keyof typeof settings)[],
  context: AirConditionerContext,
): void {
  if (names.includes("compressor") || names.includes("function") || names.includes("capacity")) {
    stop(state, context.now);
    state.plate = plateOf(state.unit, context);
    showPlate(state, context);
  }
  if (!heats(context)) {
    if (state.lastMode === "heat") state.lastMode = "cool";
    if (context.get("systemMode") === "heat") changeMode(state, "cool", context);
  }
  if (names.includes("coolingSetpoint") && context.settings.coolingSetpoint !== null) {
    chooseCooling(context.settings.coolingSetpoint, "manual", context);
    state.habits.comfort = context.get("occupiedCoolingSetpoint");
  }
  if (names.includes("houseHeating")) beginWeather(state, context);
}

function showPlate({ plate }: AirConditionerState, context: AirConditionerContext): void {
  const { compressor, function: purpose } = context.settings;
  const pump = purpose === "heat-pump";
  if (compressor === "inverter") context.set("acType", pump ? "heatPumpInverter" : "coolingInverter");
  else context.set("acType", pump ? "heatPumpFixed" : "coolingFixed");
  context.set("acRefrigerantType", compressor === "fixed" ? "r410A" : "unknown");
  context.set("acCapacity", Math.round(plate.size));
  context.set("controlSequenceOfOperation", pump ? "coolingAndHeating" : "coolingOnly");
}

/** %, to the tenth. */
function relativeHumidity(state: AirConditionerState, context: AirConditionerContext): number {
  const seconds = (context.now - state.at) / 1_000;
  const humidity = humidityOf(airAfter(state.room, context, seconds), moistureAfter(state.room, seconds));
  return Math.round(humidity * 10) / 10;
}
