/**
 * What a thermostat shows and understands: Matter's Thermostat cluster for heating and cooling, with auto (AUTO), occupancy (OCC),
 * presets (PRES), weekly schedules (MSCH), setpoint hold and events (TEVT), in natural units.
 *
 * Lists and bitmaps of Matter are told in words of our own: presets by their scenario, the one schedule as `weekly`, and of the
 * relays those that differ here. Reporting rules: zigbee-herdsman-converters. Limits: Matter's defaults.
 */
import type { Context, ValuesOf } from "flotilla/device";

export const lowestHeating = 7;
export const highestHeating = 30;
export const lowestCooling = 16;
export const highestCooling = 32;
/** K between the setpoints for heat and for cold. */
export const deadBand = 2;

export const presets = ["occupied", "unoccupied", "sleep", "wake", "vacation", "goingToSleep"] as const;
export type PresetHandle = (typeof presets)[number];

export type SystemMode = (typeof attributes.systemMode.options)[number];

export type RunningState = (typeof attributes.thermostatRunningState.options)[number];

export type RunningMode = (typeof attributes.thermostatRunningMode.options)[number];

export const setpoints = [
  "occupiedHeatingSetpoint",
  "unoccupiedHeatingSetpoint",
  "occupiedCoolingSetpoint",
  "unoccupiedCoolingSetpoint",
] as const;
export type Setpoint = (typeof setpoints)[number];

