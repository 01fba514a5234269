/**
 * A thermostat on the wall of a house, with the heating and cooling it switches.
 *
 *      weather, sun, people, windows ---> house (air, mass) ---> sensor ---> thermostat ---> heating, cooling, fan
 *                                            ^                                                      |
 *                                            '------------------------------------------------------'
 *
 * 1. Between two inputs all that acts on the house is constant, so every temperature has a closed form: the house is moved on
 *    when something happens, and the thermostat sleeps until its sensor is at the edge of the deadband.
 * 2. Weather, sun and people act as in the middle of each quarter of an hour; quarters begin at another minute for each device.
 * 3. Heat and cold stay on and off for their shortest times, whoever turns the dial. Without mains they go off at once, and the
 *    house drifts on.
 * 4. It goes by what its sensor shows. Where the sensor is wrong, so is the room.
 *
 * Semantics: Matter 1.6, cluster Thermostat (HEAT, COOL, AUTO, OCC, PRES, MSCH, TEVT). House: house.ts; equipment: equipment.ts, plant.ts
 * and control.ts; what is wanted: setpoints.ts, habits.ts, schedule.ts, hold.ts and mode.ts.
 */
import {
  type Cause,
  defineKind,
  type HouseInputs,
  type HouseState,
  type Input,
  instant,
  type Instant,
  integer,
  type Kind,
  uniform,
} from "flotilla/device";
import { control } from "./control.ts";
import { beginHabits, catchUp, goOnVacation, lookRound, reconfigureHabits, takePart, turnPage } from "./habits.ts";
import { beginHold, endHold } from "./hold.ts";
import { beginQuarter, moveIn, moveOn, quarterMillis } from "./house.ts";
import { coolingHours, energy, heatingHours, type Meter } from "./meter.ts";
import { beginMode, followSeason, rewire, type Season } from "./mode.ts";
import { dropOut, type Plant } from "./plant.ts";
import { drift, localTemperature, localTemperatureLeaves, type Sensor, switchFault, tellPresence } from "./sensor.ts";
import { beginSetpoints, moveSetpoints, sidesInForce } from "./setpoints.ts";
import {
  acts,
  attributes,
  commands,
  events,
  faults,
  type PresetHandle,
  settings,
  type ThermostatContext,
  type ThermostatShape,
  wakes,
} from "./thermostat-schema.ts";
import { adopt, obey } from "./wishes.ts";

export interface ThermostatState {
  /** Which of all thermostats it is: equipment and schedule are drawn from this. */
  readonly unit: number;
  /** ms after the full quarter of an hour at which its quarters begin. */
  readonly quarterPhase: number;
  readonly plant: Plant;
  readonly meter: Meter;
  powered: boolean;
  /** The house at `houseAt`. */
  readonly house: HouseState;
  houseAt: Instant;
  /** What has acted on it since then. */
  readonly inputs: HouseInputs;
  /** Outdoors °C, W of sun, people and appliances, and whether ice grows outdoors, in this quarter. */
  outdoor: number;
  gains: number;
  frosty: boolean;
  windowsOpen: boolean;
  readonly sensor: Sensor;
  /** °C to heat and to cool to while people are up, and K less of either while they sleep or are away. */
  comfort: number;
  setback: number;
  coolComfort: number;
  coolSetback: number;
  /** What the habits of the home ask for at the moment. */
  habit: PresetHandle;
  /** Whether the unoccupied setpoints are those of a long absence. */
  away: boolean;
  /** °C outdoors, of late, and the season people take it for. */
  recent: number;
  season: Season;
  /** Whether its people have switched it off for the season. */
  restsForSeason: boolean;
}

