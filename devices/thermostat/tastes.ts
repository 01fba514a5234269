/**
 * What the people of a home like, and what each preset makes of it.
 *
 * 1. Six homes of ten heat to one temperature and leave it, the others to 2, 5 or 9 °F less while nobody needs it. Who turns the
 *    heat down turns the cold down as well; 37 % do.
 * 2. Settings take the place of what is drawn.
 * 3. Going to sleep is half the way to sleep; a home on vacation is only kept from harm.
 *
 * Sources: RECS 2020 by way of ResStock, realism.md §1.4.
 */
import { type Distribution, sample } from "flotilla/device";
import { coolingOf } from "./installation.ts";
import { tenths } from "./setpoints.ts";
import { deadBand, type PresetHandle, type ThermostatContext } from "./thermostat-schema.ts";
import type { ThermostatState } from "./thermostat.ts";

/** Draws them, whatever the settings say, and takes the settings over. */
export function drawTastes(state: ThermostatState, context: ThermostatContext): void {
  const { random } = context;
  state.comfort = tenths((sample(heatingFahrenheit, random) - 32) / 1.8);
  state.coolComfort = tenths((sample(coolingFahrenheit, random) - 32) / 1.8);
  const thrift = random.next();
  const setback = sample(setbacks, random);
  const coolSetback = sample(setbacks, random);
  state.setback = thrift < heatingSetbackShare ? setback : 0;
  state.coolSetback = thrift < coolingSetbackShare ? coolSetback : 0;
  takeTastes(state, context);
}

/** Takes over what the settings say; what they leave open stays. */
export function takeTastes(state: ThermostatState, { settings }: ThermostatContext): void {
  state.comfort = settings.heatingSetpoint ?? state.comfort;
  state.setback = settings.setback ?? state.setback;
  state.coolComfort = settings.coolingSetpoint ?? Math.max(state.coolComfort, tenths(state.comfort + deadBand));
  state.coolSetback = settings.coolingSetback ?? state.coolSetback;
}

/** °C to heat to in a preset. */
export function presetHeating({ comfort, setback }: ThermostatState, preset: PresetHandle): number {
  switch (preset) {
    case "occupied":
    case "wake":
      return comfort;
    case "goingToSleep":
      return comfort - setback / 2;
    case "sleep":
    case "unoccupied":
      return comfort - setback;
    case "vacation":
      return Math.min(vacationHeating, comfort - setback);
  }
}

/** °C to cool to in a preset. */
export function presetCooling({ coolComfort, coolSetback }: ThermostatState, preset: PresetHandle): number {
  switch (preset) {
    case "occupied":
    case "wake":
      return coolComfort;
    case "goingToSleep":
      return coolComfort + coolSetback / 2;
    case "sleep":
    case "unoccupied":
      return coolComfort + coolSetback;
    case "vacation":
      return Math.max(vacationCooling, coolComfort + coolSetback);
  }
}

/** Whether the home ever wants less than it likes. */
export function hasSetback({ setback, coolSetback }: ThermostatState, context: ThermostatContext): boolean {
  return setback > 0 || (coolSetback > 0 && coolingOf(context) !== "none");
}

/** °F as homes heat to while somebody is at home: 4A, single-family, ducted, owners. */
const heatingFahrenheit: Distribution = {
  choice: [
    [60, 0.01],
    [62, 0.009],
    [65, 0.059],
    [67, 0.072],
    [68, 0.303],
    [70, 0.275],
    [72, 0.177],
    [75, 0.07],
    [76, 0.024],
  ],
};

/** °F as homes cool to: mean 72.7, mostly 72-75. */
const coolingFahrenheit: Distribution = {
  choice: [
    [65, 0.02],
    [67, 0.03],
    [68, 0.1],
    [70, 0.15],
    [72, 0.25],
    [75, 0.27],
    [76, 0.08],
    [78, 0.08],
    [80, 0.02],
  ],
};

/** K: 2, 5 or 9 °F. */
const setbacks: Distribution = {
  choice: [
    [1.1, 0.655],
    [2.8, 0.245],
    [5, 0.1],
  ],
};

const heatingSetbackShare = 0.4;
const coolingSetbackShare = 0.37;
/** °C of an empty house that is only kept from harm. */
const vacationHeating = 13;
const vacationCooling = 29.5;
