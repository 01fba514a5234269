/**
 * What a smoke and CO alarm shows and understands: Matter's SmokeCoAlarm and PowerSource clusters, in natural units.
 *
 * ExpiryDate counts seconds from 1970 here, as times do everywhere in Flotilla, where Matter's epoch-s counts from
 * 2000. Smoke is obscuration per foot, the unit alarms are tested in (UL 217).
 */
import type { Context } from "flotilla/device";

export const attributes = {
  expressedState: {
    type: "choice",
    options: [
      "normal",
      "smokeAlarm",
      "coAlarm",
      "batteryAlert",
      "testing",
      "hardwareFault",
      "endOfService",
      "interconnectSmoke",
      "interconnectCo",
      "inoperative",
    ],
    role: "state",
    nonVolatile: true,
    report: { min: "0s", max: "12h" },
    doc: "What it shows and sounds: of all that is wrong the most urgent.",
    matter: "SmokeCoAlarm.ExpressedState",
  },
  smokeState: {
    type: "choice",
    options: ["normal", "warning", "critical"],
    role: "state",
    nonVolatile: true,
    report: { min: "0s", max: "never" },
    doc: "Warning above the alarm's own threshold, critical at 4 %/ft, which nobody can silence.",
    matter: "SmokeCoAlarm.SmokeState",
  },
  coState: {
    type: "choice",
    options: ["normal", "warning", "critical"],
    role: "state",
    nonVolatile: true,
    report: { min: "0s", max: "never" },
    doc: "By how much carbon monoxide for how long: critical as UL 2034 asks, warning at 70 % of it.",
    matter: "SmokeCoAlarm.CoState",
  },
  batteryAlert: {
    type: "choice",
    options: ["normal", "warning", "critical"],
    role: "state",
    nonVolatile: true,
    report: { min: "0s", max: "never" },
    doc: "What the cells are worth; it chirps when not normal.",
    matter: "SmokeCoAlarm.BatteryAlert",
  },
  deviceMuted: {
    type: "choice",
    options: ["notMuted", "muted"],
    role: "state",
    nonVolatile: true,
    report: { min: "0s", max: "never" },
    doc: "Whether somebody has silenced it, for nine minutes at most.",
    matter: "SmokeCoAlarm.DeviceMuted",
  },
  testInProgress: {
    type: "boolean",
    role: "state",
    report: { min: "0s", max: "never" },
    doc: "Whether it tests itself.",
    matter: "SmokeCoAlarm.TestInProgress",
  },
  hardwareFaultAlert: {
    type: "boolean",
    role: "state",
    nonVolatile: true,
    report: { min: "0s", max: "never" },
    doc: "Whether it knows of a fault of its own.",
    matter: "SmokeCoAlarm.HardwareFaultAlert",
  },
  endOfServiceAlert: {
    type: "choice",
    options: ["normal", "expired"],
    role: "state",
    nonVolatile: true,
    report: { min: "0s", max: "never" },
    doc: "Whether it is too old to be relied on.",
    matter: "SmokeCoAlarm.EndOfServiceAlert",
  },
  interconnectSmokeAlarm: {
    type: "choice",
    options: ["normal", "warning", "critical"],
    role: "state",
    report: { min: "0s", max: "never" },
    doc: "Smoke that another alarm of the home has told it of.",
    matter: "SmokeCoAlarm.InterconnectSmokeAlarm",
  },
  interconnectCoAlarm: {
    type: "choice",
    options: ["normal", "warning", "critical"],
    role: "state",
    report: { min: "0s", max: "never" },
    doc: "Carbon monoxide that another alarm of the home has told it of.",
    matter: "SmokeCoAlarm.InterconnectCoAlarm",
  },
  contaminationState: {
    type: "choice",
    options: ["normal", "low", "warning", "critical"],
    role: "state",
    report: { min: "0s", max: "never" },
    doc: "How much dust is in its chamber; much of it makes it alarm too soon.",
    matter: "SmokeCoAlarm.ContaminationState",
  },
  smokeSensitivityLevel: {
    type: "choice",
    options: ["high", "standard", "low"],
    role: "state",
    writable: true,
    report: { min: "0s", max: "never" },
    doc: "How soon it alarms.",
    matter: "SmokeCoAlarm.SmokeSensitivityLevel",
  },
  expiryDate: {
    type: "number",
    unit: "s",
    min: 0,
    max: 4_294_967_295,
    integer: true,
    role: "state",
    report: { min: "0s", max: "never" },
    doc: "End of its service, ten years after it was made, in seconds since 1970-01-01T00:00:00Z (Matter: since 2000).",
    matter: "SmokeCoAlarm.ExpiryDate",
  },
  unmounted: {
    type: "boolean",
    role: "state",
    report: { min: "0s", max: "never" },
    doc: "Whether somebody has taken it down.",
    matter: "SmokeCoAlarm.Unmounted",
  },
  measuredValue: {
    type: "number",
    unit: "ppm",
    min: 0,
    role: "telemetry",
    report: { min: "10s", max: "never", change: 5 },
    doc: "Carbon monoxide in the air.",
    matter: "CarbonMonoxideConcentrationMeasurement.MeasuredValue",
  },
  batPercentRemaining: {
    type: "number",
    unit: "%",
    min: 0,
    max: 100,
    role: "telemetry",
    report: { min: "1h", max: "18h", change: 1 },
    doc: "Charge left, as the vendor reads it off the voltage.",
    matter: "PowerSource.BatPercentRemaining",
  },
  batVoltage: {
    type: "number",
    unit: "V",
    min: 0,
    max: 10,
    role: "telemetry",
    report: { min: "1h", max: "18h", change: 0.1 },
    doc: "Voltage of the cells at rest.",
    matter: "PowerSource.BatVoltage",
  },
  batChargeLevel: {
    type: "choice",
    options: ["ok", "warning", "critical"],
    role: "state",
    report: { min: "0s", max: "never" },
    doc: "Warning and critical at 2.6 V and 2.4 V for lithium, 2.3 V and 2.1 V for alkaline cells.",
    matter: "PowerSource.BatChargeLevel",
  },
  batReplacementNeeded: {
    type: "boolean",
    role: "state",
    report: { min: "0s", max: "never" },
    doc: "Whether the cells must be replaced now, or with sealed ones the alarm.",
    matter: "PowerSource.BatReplacementNeeded",
  },
  batReplaceability: {
    type: "choice",
    options: ["notReplaceable", "userReplaceable"],
    role: "state",
    report: { min: "0s", max: "never" },
    doc: "Whether cells can be replaced at all.",
    matter: "PowerSource.BatReplaceability",
  },
} as const;

