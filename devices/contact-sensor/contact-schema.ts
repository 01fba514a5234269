/**
 * What a contact sensor shows and understands: Matter's BooleanState and PowerSource clusters, in natural units.
 *
 * Reporting: a change at once, a heartbeat within the hour, the battery at most hourly (zigbee-herdsman-converters).
 */
import type { Context } from "flotilla/device";

export const attributes = {
  stateValue: {
    type: "boolean",
    role: "state",
    report: { min: "0s", max: "1h" },
    doc: "True while the contact is closed: what it sits on is shut.",
    matter: "BooleanState.StateValue",
  },
  tampered: {
    type: "boolean",
    role: "state",
    report: { min: "0s", max: "never" },
    doc: "Whether its cover is off or it was torn away.",
    matter: "ours",
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
    doc: "Voltage of the cell at rest.",
    matter: "PowerSource.BatVoltage",
  },
  batChargeLevel: {
    type: "choice",
    options: ["ok", "warning", "critical"],
    role: "state",
    report: { min: "0s", max: "never" },
    doc: "Warning at 2.7 V, critical at 2.5 V.",
    matter: "PowerSource.BatChargeLevel",
  },
  batReplacementNeeded: {
    type: "boolean",
    role: "state",
    report: { min: "0s", max: "never" },
    doc: "Whether the cell must be replaced now.",
    matter: "PowerSource.BatReplacementNeeded",
  },
} as const;

export const commands = {} as const;

export const events = {
  stateChange: {
    doc: "The contact was closed or opened.",
    severity: "info",
    data: { stateValue: { type: "boolean", doc: "Whether it is closed now." } },
    matter: "BooleanState.StateChange",
  },
  tamperAlarm: { doc: "Its cover was taken off or it was torn away.", severity: "error", data: {}, matter: "ours" },
} as const;

export const settings = {
  on: {
    type: "choice",
    options: ["front-door", "window", "cupboard", "refrigerator-door", "mailbox"],
    nullable: true,
    default: null,
    doc: "What it sits on; null for the front door in the hall, the mailbox outdoors, and a window in any other room.",
  },
  usedByResidents: {
    type: "boolean",
    default: true,
    doc: "Whether the people of the home open and close it; without them only acts do.",
  },
} as const;

export const faults = {
  stuck: { doc: "Its reed contact sticks: it shows what it showed, whatever is opened or closed." },
  "magnet-lost": { doc: "The magnet has fallen off: it shows open, always." },
  tamper: { doc: "Somebody takes its cover off: it says so until the cover is back." },
  "low-battery": { doc: "The cell is down to the warning voltage at once; a fresh one when the fault ends." },
} as const;

export const acts = {
  open: { doc: "Somebody opens what it sits on.", args: {} },
  close: { doc: "Somebody closes it.", args: {} },
  "replace-battery": { doc: "Somebody puts a fresh cell in.", args: {} },
} as const;

export const wakes = [
  /** Somebody comes to open or close it. */
  "resident",
  /** Somebody brings mail. */
  "mail",
  /** The next percent or charge level. */
  "battery",
  /** Somebody comes to change the cell. */
  "cells",
] as const;

/** What a sensor may sit on. */
export type PlaceName = (typeof settings)["on"]["options"][number];

export interface ContactShape {
  readonly attributes: typeof attributes;
  readonly commands: typeof commands;
  readonly events: typeof events;
  readonly settings: typeof settings;
  readonly faults: typeof faults;
  readonly acts: typeof acts;
  readonly wakes: typeof wakes;
}
export type ContactContext = Context<ContactShape>;