export const thermostat: Kind = defineKind({
  name: "thermostat",
  summary: "A wall thermostat with the house and the heating and cooling it controls.",
  matterType: "Thermostat 0x0301",
  power: "mains",
  rooms: { "living-room": 3, hall: 2 },
  attributes,
  commands,
  events,
  settings,
  faults,
  acts,
  wakes,
  hears: ["entry", "settled", "departure", "wake", "bedtime", "windows"],
  start(context): ThermostatState {
    const { random, now } = context;
    const state: ThermostatState = {
      unit: integer(random, 0, 0x7fff_ffff),
      quarterPhase: integer(random, 0, quarterMillis - 1),
      plant: { phase: "idle", stage: "first", switched: instant(now - quarterMillis), frost: 0 },
      meter: { energy: 0, heating: 0, cooling: 0 },
      powered: true,
      house: { air: 20, mass: 20, sensor: 20 },
      houseAt: now,
      inputs: { outdoor: 10, airGain: 0, massGain: 0 },
      outdoor: 10,
      gains: 0,
      frosty: false,
      windowsOpen: false,
      sensor: {
        lag: uniform(random, 180, 250),
        stuckAt: null,
        driftingSince: null,
        offset: 0,
        toldAt: null,
        toldMissing: false,
      },
      comfort: 20,
      setback: 0,
      coolComfort: 24,
      coolSetback: 0,
      habit: "occupied",
      away: false,
      recent: 10,
      season: "cold",
      restsForSeason: false,
    };
    beginSetpoints(context);
    beginHabits(state, context);
    moveIn(state, context);
    beginMode(state, context);
    beginQuarter(state, context);
    control(state, context);
    return state;
  },
  step(state, input, context) {
    moveOn(state, context);
    const mode = context.get("systemMode");
    react(state, input, context);
    const bySeason = input.type === "wake" && context.get("systemMode") !== mode;
    control(state, context, bySeason ? "human" : causeOf(input));
  },
  signals: {
    localTemperature: { value: localTemperature, leaves: localTemperatureLeaves },
    cumulativeEnergyImported: { value: energy },
    heatingRunTime: { value: heatingHours },
    coolingRunTime: { value: coolingHours },
  },
});

/** Wakes at which the habits of the home turn a page. */
const pages: ReadonlySet<string> = new Set(["hold", "page", "absence", "notice"]);

/** Why the relays switch at once after an input: for a page of habit or schedule, where it turned one. */
function causeOf(input: Input<ThermostatShape>): Cause | undefined {
  if (input.type === "happening") return "schedule";
  const turnsPage = input.type === "wake" && pages.has(input.name);
  return turnsPage ? "schedule" : undefined;
}

function react(state: ThermostatState, input: Input<ThermostatShape>, context: ThermostatContext): void {
  switch (input.type) {
    case "wake":
      return goAhead(state, input.name, context);
    case "command":
      return obey(state, input, context);
    case "desired":
      return adopt(state, input.values, context);
    case "act":
      return beTouched(state, input, context);
    case "happening":
      if (input.happening.type === "windows") state.windowsOpen = input.happening.open;
      else takePart(state, input.happening, context);
      return;
    case "fault":
      return switchFault(state, input.name, input.active, context);
    case "configured":
      reconfigureHabits(state, input.names, context);
      return rewire(state, context);
    case "power":
      // Off at once; on again once the firmware has started.
      if (input.on) return;
      state.powered = false;
      return dropOut(state.plant, context.now);
    case "boot":
      // What it was set to it remembers.
      state.powered = true;
      return catchUp(state, context);
  }
}

function goAhead(state: ThermostatState, wake: (typeof wakes)[number], context: ThermostatContext): void {
  switch (wake) {
    case "quarter":
      drift(state, context);
      beginQuarter(state, context);
      return followSeason(state, context);
    case "phase":
      // Control, which comes last, finds it due.
      return;
    case "hold":
      return endHold(state, context, "schedule");
    case "page":
      return turnPage(state, context);
    case "absence":
      return goOnVacation(state, context);
    case "notice":
      return lookRound(state, context);
    case "tell":
      return tellPresence(state, context);
  }
}

function beTouched(
  state: ThermostatState,
  input: Extract<Input<ThermostatShape>, { readonly type: "act" }>,
  context: ThermostatContext,
): void {
  if (!state.powered) return;
  switch (input.name) {
    case "turn-dial":
      return moveSetpoints(sidesInForce(context), input.args.delta, "manual", "human", context);
    case "press-hold":
      return context.get("temperatureSetpointHold") === "setpointHoldOn" ? endHold(state, context) : beginHold(context);
  }
}