export const commands = {
  selfTestRequest: {
    doc: "Begins a self-test; answered when it has begun. Busy while there is an alarm or a test.",
    args: {},
    matter: "SmokeCoAlarm.SelfTestRequest",
  },
} as const;

export const events = {
  smokeAlarm: {
    doc: "Smoke: smokeState has become warning or critical.",
    severity: "error",
    data: { alarmSeverityLevel: { type: "choice", options: ["warning", "critical"], doc: "How bad it is." } },
    matter: "SmokeCoAlarm.SmokeAlarm",
  },
  coAlarm: {
    doc: "Carbon monoxide: coState has become warning or critical.",
    severity: "error",
    data: { alarmSeverityLevel: { type: "choice", options: ["warning", "critical"], doc: "How bad it is." } },
    matter: "SmokeCoAlarm.CoAlarm",
  },
  lowBattery: {
    doc: "The cells are low: batteryAlert has become warning or critical. From now on it chirps.",
    severity: "warning",
    data: { alarmSeverityLevel: { type: "choice", options: ["warning", "critical"], doc: "How bad it is." } },
    matter: "SmokeCoAlarm.LowBattery",
  },
  hardwareFault: {
    doc: "It has found a fault of its own.",
    severity: "error",
    data: {},
    matter: "SmokeCoAlarm.HardwareFault",
  },
  endOfService: {
    doc: "It is too old to be relied on.",
    severity: "warning",
    data: {},
    matter: "SmokeCoAlarm.EndOfService",
  },
  selfTestComplete: {
    doc: "A self-test is over.",
    severity: "info",
    data: {},
    matter: "SmokeCoAlarm.SelfTestComplete",
  },
  alarmMuted: { doc: "Somebody has silenced it.", severity: "info", data: {}, matter: "SmokeCoAlarm.AlarmMuted" },
  muteEnded: { doc: "It is not silenced any more.", severity: "info", data: {}, matter: "SmokeCoAlarm.MuteEnded" },
  interconnectSmokeAlarm: {
    doc: "Another alarm of the home has told it of smoke.",
    severity: "error",
    data: { alarmSeverityLevel: { type: "choice", options: ["warning", "critical"], doc: "How bad it is." } },
    matter: "SmokeCoAlarm.InterconnectSmokeAlarm",
  },
  interconnectCoAlarm: {
    doc: "Another alarm of the home has told it of carbon monoxide.",
    severity: "error",
    data: { alarmSeverityLevel: { type: "choice", options: ["warning", "critical"], doc: "How bad it is." } },
    matter: "SmokeCoAlarm.InterconnectCoAlarm",
  },
  allClear: {
    doc: "Nothing is wrong any more: expressedState is normal again.",
    severity: "info",
    data: {},
    matter: "SmokeCoAlarm.AllClear",
  },
} as const;

