/**
 * What an occupancy sensor shows and understands: Matter's OccupancySensing and PowerSource clusters, in natural
 * units.
 *
 * Occupancy is Matter's bit 0 as a boolean. HoldTimeLimits is a struct in Matter and three attributes here; the range
 * of holdTime is those limits, so that a value beyond them is refused as Matter refuses it. Reporting: occupancy at
 * once and within the hour, battery at most hourly (zigbee-herdsman-converters).
 */
import type { Context } from "flotilla/device";

/** As in the ranges below, which must be written out. */
export const holdTimeLimits = { holdTimeMin: 5, holdTimeMax: 3_600, holdTimeDefault: 60 } as const;

export const attributes = {
  occupancy: {
    type: "boolean",
    role: "state",
    report: { min: "0s", max: "1h" },
    doc: "Whether somebody was noticed within the last holdTime.",
    matter: "OccupancySensing.Occupancy",
  },
  holdTime: {
    type: "number",
    unit: "s",
    min: 5,
    max: 3_600,
    integer: true,
    role: "state",
    writable: true,
    nonVolatile: true,
    report: { min: "0s", max: "never" },
    doc: "How long it stays occupied after somebody was last noticed.",
    matter: "OccupancySensing.HoldTime",
  },
  holdTimeMin: {
    type: "number",
    unit: "s",
    min: 1,
    max: 65_534,
    integer: true,
    role: "state",
    report: { min: "0s", max: "never" },
    doc: "Shortest holdTime; part of Matter's struct HoldTimeLimits.",
    matter: "ours",
  },
  holdTimeMax: {
    type: "number",
    unit: "s",
    min: 1,
    max: 65_535,
    integer: true,
    role: "state",
    report: { min: "0s", max: "never" },
    doc: "Longest holdTime; part of Matter's struct HoldTimeLimits.",
    matter: "ours",
  },
  holdTimeDefault: {
    type: "number",
    unit: "s",
    min: 1,
    max: 65_535,
    integer: true,
    role: "state",
    report: { min: "0s", max: "never" },
    doc: "holdTime as it comes out of the box; part of Matter's struct HoldTimeLimits.",
    matter: "ours",
  },
  occupancySensorType: {
    type: "choice",
    options: ["pir"],
    role: "state",
    report: { min: "0s", max: "never" },
    doc: "Kept for old clients: a radar calls itself pir here too, as Matter says. See featureMap.",
    matter: "OccupancySensing.OccupancySensorType",
  },
  featureMap: {
    type: "choice",
    options: ["passiveInfrared", "radar"],
    role: "state",
    report: { min: "0s", max: "never" },
    doc: "How it notices people: Matter's feature bits PIR and RAD, in words.",
    matter: "OccupancySensing.FeatureMap",
  },
  illuminance: {
    type: "number",
    unit: "lx",
    min: 0,
    nullable: true,
    role: "telemetry",
    report: { min: "1m", max: "never", change: 5 },
    doc: "Daylight in the room when somebody was last noticed, lamps not counted; null without a light sensor.",
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
    report: { min: "1h", max: "18h", change: 0.1 },
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

export const commands = {} as const;

export const events = {
  occupancyChanged: {
    doc: "The room became occupied or unoccupied.",
    severity: "info",
    data: { occupancy: { type: "boolean", doc: "What it is now." } },
    matter: "OccupancySensing.OccupancyChanged",
  },
} as const;

export const settings = {
  technology: {
    type: "choice",
    options: ["pir", "radar"],
    default: "pir",
    doc: "What notices people: a passive infrared sensor misses those who sit still, a radar sees them breathe.",
  },
  holdTime: {
    type: "number",
    unit: "s",
    min: 5,
    max: 3_600,
    integer: true,
    default: 60,
    doc: "holdTime to begin with.",
  },
  usedByResidents: {
    type: "boolean",
    default: true,
    doc: "Whether it notices the people of the home; without them only acts, pets and faults trigger it.",
  },
  pets: { type: "boolean", default: false, doc: "Whether an animal walks about in the room, whoever is at home." },
  lightSensor: { type: "boolean", default: true, doc: "Whether it measures illuminance." },
  radio: { type: "choice", options: ["wifi", "thread"], default: "thread", doc: "What empties the cells." },
} as const;

export const faults = {
  "stuck-sensor": { doc: "The sensor's output sticks: it says occupied for as long as the fault lasts." },
  blinded: { doc: "Something covers the lens: it notices nobody." },
  "false-trigger": { doc: "Sun or a heater triggers it some ten times an hour, with nobody there." },
  "low-battery": { doc: "The cells are down to the warning voltage at once; fresh ones when the fault ends." },
} as const;

export const acts = {
  "walk-by": { doc: "Somebody passes in front of it.", args: {} },
  "replace-battery": { doc: "Somebody puts fresh cells in.", args: {} },
} as const;

export const wakes = [
  /** Somebody is noticed, or holdTime is over. */
  "motion",
  /** The next percent or charge level. */
  "battery",
  /** Somebody comes to change the cells. */
  "cells",
] as const;

/** What the sensor must be told of: whatever changes who is in its room, and what they do there. */
export const hears = ["entry", "leaving", "departure", "wake", "bedtime", "moved", "began", "ended"] as const;

export interface OccupancyShape {
  readonly attributes: typeof attributes;
  readonly commands: typeof commands;
  readonly events: typeof events;
  readonly settings: typeof settings;
  readonly faults: typeof faults;
  readonly acts: typeof acts;
  readonly wakes: typeof wakes;
}
export type OccupancyContext = Context<OccupancyShape>;