export const attributes = {
  localTemperature: {
    type: "number",
    unit: "°C",
    min: -60,
    max: 80,
    nullable: true,
    role: "telemetry",
    report: { min: "0s", max: "1h", change: 0.1 },
    doc: "What its sensor reads: the wall it hangs on, some minutes behind the air; null when it reads nothing.",
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
  activePower: {
    type: "number",
    unit: "W",
    min: 0,
    role: "telemetry",
    report: { min: "5s", max: "1h", change: 20 },
    doc: "What heating, cooling, fan and controls draw from the mains.",
    matter: "ElectricalPowerMeasurement.ActivePower",
  },
  cumulativeEnergyImported: {
    type: "number",
    unit: "kWh",
    min: 0,
    role: "telemetry",
    report: { min: "1m", max: "1h" },
    doc: "What they have drawn since they were new.",
    matter: "ElectricalEnergyMeasurement.CumulativeEnergyImported",
  },
  heatingRunTime: {
    type: "number",
    unit: "h",
    min: 0,
    role: "telemetry",
    report: { min: "1m", max: "1h" },
    doc: "How long heat has been on in all.",
    matter: "ours",
  },
  coolingRunTime: {
    type: "number",
    unit: "h",
    min: 0,
    role: "telemetry",
    report: { min: "1m", max: "1h" },
    doc: "How long cold has been on in all.",
    matter: "ours",
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
    nonVolatile: true,
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
    nonVolatile: true,
    report: { min: "0s", max: "1h", change: 0.1 },
    doc: "What it heats to while nobody is at home.",
    matter: "Thermostat.UnoccupiedHeatingSetpoint",
  },
  occupiedCoolingSetpoint: {
    type: "number",
    unit: "°C",
    min: 16,
    max: 32,
    role: "state",
    writable: true,
    nonVolatile: true,
    report: { min: "0s", max: "1h", change: 0.1 },
    doc: "What it cools to while somebody is at home, or while the setpoint is held.",
    matter: "Thermostat.OccupiedCoolingSetpoint",
  },
  unoccupiedCoolingSetpoint: {
    type: "number",
    unit: "°C",
    min: 16,
    max: 32,
    role: "state",
    writable: true,
    nonVolatile: true,
    report: { min: "0s", max: "1h", change: 0.1 },
    doc: "What it cools to while nobody is at home.",
    matter: "Thermostat.UnoccupiedCoolingSetpoint",
  },
  absMinHeatSetpointLimit: {
    type: "number",
    unit: "°C",
    role: "state",
    report: { min: "0s", max: "never" },
    doc: "Lowest setpoint for heating.",
    matter: "Thermostat.AbsMinHeatSetpointLimit",
  },
  absMaxHeatSetpointLimit: {
    type: "number",
    unit: "°C",
    role: "state",
    report: { min: "0s", max: "never" },
    doc: "Highest setpoint for heating.",
    matter: "Thermostat.AbsMaxHeatSetpointLimit",
  },
  absMinCoolSetpointLimit: {
    type: "number",
    unit: "°C",
    role: "state",
    report: { min: "0s", max: "never" },
    doc: "Lowest setpoint for cooling.",
    matter: "Thermostat.AbsMinCoolSetpointLimit",
  },
  absMaxCoolSetpointLimit: {
    type: "number",
    unit: "°C",
    role: "state",
    report: { min: "0s", max: "never" },
    doc: "Highest setpoint for cooling.",
    matter: "Thermostat.AbsMaxCoolSetpointLimit",
  },
  minSetpointDeadBand: {
    type: "number",
    unit: "K",
    min: 0,
    max: 12.7,
    role: "state",
    nonVolatile: true,
    report: { min: "0s", max: "never" },
    doc: "How far the setpoint for cold stays above the one for heat: who moves one pushes the other.",
    matter: "Thermostat.MinSetpointDeadBand",
  },
  systemMode: {
    type: "choice",
    options: ["off", "auto", "cool", "heat", "emergencyHeat", "fanOnly"],
    role: "state",
    writable: true,
    nonVolatile: true,
    report: { min: "0s", max: "1h" },
    doc: "What it may do: heat, cool, either by itself, heat with the strips alone, move air, nothing.",
    matter: "Thermostat.SystemMode",
  },
  controlSequenceOfOperation: {
    type: "choice",
    options: ["coolingOnly", "heatingOnly", "coolingAndHeating"],
    role: "state",
    nonVolatile: true,
    report: { min: "0s", max: "never" },
    doc: "What it is wired to; modes beyond that are not taken.",
    matter: "Thermostat.ControlSequenceOfOperation",
  },
  thermostatRunningState: {
    type: "choice",
    options: ["idle", "heat", "heatStage2", "cool", "fan"],
    role: "state",
    report: { min: "0s", max: "1h" },
    doc: "Which relay is closed: heat, heat with the strips of a heat pump, cold, the fan alone, or none.",
    matter: "Thermostat.ThermostatRunningState",
  },
  thermostatRunningMode: {
    type: "choice",
    options: ["off", "cool", "heat"],
    role: "state",
    report: { min: "0s", max: "1h" },
    doc: "Whether it heats or cools at the moment.",
    matter: "Thermostat.ThermostatRunningMode",
  },
  temperatureSetpointHold: {
    type: "choice",
    options: ["setpointHoldOff", "setpointHoldOn"],
    role: "state",
    writable: true,
    nonVolatile: true,
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
    nonVolatile: true,
    report: { min: "0s", max: "never" },
    doc: "How long a hold lasts; null until it is taken off.",
    matter: "Thermostat.TemperatureSetpointHoldDuration",
  },
  setpointHoldExpiryTimestamp: {
    type: "number",
    unit: "s",
    min: 0,
    integer: true,
    nullable: true,
    role: "state",
    nonVolatile: true,
    report: { min: "0s", max: "never" },
    doc: "When the hold ends, seconds since 1970; null when there is none or it does not end.",
    matter: "Thermostat.SetpointHoldExpiryTimestamp",
  },
  setpointChangeSource: {
    type: "choice",
    options: ["manual", "schedule", "external"],
    role: "state",
    report: { min: "0s", max: "never" },
    doc: "Who chose the present setpoint: a hand on the dial, the habits of the home, or a server.",
    matter: "Thermostat.SetpointChangeSource",
  },
  setpointChangeAmount: {
    type: "number",
    unit: "K",
    min: -327,
    max: 327,
    nullable: true,
    role: "state",
    report: { min: "0s", max: "never" },
    doc: "By how much the occupied setpoint changed last.",
    matter: "Thermostat.SetpointChangeAmount",
  },
  activePresetHandle: {
    type: "choice",
    options: ["occupied", "unoccupied", "sleep", "wake", "vacation", "goingToSleep"],
    nullable: true,
    role: "state",
    nonVolatile: true,
    report: { min: "0s", max: "never" },
    doc: "The preset the occupied setpoints come from; null when somebody has chosen others.",
    matter: "Thermostat.ActivePresetHandle",
  },
  activeScheduleHandle: {
    type: "choice",
    options: ["weekly"],
    nullable: true,
    role: "state",
    nonVolatile: true,
    report: { min: "0s", max: "never" },
    doc: "The weekly schedule where it goes by one; null where it goes by what the people do.",
    matter: "Thermostat.ActiveScheduleHandle",
  },
} as const;

export const commands = {
  setpointRaiseLower: {
    doc: "Raises or lowers the setpoints in force.",
    args: {
      mode: { type: "choice", options: ["heat", "cool", "both"], doc: "Which; both are those there is equipment for." },
      amount: { type: "number", unit: "K", min: -12.8, max: 12.7, doc: "By how much." },
    },
    matter: "Thermostat.SetpointRaiseLower",
  },
  setActivePresetRequest: {
    doc: "Takes the occupied setpoints from a preset; null lets them be.",
    args: {
      presetHandle: {
        type: "choice",
        options: ["occupied", "unoccupied", "sleep", "wake", "vacation", "goingToSleep"],
        nullable: true,
        doc: "The preset.",
      },
    },
    matter: "Thermostat.SetActivePresetRequest",
  },
  setActiveScheduleRequest: {
    doc: "Goes by the weekly schedule from now on.",
    args: { scheduleHandle: { type: "choice", options: ["weekly"], doc: "The schedule." } },
    matter: "Thermostat.SetActiveScheduleRequest",
  },
} as const;

export const events = {
  systemModeChange: {
    doc: "The mode has changed.",
    severity: "info",
    data: {
      previousSystemMode: {
        type: "choice",
        options: ["off", "auto", "cool", "heat", "emergencyHeat", "fanOnly"],
        doc: "The mode before.",
      },
      currentSystemMode: {
        type: "choice",
        options: ["off", "auto", "cool", "heat", "emergencyHeat", "fanOnly"],
        doc: "The mode now.",
      },
    },
    matter: "Thermostat.SystemModeChange",
  },
  localTemperatureChange: {
    doc: "It has lost its temperature, or has one again; at most once a minute.",
    severity: "info",
    data: { currentLocalTemperature: { type: "number", unit: "°C", nullable: true, doc: "What it reads now." } },
    matter: "Thermostat.LocalTemperatureChange",
  },
  occupancyChange: {
    doc: "The last has left, or the first has come.",
    severity: "info",
    data: {
      previousOccupancy: { type: "boolean", doc: "Whether anybody was at home before." },
      currentOccupancy: { type: "boolean", doc: "Whether anybody is now." },
    },
    matter: "Thermostat.OccupancyChange",
  },
  setpointChange: {
    doc: "One of the setpoints has changed.",
    severity: "info",
    data: {
      systemMode: {
        type: "choice",
        options: ["off", "auto", "cool", "heat", "emergencyHeat", "fanOnly"],
        doc: "The mode it changed in.",
      },
      occupancy: { type: "boolean", doc: "Whether anybody is at home." },
      previousSetpoint: { type: "number", unit: "°C", doc: "The setpoint before." },
      currentSetpoint: { type: "number", unit: "°C", doc: "The setpoint now." },
    },
    matter: "Thermostat.SetpointChange",
  },
  runningStateChange: {
    doc: "Relays have switched.",
    severity: "info",
    data: {
      previousRunningState: {
        type: "choice",
        options: ["idle", "heat", "heatStage2", "cool", "fan"],
        doc: "What was on before.",
      },
      currentRunningState: {
        type: "choice",
        options: ["idle", "heat", "heatStage2", "cool", "fan"],
        doc: "What is on now.",
      },
    },
    matter: "Thermostat.RunningStateChange",
  },
  runningModeChange: {
    doc: "It has begun or ended to heat or to cool.",
    severity: "info",
    data: {
      previousRunningMode: { type: "choice", options: ["off", "cool", "heat"], doc: "What it did before." },
      currentRunningMode: { type: "choice", options: ["off", "cool", "heat"], doc: "What it does now." },
    },
    matter: "Thermostat.RunningModeChange",
  },
  activeScheduleChange: {
    doc: "It goes by another schedule, or by none.",
    severity: "info",
    data: {
      previousScheduleHandle: { type: "choice", options: ["weekly"], nullable: true, doc: "The schedule before." },
      currentScheduleHandle: { type: "choice", options: ["weekly"], nullable: true, doc: "The schedule now." },
    },
    matter: "Thermostat.ActiveScheduleChange",
  },
  activePresetChange: {
    doc: "The occupied setpoints come from another preset, or from none.",
    severity: "info",
    data: {
      previousPresetHandle: {
        type: "choice",
        options: ["occupied", "unoccupied", "sleep", "wake", "vacation", "goingToSleep"],
        nullable: true,
        doc: "The preset before.",
      },
      currentPresetHandle: {
        type: "choice",
        options: ["occupied", "unoccupied", "sleep", "wake", "vacation", "goingToSleep"],
        nullable: true,
        doc: "The preset now.",
      },
    },
    matter: "Thermostat.ActivePresetChange",
  },
} as const;

export const settings = {
  heating: {
    type: "choice",
    options: ["none", "gas-furnace", "electric", "heat-pump"],
    nullable: true,
    default: null,
    doc: "What it switches to heat; null is what the home has.",
  },
  cooling: {
    type: "choice",
    options: ["none", "central"],
    nullable: true,
    default: null,
    doc: "What it switches to cool; null is what the home has.",
  },
  heatingSetpoint: {
    type: "number",
    unit: "°C",
    min: 7,
    max: 30,
    nullable: true,
    default: null,
    doc: "What the home heats to while people are up; null draws it as homes differ.",
  },
  setback: {
    type: "number",
    unit: "K",
    min: 0,
    max: 10,
    nullable: true,
    default: null,
    doc: "How much less it heats while they sleep or are away; null draws it as homes differ.",
  },
  coolingSetpoint: {
    type: "number",
    unit: "°C",
    min: 16,
    max: 32,
    nullable: true,
    default: null,
    doc: "What the home cools to while people are up; null draws it as homes differ.",
  },
  coolingSetback: {
    type: "number",
    unit: "K",
    min: 0,
    max: 10,
    nullable: true,
    default: null,
    doc: "How much less it cools while they sleep or are away; null draws it as homes differ.",
  },
  schedule: {
    type: "text",
    maxLength: 500,
    nullable: true,
    default: null,
    doc: "A weekly schedule such as `mon-fri 06:30 wake, 22:45 sleep; sat-sun 08:00 wake, 23:30 sleep`, each time with a preset; null draws it as homes differ, an empty text is none.",
  },
  usedByResidents: {
    type: "boolean",
    default: true,
    doc: "Whether it follows the people of the home; without them occupancy and setpoints change by server, dial and a given schedule only.",
  },
} as const;

export const faults = {
  "stuck-sensor": { doc: "Its sensor shows what it showed when the fault began, and it goes by that." },
  "drifting-sensor": { doc: "Its sensor shows 0.2 K more every hour, up to 5 K, so the home gets colder and colder." },
  "dead-sensor": { doc: "Its sensor shows nothing: it neither heats nor cools, and the home goes with the weather." },
  "heating-failure": { doc: "It calls for heat, and only the fan runs." },
  "compressor-fail": {
    doc: "The compressor does not start: it calls for cold and the home gets hot; a heat pump heats with its strips alone.",
  },
} as const;

export const acts = {
  "turn-dial": {
    doc: "Somebody turns the dial: what is in force for heat, cold or both, as the mode is.",
    args: { delta: { type: "number", unit: "K", min: -10, max: 10, doc: "By how much." } },
  },
  "press-hold": { doc: "Somebody presses hold, or takes the hold off.", args: {} },
} as const;

export const wakes = [
  /** The next quarter of an hour: other weather, other gains. */
  "quarter",
  /** Heat or cold comes on or goes off, the coil is to be defrosted, or the fan has run out. */
  "phase",
  /** A hold has lasted its time. */
  "hold",
  /** The schedule names its next preset. */
  "page",
  /** Nobody has been there for long. */
  "absence",
  /** Somebody who has come in is there to be noticed, or nobody has been noticed for a while. */
  "notice",
  /** The sensor's coming or going may be told again. */
  "tell",
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
export type ThermostatSettings = ValuesOf<typeof settings>;
