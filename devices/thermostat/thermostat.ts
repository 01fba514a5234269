/**
 * A thermostat on the wall of a house, with the heating it switches.
 *
 *      weather, sun, people ---> house (air, mass) ---> sensor ---> thermostat ---> heating
 *                                  ^                                                   |
 *                                  '---------------------------------------------------'
 *
 * 1. Between two inputs all that acts on the house is constant, so every temperature has a closed form: the house is moved on
 *    when something happens, and the thermostat sleeps until its sensor is at the edge of the deadband.
 * 2. Weather and sun act as in the middle of each quarter of an hour; quarters begin at another minute for each device.
 * 3. Heat stays on and off for its shortest times, whoever turns the dial. Without mains it goes off at once, and the house
 *    cools on.
 * 4. It heats by what its sensor shows. Where the sensor is wrong, so is the room.
 * 5. The setpoint in force is the occupied one while somebody is at home or the setpoint is held, else the unoccupied one.
 *
 * Semantics: Matter 1.6, cluster Thermostat. House, equipment and control: thermostat-physics.ts.
 */
import {
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
import { control, losePower, unitOf } from "./control.ts";
import { beginQuarter, moveIn, moveOn, quarterMillis } from "./house.ts";
import { adopt, beginHabits, endHold, obey, reconfigure, type Preset, takePart, turnDial } from "./setpoints.ts";
import { drift, localTemperature, localTemperatureLeaves, type Sensor, switchFault } from "./sensor.ts";
import type { Equipment, Heating } from "./thermostat-physics.ts";
import {
  acts,
  attributes,
  commands,
  events,
  faults,
  settings,
  type ThermostatContext,
  type ThermostatShape,
  wakes,
} from "./thermostat-schema.ts";

export interface ThermostatState {
  /** Which of all heatings it is: the equipment is drawn from this. */
  readonly unit: number;
  /** ms after the full quarter of an hour at which its quarters begin. */
  readonly quarterPhase: number;
  equipment: Equipment;
  heating: Heating;
  powered: boolean;
  /** The house at `houseAt`. */
  house: HouseState;
  houseAt: Instant;
  /** What has acted on it since then. */
  inputs: HouseInputs;
  /** Outdoors °C, and W of sun, people and appliances, in this quarter. */
  outdoor: number;
  gains: number;
  windowsOpen: boolean;
  sensor: Sensor;
  /** °C while people are up, and K less while they sleep or are away. */
  comfort: number;
  setback: number;
  /** What the habits of the home ask for at the moment. */
  habit: Preset;
}

export const thermostat: Kind = defineKind({
  name: "thermostat",
  summary: "A wall thermostat with the house and the heating it controls.",
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
  start(context): ThermostatState {
    const { random, now } = context;
    const unit = integer(random, 0, 0x7fff_ffff);
    const state: ThermostatState = {
      unit,
      quarterPhase: integer(random, 0, quarterMillis - 1),
      equipment: unitOf(unit, context),
      heating: { phase: "idle", switched: instant(now - quarterMillis) },
      powered: true,
      house: { air: 20, mass: 20, sensor: 20 },
      houseAt: now,
      inputs: { outdoor: 10, airGain: 0, massGain: 0 },
      outdoor: 10,
      gains: 0,
      windowsOpen: false,
      sensor: { lag: uniform(random, 180, 300), stuckAt: null, driftingSince: null, offset: 0 },
      comfort: 20,
      setback: 0,
      habit: "occupied",
    };
    context.set("systemMode", "heat");
    context.set("controlSequenceOfOperation", "heatingOnly");
    context.set("temperatureSetpointHold", "setpointHoldOff");
    context.set("temperatureSetpointHoldDuration", null);
    beginHabits(state, context);
    moveIn(state, context);
    beginQuarter(state, context);
    control(state, context);
    return state;
  },
  step(state, input, context) {
    moveOn(state, context);
    react(state, input, context);
    control(state, context, input.type === "happening" ? "schedule" : undefined);
  },
  signals: { localTemperature: { value: localTemperature, leaves: localTemperatureLeaves } },
});

function react(state: ThermostatState, input: Input<ThermostatShape>, context: ThermostatContext): void {
  switch (input.type) {
    case "wake":
      return goAhead(state, input.name, context);
    case "command":
      return obey(state, input, context);
    case "desired":
      return adopt(state, input.values, context);
    case "act":
      return turnDial(state, input.args.delta, context);
    case "happening":
      return takePart(state, input.happening, context);
    case "fault":
      return switchFault(state, input.name, input.active, context);
    case "configured":
      if (input.names.includes("heating") || input.names.includes("designTemperature")) {
        state.equipment = unitOf(state.unit, context);
      }
      return reconfigure(state, input.names, context);
    case "power":
      state.powered = input.on;
      return losePower(state, context);
    case "boot":
      // What it was set to it remembers; its relays are latched.
      return;
  }
}

function goAhead(state: ThermostatState, wake: (typeof wakes)[number], context: ThermostatContext): void {
  switch (wake) {
    case "quarter":
      drift(state, context);
      return beginQuarter(state, context);
    case "phase":
      // Control, which comes last, finds it due.
      return;
    case "hold":
      return endHold(state, context);
  }
}
