/**
 * What an air conditioner shows and understands: Matter's Room Air Conditioner (OnOff, Thermostat with its AC attributes,
 * FanControl, filter monitoring), with humidity and the electrical measurement clusters, in natural units.
 *
 * Bitmaps are told as a choice of what can be at a time: `thermostatRunningState`, `acErrorCode`, `rockSetting`, `windSetting`.
 * Setpoint limits: Matter's defaults.
 */
import type { Context } from "flotilla/device";

export const lowestCoolingSetpoint = 16;
export const highestCoolingSetpoint = 32;
export const lowestHeatingSetpoint = 7;
export const highestHeatingSetpoint = 30;
/** K between the setpoints of heating and cooling, Matter's MinSetpointDeadBand. */
export const setpointGap = 2;
export const fanSpeeds = 5;

export const attributes = {
  onOff: {
    type: "boolean",
    role: "state",
    writable: true,
    nonVolatile: true,
    report: { min: "0s", max: "1h" },
    doc: "Whether it is on: true exactly while systemMode is not off.",
    matter: "OnOff.OnOff",
  },
  systemMode: {
    type: "choice",
    options: ["off", "auto", "cool", "heat", "fanOnly", "dry", "sleep"],
    role: "state",
    writable: true,
    nonVolatile: true,
    report: { min: "0s", max: "1h" },
    doc: "What it does; heat and the heating side of auto only with a heat pump. sleep cools to 1 K more, with little noise.",
    matter: "Thermostat.SystemMode",
  },
  localTemperature: {
    type: "number",
    unit: "°C",
    min: -60,
    max: 80,
    role: "telemetry",
    report: { min: "10s", max: "1h", change: 0.5 },
    doc: "What its sensor reads in the air it draws in, a minute or two behind the room.",
    matter: "Thermostat.LocalTemperature",
  },
  outdoorTemperature: {
    type: "number",
    unit: "°C",
    min: -80,
    max: 80,
    role: "telemetry",
    report: { min: "0s", max: "1h" },
    doc: "At the outdoor unit.",
    matter: "Thermostat.OutdoorTemperature",
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
    doc: "What it cools to.",
    matter: "Thermostat.OccupiedCoolingSetpoint",
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
    doc: "What it heats to, if it is a heat pump; at least minSetpointDeadBand below what it cools to.",
    matter: "Thermostat.OccupiedHeatingSetpoint",
  },
  minSetpointDeadBand: {
    type: "number",
    unit: "K",
    min: 0,
    max: 12.7,
    role: "state",
    report: { min: "0s", max: "never" },
    doc: "How far the two setpoints are apart at least: one moves the other.",
    matter: "Thermostat.MinSetpointDeadBand",
  },
  controlSequenceOfOperation: {
    type: "choice",
    options: ["coolingOnly", "coolingAndHeating"],
    role: "state",
    report: { min: "0s", max: "never" },
    doc: "What it is built for.",
    matter: "Thermostat.ControlSequenceOfOperation",
  },
  thermostatRunningMode: {
    type: "choice",
    options: ["off", "cool", "heat"],
    role: "state",
    report: { min: "0s", max: "1h" },
    doc: "What its compressor does.",
    matter: "Thermostat.ThermostatRunningMode",
  },
  thermostatRunningState: {
    type: "choice",
    options: ["idle", "cool", "heat", "fan"],
    role: "state",
    report: { min: "0s", max: "1h" },
    doc: "What runs: cool and heat with the fan, the fan alone, or nothing.",
    matter: "Thermostat.ThermostatRunningState",
  },
  setpointChangeSource: {
    type: "choice",
    options: ["manual", "schedule", "external"],
    role: "state",
    report: { min: "0s", max: "never" },
    doc: "Who chose the setpoint: a hand on the remote control, or a server.",
    matter: "Thermostat.SetpointChangeSource",
  },
  acType: {
    type: "choice",
    options: ["coolingFixed", "heatPumpFixed", "coolingInverter", "heatPumpInverter"],
    role: "state",
    nonVolatile: true,
    report: { min: "0s", max: "never" },
    doc: "What kind of machine it is, by its settings.",
    matter: "Thermostat.AcType",
  },
  acCapacity: {
    type: "number",
    unit: "BTU/h",
    min: 0,
    max: 65_535,
    integer: true,
    role: "state",
    nonVolatile: true,
    report: { min: "0s", max: "never" },
    doc: "Rated cooling capacity; 1,000 BTU/h are 293 W.",
    matter: "Thermostat.AcCapacity",
  },
  acRefrigerantType: {
    type: "choice",
    options: ["unknown", "r22", "r410A", "r407C"],
    role: "state",
    nonVolatile: true,
    report: { min: "0s", max: "never" },
    doc: "What circulates in it; Matter has no word for R32 yet.",
    matter: "Thermostat.AcRefrigerantType",
  },
  acCompressorType: {
    type: "choice",
    options: ["unknown", "t1", "t2", "t3"],
    role: "state",
    nonVolatile: true,
    report: { min: "0s", max: "never" },
    doc: "Climate class of the compressor: t1 for up to 43 °C.",
    matter: "Thermostat.AcCompressorType",
  },
  acErrorCode: {
    type: "choice",
    options: ["none", "compressorFail", "fanFail"],
    role: "state",
    report: { min: "0s", max: "1h" },
    doc: "What it has found broken, one thing at a time (Matter: a bitmap).",
    matter: "Thermostat.AcErrorCode",
  },
  acLouverPosition: {
    type: "choice",
    options: ["closed", "open", "quarter", "half", "threeQuarters"],
    role: "state",
    writable: true,
    nonVolatile: true,
    report: { min: "0s", max: "never" },
    doc: "Where the louvre stands; closed while it is off, whatever is chosen for when it is on.",
    matter: "Thermostat.AcLouverPosition",
  },
  acCoilTemperature: {
    type: "number",
    unit: "°C",
    min: -60,
    max: 90,
    role: "telemetry",
    report: { min: "1m", max: "1h", change: 5 },
    doc: "Of the coil indoors: cold while it cools, hot while it heats.",
    matter: "Thermostat.AcCoilTemperature",
  },
  fanMode: {
    type: "choice",
    options: ["auto", "low", "medium", "high", "off"],
    role: "state",
    writable: true,
    nonVolatile: true,
    report: { min: "0s", max: "1h" },
    doc: "The fan speed chosen, kept while it is off; writing off switches the unit off.",
    matter: "FanControl.FanMode",
  },
  percentSetting: {
    type: "number",
    unit: "%",
    min: 0,
    max: 100,
    integer: true,
    nullable: true,
    role: "state",
    writable: true,
    nonVolatile: true,
    report: { min: "0s", max: "never" },
    doc: "The fan speed chosen; null in auto. Writing 0 switches the unit off.",
    matter: "FanControl.PercentSetting",
  },
  percentCurrent: {
    type: "number",
    unit: "%",
    min: 0,
    max: 100,
    integer: true,
    role: "state",
    report: { min: "1s", max: "1h", change: 1 },
    doc: "How fast the fan turns.",
    matter: "FanControl.PercentCurrent",
  },
  speedMax: {
    type: "number",
    min: 1,
    max: 100,
    integer: true,
    role: "state",
    report: { min: "0s", max: "never" },
    doc: "How many speeds its fan has.",
    matter: "FanControl.SpeedMax",
  },
  speedSetting: {
    type: "number",
    min: 0,
    max: 5,
    integer: true,
    nullable: true,
    role: "state",
    writable: true,
    nonVolatile: true,
    report: { min: "0s", max: "never" },
    doc: "The fan speed chosen; null in auto. Writing 0 switches the unit off.",
    matter: "FanControl.SpeedSetting",
  },
  speedCurrent: {
    type: "number",
    min: 0,
    max: 5,
    integer: true,
    role: "state",
    report: { min: "1s", max: "1h", change: 1 },
    doc: "The speed its fan turns at.",
    matter: "FanControl.SpeedCurrent",
  },
  rockSetting: {
    type: "choice",
    options: ["none", "leftRight", "upDown", "both"],
    role: "state",
    writable: true,
    nonVolatile: true,
    report: { min: "0s", max: "never" },
    doc: "Which way its louvres swing.",
    matter: "FanControl.RockSetting",
  },
  windSetting: {
    type: "choice",
    options: ["none", "sleepWind", "naturalWind"],
    role: "state",
    writable: true,
    nonVolatile: true,
    report: { min: "0s", max: "never" },
    doc: "What the wind is to feel like; sleepWind keeps the fan at its two lowest speeds.",
    matter: "FanControl.WindSetting",
  },
  relativeHumidity: {
    type: "number",
    unit: "%",
    min: 0,
    max: 100,
    role: "telemetry",
    report: { min: "0s", max: "1h" },
    doc: "In the room. Matter: RelativeHumidityMeasurement.MeasuredValue, whose name alone would not say of what.",
    matter: "ours",
  },
  condition: {
    type: "number",
    unit: "%",
    min: 0,
    max: 100,
    integer: true,
    role: "state",
    report: { min: "1m", max: "never", change: 5 },
    doc: "What is left of the filter's time until it wants cleaning, by the hours the fan has run.",
    matter: "HepaFilterMonitoring.Condition",
  },
  changeIndication: {
    type: "choice",
    options: ["ok", "warning", "critical"],
    role: "state",
    report: { min: "0s", max: "1h" },
    doc: "Whether the filter wants cleaning.",
    matter: "HepaFilterMonitoring.ChangeIndication",
  },
  activePower: {
    type: "number",
    unit: "W",
    min: 0,
    max: 20_000,
    role: "telemetry",
    report: { min: "5s", max: "1h", change: 10 },
    doc: "What it draws, outdoor unit included.",
    matter: "ElectricalPowerMeasurement.ActivePower",
  },
  cumulativeEnergyImported: {
    type: "number",
    unit: "kWh",
    min: 0,
    role: "telemetry",
    report: { min: "1m", max: "1h", change: 0.1 },
    doc: "What it has drawn since it was new.",
    matter: "ElectricalEnergyMeasurement.CumulativeEnergyImported",
  },
} as const;

