/**
 * What a plug shows and understands: Matter's OnOff (with its Lighting feature, which the device type asks for), and
 * the electrical power and energy measurement clusters, in natural units: W, V, A, Hz, kWh, percent.
 *
 * Reporting rules: zigbee-herdsman-converters (power 5 s, 1 h, 1 W); voltage goes along with the diagnostics every
 * five minutes.
 */
import type { Context } from "flotilla/device";

export const attributes = {
  onOff: {
    type: "boolean",
    role: "state",
    writable: true,
    nonVolatile: true,
    report: { min: "0s", max: "1h" },
    doc: "Whether it gives power.",
    matter: "OnOff.OnOff",
  },
  startUpOnOff: {
    type: "choice",
    options: ["off", "on", "toggle"],
    nullable: true,
    role: "state",
    writable: true,
    nonVolatile: true,
    report: { min: "0s", max: "never" },
    doc: "What it does when mains comes back; null to be as before.",
    matter: "OnOff.StartUpOnOff",
  },
  activePower: {
    type: "number",
    unit: "W",
    min: 0,
    max: 10_000,
    role: "telemetry",
    report: { min: "5s", max: "1h", change: 1 },
    doc: "What is drawn through it.",
    matter: "ElectricalPowerMeasurement.ActivePower",
  },
  rmsVoltage: {
    type: "number",
    unit: "V",
    min: 0,
    max: 300,
    role: "telemetry",
    report: { min: "5s", max: "30m" },
    doc: "Voltage of the mains; it moves every half hour.",
    matter: "ElectricalPowerMeasurement.RmsVoltage",
  },
  rmsCurrent: {
    type: "number",
    unit: "A",
    min: 0,
    max: 50,
    role: "telemetry",
    report: { min: "5s", max: "1h", change: 0.1 },
    doc: "Current: activePower over rmsVoltage and powerFactor.",
    matter: "ElectricalPowerMeasurement.RmsCurrent",
  },
  powerFactor: {
    type: "number",
    unit: "%",
    min: -100,
    max: 100,
    nullable: true,
    role: "telemetry",
    report: { min: "5s", max: "1h", change: 5 },
    doc: "Active over apparent power; null while nothing is drawn.",
    matter: "ElectricalPowerMeasurement.PowerFactor",
  },
  frequency: {
    type: "number",
    unit: "Hz",
    min: 0,
    max: 1_000,
    role: "telemetry",
    report: { min: "1m", max: "1h" },
    doc: "Frequency of the mains.",
    matter: "ElectricalPowerMeasurement.Frequency",
  },
  cumulativeEnergyImported: {
    type: "number",
    unit: "kWh",
    min: 0,
    role: "telemetry",
    report: { min: "1m", max: "1h", change: 0.01 },
    doc: "What was drawn through it since it was new.",
    matter: "ElectricalEnergyMeasurement.CumulativeEnergyImported",
  },
} as const;

export const commands = {
  on: { doc: "Gives power.", args: {}, matter: "OnOff.On" },
  off: { doc: "Gives none.", args: {}, matter: "OnOff.Off" },
  toggle: { doc: "Goes off when on, on when off.", args: {}, matter: "OnOff.Toggle" },
  offWithEffect: {
    doc: "Goes off at once: a plug has no style.",
    args: {
      effectIdentifier: { type: "choice", options: ["delayedAllOff", "dyingLight"], doc: "The style for lights." },
      effectVariant: { type: "number", integer: true, min: 0, max: 255, doc: "Its variant." },
    },
    matter: "OnOff.OffWithEffect",
  },
  onWithTimedOff: {
    doc: "Goes on for a while; then stays off for another, in which this command does not turn it on again.",
    args: {
      acceptOnlyWhenOn: { type: "boolean", optional: true, doc: "Whether to do nothing while off." },
      onTime: { type: "number", unit: "s", min: 0, max: 6_553.4, doc: "How long it stays on, at least." },
      offWaitTime: { type: "number", unit: "s", min: 0, max: 6_553.4, doc: "How long it stays off when switched off." },
    },
    matter: "OnOff.OnWithTimedOff",
  },
} as const;

export const events = {
  cumulativeEnergyMeasured: {
    doc: "Another 0.01 kWh at least was drawn; at most once a minute.",
    severity: "info",
    data: {
      energyImported: { type: "number", unit: "kWh", min: 0, doc: "What was drawn through it since it was new." },
    },
    matter: "ElectricalEnergyMeasurement.CumulativeEnergyMeasured",
  },
  overloadTripped: {
    doc: "More than 16 A were drawn: it has switched itself off.",
    severity: "error",
    data: { rmsCurrent: { type: "number", unit: "A", min: 0, doc: "What was drawn." } },
    matter: "ours",
  },
} as const;

export const settings = {
  appliance: {
    type: "choice",
    options: [
      "television",
      "computer",
      "kettle",
      "coffee-machine",
      "refrigerator",
      "washing-machine",
      "dishwasher",
      "lamp",
      "heater",
      "router",
      "car",
      "nothing",
    ],
    nullable: true,
    default: null,
    doc: "What is plugged in; null for something that is found in its room.",
  },
  startUpOnOff: {
    type: "choice",
    options: ["off", "on", "toggle"],
    nullable: true,
    default: null,
    doc: "startUpOnOff to begin with.",
  },
  usedByResidents: {
    type: "boolean",
    default: true,
    doc: "Whether the people of the home use what is plugged in, and the plug; without them only commands and acts do.",
  },
} as const;

export const faults = {
  "relay-stuck": { doc: "Its contacts are welded: once closed they stay so, and off does not cut the power." },
  "meter-drift": { doc: "It measures more and more than is drawn: 0.2 % an hour, up to a quarter." },
  "meter-stuck": { doc: "Its meter stands still: voltage, current and power as they were, and no energy." },
  overload: { doc: "Somebody has put too much behind it, 17 to 24 A besides: it trips within seconds of being on." },
} as const;

export const acts = {
  press: { doc: "Somebody presses its button: off when on, on when off.", args: {} },
  unplug: { doc: "Somebody pulls out what is plugged in.", args: {} },
  "plug-in": { doc: "Somebody plugs it in again.", args: {} },
} as const;

export const wakes = [
  /** The appliance goes on to what it does next. */
  "appliance",
  /** The time of onWithTimedOff is over. */
  "timed-off",
  /** Too much current for too long. */
  "trip",
  /** Energy is worth an event again. */
  "snapshot",
  /** A drifting meter is further off. */
  "drift",
] as const;

/** Everything that may be plugged in. */
export type ApplianceName = (typeof settings)["appliance"]["options"][number];
export const applianceNames: readonly ApplianceName[] = settings.appliance.options;

export interface PlugShape {
  readonly attributes: typeof attributes;
  readonly commands: typeof commands;
  readonly events: typeof events;
  readonly settings: typeof settings;
  readonly faults: typeof faults;
  readonly acts: typeof acts;
  readonly wakes: typeof wakes;
}
export type PlugContext = Context<PlugShape>;
