/**
 * What a thermostat shows and understands: Matter's Thermostat cluster for heating, with occupancy (OCC), presets (PRES) and
 * setpoint hold, in natural units.
 *
 * Reporting rules: zigbee-herdsman-converters. Setpoint limits: Matter's defaults.
 */
import type { Context } from "flotilla/device";

export const lowestSetpoint = 7;
export const highestSetpoint = 30;

export const attributes = {
  localTemperature: {
    type: "number",
    unit: "°C",
    min: -60,
    max: 80,
    role: "telemetry",
    report: { min: "0s", max: "1h", change: 0.1 },
    doc: "What its sensor reads: the wall it hangs on, some minutes behind the air.",
    matter: "Thermostat.LocalTemperature",
  },
  outdoorTemperature: {
    type: "number",
    unit: "°C",
    min: -80,
    max: 80,
    role: "telemetry",
    report: { min: "10s", max: "1h", change: 1 },
    doc: "Outdoors, mean of the present quarter of an hour.",
    matter: "Thermostat.OutdoorTemperature",
  },
  occupancy: {
    type: "boolean",
    role: "state",
    report: { min: "0s", max: "1h" },
    doc: "Whether anybody is at home.",
    matter: "Thermostat.Occupancy",
  },
  occupiedHeatingSetpoint: {
    type: "number",
    unit: "°C",
    min: 7,
    max: 30,
    role: "state",
    writable: true,
    report: { min: "0s", max: "1h", change: 0.1 },
    doc: "What it heats to while somebody is at home, or while the setpoint is held.",
    matter: "Thermostat.OccupiedHeatingSetpoint",
  },
  unoccupiedHeatingSetpoint: {
    type: "number",
    unit: "°C",
    min: 7,
    max: 30,
    role: "state",
    writable: true,
    report: { min: "0s", max: "1h", change: 0.1 },
    doc: "What it heats to while nobody is at home.",
    matter: "Thermostat.UnoccupiedHeatingSetpoint",
  },
  systemMode: {
    type: "choice",
    options: ["off", "heat"],
    role: "state",
    writable: true,
    report: { min: "0s", max: "1h" },
    doc: "Whether it heats at all.",
    matter: "Thermostat.SystemMode",
  },
  controlSequenceOfOperation: {
    type: "choice",
    options: ["heatingOnly"],
    role: "state",
    report: { min: "0s", max: "never" },
    doc: "What it is wired to.",
    matter: "Thermostat.ControlSequenceOfOperation",
  },
  thermostatRunningState: {
    type: "choice",
    options: ["idle", "heat", "fan"],
    role: "state",
    report: { min: "0s", max: "1h" },
    doc: "Which relay is closed: heat, the fan alone after the heat, or none.",
    matter: "Thermostat.ThermostatRunningState",
  },
  temperatureSetpointHold: {
    type: "choice",
    options: ["setpointHoldOff", "setpointHoldOn"],
    role: "state",
    writable: true,
    report: { min: "0s", max: "never" },
    doc: "Whether the setpoint stays what it is, whoever comes, goes or sleeps.",
    matter: "Thermostat.TemperatureSetpointHold",
  },
  temperatureSetpointHoldDuration: {
    type: "number",
    unit: "min",
    min: 0,
    max: 1_440,
    integer: true,
    nullable: true,
    role: "state",
    writable: true,
    report: { min: "0s", max: "never" },
    doc: "How long a hold lasts; null until it is taken off.",
    matter: "Thermostat.TemperatureSetpointHoldDuration",
  },
  setpointChangeSource: {
    type: "choice",
    options: ["manual", "schedule", "external"],
    role: "state",
    report: { min: "0s", max: "never" },
    doc: "Who chose the present setpoint: a hand on the dial, the habits of the home, or a server.",
    matter: "Thermostat.SetpointChangeSource",
  },
  activePresetHandle: {
    type: "choice",
    options: ["occupied", "unoccupied", "sleep"],
    nullable: true,
    role: "state",
    report: { min: "0s", max: "never" },
    doc: "The preset the occupied setpoint comes from; null when somebody has chosen another.",
    matter: "Thermostat.ActivePresetHandle",
  },
} as const;

export const commands = {
  setpointRaiseLower: {
    doc: "Raises or lowers the setpoint in force.",
    args: {
      mode: { type: "choice", options: ["heat", "cool", "both"], doc: "Which; it has no setpoint to cool to." },
      amount: { type: "number", unit: "K", min: -12.8, max: 12.7, doc: "By how much." },
    },
    matter: "Thermostat.SetpointRaiseLower",
  },
  setActivePresetRequest: {
    doc: "Takes the occupied setpoint from a preset; null lets it be.",
    args: {
      presetHandle: {
        type: "choice",
        options: ["occupied", "unoccupied", "sleep"],
        nullable: true,
        doc: "The preset.",
      },
    },
    matter: "Thermostat.SetActivePresetRequest",
  },
} as const;

export const events = {} as const;

export const settings = {
  heating: {
    type: "choice",
    options: ["gas-furnace", "electric", "heat-pump"],
    default: "gas-furnace",
    doc: "What it switches.",
  },
  heatingSetpoint: {
    type: "number",
    unit: "°C",
    min: 7,
    max: 30,
    nullable: true,
    default: null,
    doc: "What the home likes while people are up; null draws it as homes differ.",
  },
  setback: {
    type: "number",
    unit: "K",
    min: 0,
    max: 10,
    nullable: true,
    default: null,
    doc: "How much less while they sleep or are away; null draws it as homes differ.",
  },
  usedByResidents: {
    type: "boolean",
    default: true,
    doc: "Whether it follows the people of the home; without them occupancy and setpoints change by server and dial only.",
  },
  designTemperature: {
    type: "number",
    unit: "°C",
    min: -40,
    max: 15,
    default: -15,
    doc: "The cold day the heating was sized for: about -15 in a continental climate, -8 in a maritime one.",
  },
} as const;

export const faults = {
  "stuck-sensor": { doc: "Its sensor shows what it showed when the fault began, and it heats by that." },
  "drifting-sensor": { doc: "Its sensor shows 0.2 K more every hour, up to 5 K, so the home gets colder and colder." },
  "heating-failure": { doc: "It calls for heat, and none comes." },
} as const;

export const acts = {
  "turn-dial": {
    doc: "Somebody turns the dial.",
    args: { delta: { type: "number", unit: "K", min: -10, max: 10, doc: "By how much." } },
  },
} as const;

export const wakes = [
  /** The next quarter of an hour: other weather, other gains. */
  "quarter",
  /** Heat comes on, goes off, or the fan has run out. */
  "phase",
  /** A hold has lasted its time. */
  "hold",
] as const;

export interface ThermostatShape {
  readonly attributes: typeof attributes;
  readonly commands: typeof commands;
  readonly events: typeof events;
  readonly settings: typeof settings;
  readonly faults: typeof faults;
  readonly acts: typeof acts;
  readonly wakes: typeof wakes;
}
export type ThermostatContext = Context<ThermostatShape>;