export const commands = {
  on: { doc: "Goes on, in the mode it was in last.", args: {}, matter: "OnOff.On" },
  off: { doc: "Goes off; its compressor ends its shortest run first.", args: {}, matter: "OnOff.Off" },
  toggle: { doc: "Goes off when on, on when off.", args: {}, matter: "OnOff.Toggle" },
  setpointRaiseLower: {
    doc: "Raises or lowers setpoints.",
    args: {
      mode: { type: "choice", options: ["heat", "cool", "both"], doc: "Which; heat only with a heat pump." },
      amount: { type: "number", unit: "K", min: -12.8, max: 12.7, doc: "By how much." },
    },
    matter: "Thermostat.SetpointRaiseLower",
  },
  step: {
    doc: "Turns the fan up or down by one speed; from auto, the speed it turns at.",
    args: {
      direction: { type: "choice", options: ["increase", "decrease"], doc: "Which way." },
      wrap: {
        type: "boolean",
        optional: true,
        doc: "Whether the lowest speed follows the highest, and the other way round.",
      },
      lowestOff: { type: "boolean", optional: true, doc: "Whether off, of the whole unit, is the lowest speed." },
    },
    matter: "FanControl.Step",
  },
  resetCondition: {
    doc: "Begins to count the filter's hours anew.",
    args: {},
    matter: "HepaFilterMonitoring.ResetCondition",
  },
} as const;