export const settings = {
  sensor: {
    type: "choice",
    options: ["ionization", "photoelectric", "dual"],
    default: "photoelectric",
    doc: "How it senses smoke; it decides how often cooking sets it off.",
  },
  distance: {
    type: "number",
    unit: "m",
    min: 0,
    max: 100,
    nullable: true,
    default: null,
    doc: "How far from the stove it hangs; null is as usual in its room: kitchen 1.5, hall 3, living-room 4.5, else 6.",
  },
  cells: {
    type: "choice",
    options: ["sealed-lithium", "alkaline"],
    default: "sealed-lithium",
    doc: "Sealed cells for its ten years, or two AA cells to be replaced.",
  },
  ageAtStart: {
    type: "number",
    unit: "years",
    min: 0,
    max: 30,
    nullable: true,
    default: null,
    doc: "How long ago it was made when it starts; null is drawn, anything up to ten years.",
  },
  smokeSensitivityLevel: {
    type: "choice",
    options: ["high", "standard", "low"],
    default: "standard",
    doc: "smokeSensitivityLevel to begin with.",
  },
  usedByResidents: {
    type: "boolean",
    default: true,
    doc: "Whether the people of the home cook near it, silence it and test it.",
  },
} as const;

export const faults = {
  "false-alarm": { doc: "An insect sits in the chamber: it takes it for smoke until the fault ends." },
  "hardware-fault": { doc: "It notices that a part of it is broken, says so, and goes on sensing." },
  "dead-sensor": { doc: "It senses nothing any more, and does not know before its next self-test." },
  contaminated: { doc: "The chamber is full of dust: it alarms too soon, and more often while somebody cooks." },
  "end-of-service": { doc: "It is at the end of its service at once." },
  "low-battery": { doc: "The cells are down to the warning voltage at once; fresh ones when the fault ends." },
} as const;

export const acts = {
  smoke: {
    doc: "Something burns until the air is cleared: smoke gathers towards this density.",
    args: { density: { type: "number", unit: "%/ft", min: 0, max: 100, doc: "Obscuration per foot." } },
  },
  co: {
    doc: "Something gives off carbon monoxide until the air is cleared.",
    args: { concentration: { type: "number", unit: "ppm", min: 0, max: 5_000, doc: "Where it leads to." } },
  },
  "clear-air": { doc: "Somebody puts out what burns and opens the windows.", args: {} },
  "press-button": {
    doc: "Somebody presses its button: a test when all is well, silence when it can be had.",
    args: {},
  },
  "take-down": { doc: "Somebody takes it off the ceiling.", args: {} },
  "put-up": { doc: "Somebody puts it back.", args: {} },
  "replace-battery": { doc: "Somebody puts fresh cells in, unless they are sealed.", args: {} },
  interconnect: {
    doc: "Another alarm of the home speaks to it; a scenario says so, alarms do not know of each other.",
    args: {
      alarm: { type: "choice", options: ["smoke", "co"], doc: "What the other one senses." },
      severity: { type: "choice", options: ["normal", "warning", "critical"], doc: "How bad; normal when it is over." },
    },
  },
} as const;

export const wakes = [
  /** Smoke is at a threshold. */
  "smoke",
  /** So is the dose of carbon monoxide. */
  "co",
  /** Smoke of cooking comes, or comes no more. */
  "plume",
  /** A self-test is over. */
  "test",
  /** It has been silent long enough. */
  "mute",
  /** The next degree of contamination, or the end of service. */
  "age",
  /** The next percent or charge level. */
  "battery",
  /** Somebody comes to change the cells. */
  "cells",
  /** Somebody gets up to silence it. */
  "hush",
  /** Somebody's day to test it. */
  "habit",
] as const;

export const hears = ["began"] as const;

export interface SmokeAlarmShape {
  readonly attributes: typeof attributes;
  readonly commands: typeof commands;
  readonly events: typeof events;
  readonly settings: typeof settings;
  readonly faults: typeof faults;
  readonly acts: typeof acts;
  readonly wakes: typeof wakes;
}
export type SmokeAlarmContext = Context<SmokeAlarmShape>;
