/**
 * What a leak sensor shows and understands: Matter's BooleanState, BooleanStateConfiguration (an audible alarm that
 * can be suppressed and disabled) and PowerSource clusters, in natural units. Matter's bitmaps of alarm modes are
 * words here: it has one mode.
 *
 * Reporting: a change at once, a heartbeat within the hour, the battery at most hourly (zigbee-herdsman-converters).
 */
import type { Context } from "flotilla/device";

export const attributes = {
  stateValue: {
    type: "boolean",
    role: "state",
    report: { min: "0s", max: "1h" },
    doc: "True while there is water at its probe.",
    matter: "BooleanState.StateValue",
  },
  alarmsActive: {
    type: "choice",
    options: ["none", "audible"],
    role: "state",
    report: { min: "0s", max: "never" },
    doc: "Whether its alarm sounds.",
    matter: "BooleanStateConfiguration.AlarmsActive",
  },
  alarmsSuppressed: {
    type: "choice",
    options: ["none", "audible"],
    role: "state",
    report: { min: "0s", max: "never" },
    doc: "Whether its alarm was silenced, until it is dry again.",
    matter: "BooleanStateConfiguration.AlarmsSuppressed",
  },
  alarmsEnabled: {
    type: "choice",
    options: ["none", "audible"],
    role: "state",
    nonVolatile: true,
    report: { min: "0s", max: "never" },
    doc: "Whether its alarm sounds when there is water.",
    matter: "BooleanStateConfiguration.AlarmsEnabled",
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
    report: { min: "1h", max: "18h", change: 0.05 },
    doc: "Voltage of the two cells at rest.",
    matter: "PowerSource.BatVoltage",
  },
  batChargeLevel: {
    type: "choice",
    options: ["ok", "warning", "critical"],
    role: "state",
    report: { min: "0s", max: "never" },
    doc: "Warning at 2.4 V, critical at 2.2 V.",
    matter: "PowerSource.BatChargeLevel",
  },
  batReplacementNeeded: {
    type: "boolean",
    role: "state",
    report: { min: "0s", max: "never" },
    doc: "Whether the cells must be replaced now.",
    matter: "PowerSource.BatReplacementNeeded",
  },
} as const;

export const commands = {
  suppressAlarm: {
    doc: "Silences the alarm that sounds; rejected when none does.",
    args: { alarmsToSuppress: { type: "choice", options: ["none", "audible"], doc: "Which alarm." } },
    matter: "BooleanStateConfiguration.SuppressAlarm",
  },
  enableDisableAlarm: {
    doc: "Says whether its alarm sounds, now and later.",
    args: { alarmsToEnableDisable: { type: "choice", options: ["none", "audible"], doc: "Which alarm is to sound." } },
    matter: "BooleanStateConfiguration.EnableDisableAlarm",
  },
} as const;

export const events = {
  stateChange: {
    doc: "Its probe has got wet or dry.",
    severity: "warning",
    data: { stateValue: { type: "boolean", doc: "Whether there is water now." } },
    matter: "BooleanState.StateChange",
  },
  alarmsStateChanged: {
    doc: "Its alarm began or stopped to sound.",
    severity: "warning",
    data: {
      alarmsActive: { type: "choice", options: ["none", "audible"], doc: "Whether it sounds." },
      alarmsSuppressed: { type: "choice", options: ["none", "audible"], doc: "Whether it was silenced." },
    },
    matter: "BooleanStateConfiguration.AlarmsStateChanged",
  },
} as const;

export const settings = {
  leaksPerYear: {
    type: "number",
    min: 0,
    max: 10_000,
    nullable: true,
    default: null,
    doc: "How often pipes and hoses fail where it lies; null for what is usual in its room, 0 for never.",
  },
  usedByResidents: {
    type: "boolean",
    default: true,
    doc: "Whether the people of the home splash it and deal with leaks; without them water stays until an act.",
  },
} as const;

export const faults = {
  stuck: { doc: "Its input does not follow any more: it shows what it showed, wet or dry." },
  "false-alarm": { doc: "Condensation on its probe: it shows water where none is." },
  "low-battery": { doc: "The cells are down to the warning voltage at once; fresh ones when the fault ends." },
} as const;

export const acts = {
  leak: {
    doc: "Water comes: for a time, or until somebody deals with it.",
    args: { for: { type: "number", unit: "s", min: 1, max: 31_536_000, optional: true, doc: "How long it stands." } },
  },
  dry: { doc: "Somebody mops up; its probe is dry some time later.", args: {} },
  "replace-battery": { doc: "Somebody puts fresh cells in.", args: {} },
} as const;

export const wakes = [
  /** Something fails, and water comes. */
  "leak",
  /** The water stops by itself, or somebody deals with it. */
  "stop",
  /** The probe is dry. */
  "dry",
  /** The next percent or charge level. */
  "battery",
  /** Somebody comes to change the cells. */
  "cells",
] as const;

/** Matter's AlarmModeBitmap, for a device that can only be heard. */
export type AlarmMode = (typeof attributes)["alarmsActive"]["options"][number];

export interface LeakShape {
  readonly attributes: typeof attributes;
  readonly commands: typeof commands;
  readonly events: typeof events;
  readonly settings: typeof settings;
  readonly faults: typeof faults;
  readonly acts: typeof acts;
  readonly wakes: typeof wakes;
}
export type LeakContext = Context<LeakShape>;
