/**
 * An occupancy sensor on a wall: notices people by their movement, and holds what it noticed for a while.
 *
 * 1. Occupied from the first trigger until holdTime after the last; a trigger within that time extends it. So no
 *    occupied time is shorter than holdTime, and no gap is one that a trigger would have bridged.
 * 2. Nothing ticks and nothing polls: an empty room costs nothing, a long evening a handful of wakes (motion.ts).
 * 3. The sensor's own timer runs on while its software restarts; without power it begins unoccupied.
 *
 * Semantics: Matter 1.6, cluster OccupancySensing. Rates: occupancy-physics.ts.
 */
import {
  type Activity,
  type Cells,
  comesToChangeCells,
  defineKind,
  type Input,
  integer,
  type Kind,
  newCells,
  seconds,
} from "flotilla/device";
import { freshCells, measure, profileOf, runDown, sensorBattery } from "./battery.ts";
import { forget, type Seen, settle, trigger, triggerIsDue, watch } from "./occupancy.ts";
import {
  acts,
  attributes,
  commands,
  events,
  faults,
  hears,
  holdTimeLimits,
  type OccupancyContext,
  type OccupancyShape,
  settings,
  wakes,
} from "./occupancy-schema.ts";
import { concerns, takePart } from "./people.ts";

export interface OccupancyState extends Cells {
  /** Which of all sensors it is: its draws are named by this. */
  readonly unit: number;
  sensitivity: number;
  luxPerIrradiance: number;
  seen: Seen;
  /** Number of the next walk over triggers; see motion.ts. */
  walks: number;
  /** Triggers per ms since the last input, and the share of them that is people. */
  rate: number;
  peopleShare: number;
  /** ms of holdTime since the last input. */
  hold: number;
  /** What is being done in the room. */
  activities: Activity[];
}

export const occupancySensor: Kind = defineKind({
  name: "occupancy-sensor",
  summary: "A battery-powered motion sensor (passive infrared or radar) with a light sensor.",
  matterType: "Occupancy Sensor 0x0107",
  power: "battery",
  rooms: { hall: 3, "living-room": 2, kitchen: 2, bathroom: 2, bedroom: 1, office: 1 },
  attributes,
  commands,
  events,
  settings,
  faults,
  acts,
  wakes,
  hears,
  start(context): OccupancyState {
    const unit = integer(context.random, 0, 0x7fff_ffff);
    const { sensitivity, luxPerIrradiance } = profileOf(unit, context);
    const state: OccupancyState = {
      unit,
      sensitivity,
      luxPerIrradiance,
      seen: { is: "unoccupied" },
      walks: 0,
      rate: 0,
      peopleShare: 0,
      hold: seconds(context.settings.holdTime),
      activities: [],
      ...newCells(sensorBattery(unit, context), context.now),
    };
    context.set("occupancy", false);
    context.set("holdTime", context.settings.holdTime);
    context.set("holdTimeMin", holdTimeLimits.holdTimeMin);
    context.set("holdTimeMax", holdTimeLimits.holdTimeMax);
    context.set("holdTimeDefault", holdTimeLimits.holdTimeDefault);
    context.set("occupancySensorType", "pir");
    showTechnology(context);
    measure(state, context);
    watch(state, context);
    return state;
  },
  step(state, input, context) {
    if (input.type === "happening" && !concerns(input.happening, context)) return;
    const due = input.type === "wake" && input.name === "motion" && state.seen.is === "unoccupied";
    settle(state, context);
    if (due) triggerIsDue(state, context);
    else react(state, input, context);
    watch(state, context);
  },
  signals: {},
});

function react(state: OccupancyState, input: Input<OccupancyShape>, context: OccupancyContext): void {
  switch (input.type) {
    case "wake":
      return goAhead(state, input.name, context);
    case "happening":
      return takePart(state, input.happening, context);
    case "act":
      if (input.name === "walk-by") return trigger(state, "human", context);
      return freshCells(state, context);
    case "desired":
      if (input.values.holdTime !== undefined) context.set("holdTime", input.values.holdTime);
      return;
    case "configured":
      return reconfigure(state, input.names, context);
    case "fault":
      if (input.name === "low-battery") (input.active ? runDown : freshCells)(state, context);
      return;
    case "boot":
      if (input.reason === "powerOnReboot" || input.reason === "brownOutReset") forget(state, context);
      return;
    case "power":
      // Mains is nothing to a battery device.
      return;
  }
}

function goAhead(state: OccupancyState, wake: (typeof wakes)[number], context: OccupancyContext): void {
  switch (wake) {
    case "battery":
      measure(state, context);
      if (state.exhausted) forget(state, context);
      return;
    case "cells":
      if (comesToChangeCells(context)) freshCells(state, context);
      return;
    case "motion":
      // For the end of a period there is nothing left to do.
      return;
  }
}

function reconfigure(state: OccupancyState, names: readonly string[], context: OccupancyContext): void {
  if (names.includes("holdTime")) context.set("holdTime", context.settings.holdTime);
  if (!context.settings.usedByResidents) state.activities = [];
  if (!context.settings.lightSensor) context.set("illuminance", null);
  showTechnology(context);
  measure(state, context);
}

function showTechnology(context: OccupancyContext): void {
  context.set("featureMap", context.settings.technology === "pir" ? "passiveInfrared" : "radar");
}