export const events = {} as const;

export const settings = {
  compressor: {
    type: "choice",
    options: ["fixed", "inverter"],
    default: "inverter",
    doc: "Whether its compressor is on or off, or runs at the speed that is needed.",
  },
  function: {
    type: "choice",
    options: ["cooling", "heat-pump"],
    default: "cooling",
    doc: "Whether it can heat too.",
  },
  capacity: {
    type: "number",
    unit: "BTU/h",
    min: 3_000,
    max: 60_000,
    integer: true,
    nullable: true,
    default: null,
    doc: "Rated cooling capacity; null sizes it for its room.",
  },
  coolingSetpoint: {
    type: "number",
    unit: "°C",
    min: 16,
    max: 32,
    nullable: true,
    default: null,
    doc: "What the people of the home like in summer; null draws it as homes differ.",
  },
  houseHeating: {
    type: "number",
    unit: "°C",
    min: 5,
    max: 24,
    default: 20,
    doc: "What the house's own heating keeps the room at in winter; less leaves the work to a heat pump.",
  },
  usedByResidents: {
    type: "boolean",
    default: true,
    doc: "Whether the people of the home switch it; without them servers and acts do.",
  },
} as const;

export const faults = {
  "compressor-fail": {
    doc: "Its compressor does not start: the fan blows, the room warms, acErrorCode says compressorFail.",
  },
  "refrigerant-leak": {
    doc: "It loses 8 % of its refrigerant a day: it cools less and less, and its coil gets colder, until it freezes.",
  },
  "stuck-sensor": { doc: "Its sensor shows what it showed when the fault began, and it cools by that." },
  "drifting-sensor": {
    doc: "Its sensor shows 0.2 K more every hour, up to 5 K, so that the room gets colder and colder.",
  },
  "fan-fail": { doc: "Its fan stands still: the coil freezes, the compressor is cut out, acErrorCode says fanFail." },
  "blocked-filter": {
    doc: "Its filter is clogged: less air, less cold, and a coil that freezes, until somebody cleans it.",
  },
} as const;

export const acts = {
  press: {
    doc: "Somebody presses a button of the remote control.",
    args: {
      button: {
        type: "choice",
        options: ["power", "warmer", "cooler", "mode", "fan", "swing"],
        doc: "Which: on or off, one degree, the next mode, the next fan speed, the louvre's swing.",
      },
    },
  },
  "clean-filter": { doc: "Somebody takes out the filter, cleans it, and tells the unit so.", args: {} },
} as const;

export const wakes = [
  /** Other weather, other gains. */
  "weather",
  /** The compressor starts, stops, or gets another speed. */
  "compressor",
  /** Somebody reaches for the remote control. */
  "hand",
] as const;

export interface AirConditionerShape {
  readonly attributes: typeof attributes;
  readonly commands: typeof commands;
  readonly events: typeof events;
  readonly settings: typeof settings;
  readonly faults: typeof faults;
  readonly acts: typeof acts;
  readonly wakes: typeof wakes;
}
export type AirConditionerContext = Context<AirConditionerShape>;
