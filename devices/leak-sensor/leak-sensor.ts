/**
 * A leak sensor: two contacts on the floor that feel water, a sounder, and years of nothing.
 *
 * 1. It says that there is water at once, and that there is none when its probe is dry, which is long after the water
 *    has gone.
 * 2. The truth goes on behind a broken sensor: when the fault is over, it shows how things are by then.
 * 3. Nothing happens between heartbeats: a leak once in years, a splash once in a long while.
 * 4. With empty cells it is dark and dumb, whatever it lies in; with fresh ones it boots, feels what is there and rings for it.
 *
 * Semantics: Matter 1.6, clusters BooleanState (true is water), BooleanStateConfiguration and PowerSource. Rates and
 * times: leak-physics.ts.
 */
import { type Cells, comesToChangeCells, defineKind, type Input, integer, type Kind, newCells } from "flotilla/device";
import { enable, feel, startAgain, suppress } from "./alarm.ts";
import { freshCells, measure, runDown, sensorCells } from "./battery.ts";
import {
  acts,
  attributes,
  commands,
  events,
  faults,
  type LeakContext,
  type LeakShape,
  settings,
  wakes,
} from "./leak-schema.ts";
import { awaitLeak, comeWater, getDry, stopWater, takePart, type Water } from "./water.ts";

export interface LeakState extends Cells {
  /** Which of all sensors it is: its cells are drawn from this. */
  unit: number;
  /** What is true, whatever is shown. */
  water: Water;
  sounding: boolean;
}

export const leakSensor: Kind = defineKind({
  name: "leak-sensor",
  summary: "A battery-powered water leak detector with an audible alarm.",
  matterType: "Water Leak Detector 0x0043",
  power: "battery",
  rooms: { bathroom: 3, kitchen: 3, cellar: 2 },
  attributes,
  commands,
  events,
  settings,
  faults,
  acts,
  wakes,
  hears: ["ended", "settled", "wake"],
  start(context): LeakState {
    const unit = integer(context.random, 0, 0x7fff_ffff);
    const state: LeakState = {
      unit,
      water: { is: "dry" },
      sounding: false,
      ...newCells(sensorCells(unit), context.now),
    };
    context.set("stateValue", false);
    context.set("alarmsActive", "none");
    context.set("alarmsSuppressed", "none");
    context.set("alarmsEnabled", "audible");
    measure(state, context);
    awaitLeak(context);
    return state;
  },
  step(state, input, context) {
    switch (input.type) {
      case "happening":
        return takePart(state, input.happening, context);
      case "wake":
        return goAhead(state, input.name, context);
      case "command":
        return obey(state, input, context);
      case "act":
        return suffer(state, input, context);
      case "fault":
        if (input.name === "low-battery") (input.active ? runDown : freshCells)(state, context);
        return feel(state, "fault", context);
      case "configured":
        if (input.names.includes("leaksPerYear")) awaitLeak(context);
        return;
      case "boot":
        return startAgain(state, input.reason, context);
      case "desired":
      case "power":
        // Nothing of it can be set, and mains is nothing to it.
        return;
    }
  },
  signals: {},
});

type LeakInput<Type> = Extract<Input<LeakShape>, { readonly type: Type }>;

function goAhead(state: LeakState, wake: (typeof wakes)[number], context: LeakContext): void {
  switch (wake) {
    case "leak":
      awaitLeak(context);
      return comeWater(state, undefined, context);
    case "stop":
      return stopWater(state, context);
    case "dry":
      return getDry(state, context);
    case "battery":
      measure(state, context);
      return feel(state, "physics", context);
    case "cells":
      if (comesToChangeCells(context)) freshCells(state, context);
      return;
  }
}

function obey(state: LeakState, input: LeakInput<"command">, context: LeakContext): void {
  const { call } = input;
  if (input.name === "enableDisableAlarm") {
    enable(state, input.args.alarmsToEnableDisable, context);
  } else if (!suppress(state, input.args.alarmsToSuppress, context)) {
    return context.fail(call, "rejected", "expected an alarm that sounds, found none");
  }
  context.done(call);
}

function suffer(state: LeakState, input: LeakInput<"act">, context: LeakContext): void {
  switch (input.name) {
    case "leak":
      return comeWater(state, input.args.for, context);
    case "dry":
      return stopWater(state, context);
    case "replace-battery":
      return freshCells(state, context);
  }
}
