/**
 * A house as two heat capacities, air and mass, seen through a sensor that lags behind the air (2R2C, the "equivalent
 * thermal parameters" form of GridLAB-D's residential/house_e.cpp; realism.md §1.1).
 *
 *     outdoor --UA-- air --Hm-- mass        Ca Ta' = UA (To - Ta) + Hm (Tm - Ta) + Qa
 *                     |                     Cm Tm' = Hm (Ta - Tm) + Qm
 *                  sensor                   Ts' = (Ta - Ts) / lag
 *
 * While the inputs are constant every temperature is a constant plus decaying exponentials (one fast rate, one slow rate and
 * the sensor's own), so:
 *
 * 1. Any step is exact and costs three `exp`; splitting it changes nothing. Inputs that change do so between steps.
 * 2. Energy balances: what goes in is what leaves through UA plus what the two capacities take up.
 * 3. Higher outdoor temperature, higher gains or a warmer start never make any later temperature lower.
 * 4. With constant inputs all three temperatures tend to `steadyAir` (the mass `Qm/Hm` above it).
 *
 * Units: °C, W, W/K, J/K, s. Only `advanceHouse` and `settleHouse` change a state; the others look ahead.
 */
import { FlotillaError } from "../../kernel/errors.ts";

export interface HouseParameters {
  /** UA: conduction and air change to the outdoors, W/K. */
  readonly heatLoss: number;
  /** Ca: air and what follows it within minutes, J/K. */
  readonly airCapacity: number;
  /** Cm: walls, floors, furniture, J/K. */
  readonly massCapacity: number;
  /** Hm: between air and mass, W/K. */
  readonly coupling: number;
  /** Time constant of the sensor and the wall it hangs on, s. */
  readonly sensorLag: number;
}

/** Temperatures, °C. */
export interface HouseState {
  air: number;
  mass: number;
  sensor: number;
}

/** What acts on the house, constant over a step. */
export interface HouseInputs {
  /** °C. */
  outdoor: number;
  /** Heat into the air, W. */
  airGain: number;
  /** Heat into the mass, W. */
  massGain: number;
}

/** Parameters with their rates and modes worked out; shared by every step of a house. */
export interface HouseModel extends HouseParameters {
  /** Decay rates of the two thermal modes and of the sensor, 1/s. `slowRate` is 1 / (the time constant a person notices). */
  readonly fastRate: number;
  readonly slowRate: number;
  readonly sensorRate: number;
  /** How far the mass moves per kelvin of air in each mode. */
  readonly massInFast: number;
  readonly massInSlow: number;
  /** How far the sensor moves per kelvin of air in each mode. */
  readonly sensorInFast: number;
  readonly sensorInSlow: number;
}

/**
 * Works out a house's modes. A sensor lag within 0.01 % of a thermal time constant is moved 0.01 % away, so that the three
 * exponentials stay distinct; the `sensorLag` of the result is the one in force.
 *
 * @throws FlotillaError `kind` when a parameter is not a positive number.
 */
export function houseModel(parameters: HouseParameters): HouseModel {
  const { heatLoss, airCapacity, massCapacity, coupling, sensorLag } = parameters;
  // Asked for every step: the parts are gone through by name only when one of them is at fault.
  const sound = positive(heatLoss) && positive(airCapacity) && positive(massCapacity) && positive(coupling);
  if (!sound || !positive(sensorLag)) throw misfit({ heatLoss, airCapacity, massCapacity, coupling, sensorLag });
  const sum = (heatLoss + coupling) / airCapacity + coupling / massCapacity;
  const product = (heatLoss * coupling) / (airCapacity * massCapacity);
  // The roots of r² - sum r + product; the slow one as a quotient, for a difference would lose its digits.
  const fastRate = (sum + Math.sqrt(sum * sum - 4 * product)) / 2;
  const slowRate = product / fastRate;
  const sensorRate = apartFrom(fastRate, apartFrom(slowRate, 1 / sensorLag));
  return {
    heatLoss,
    airCapacity,
    massCapacity,
    coupling,
    sensorLag: 1 / sensorRate,
    fastRate,
    slowRate,
    sensorRate,
    massInFast: coupling / (coupling - fastRate * massCapacity),
    massInSlow: (heatLoss + coupling - slowRate * airCapacity) / coupling,
    sensorInFast: sensorRate / (sensorRate - fastRate),
    sensorInSlow: sensorRate / (sensorRate - slowRate),
  };
}

/** What is known of a home's building; the traits of a home have it. */
export interface Building {
  /** W/K, typically 0.9 to 2.5 per m² of floor. */
  readonly heatLoss: number;
  /** Air and mass together, J/K, typically 110,000 to 260,000 per m² of floor. */
  readonly heatCapacity: number;
  /** Share of the capacity that follows the air, typically 0.06. */
  readonly airShare: number;
  /** Between air and mass, W/K, typically 9.1 · 2.5 per m² of floor (ISO 13790). */
  readonly massConductance: number;
}

/** The house of a building, with a sensor that lags by `sensorLag` seconds: 180 to 300 for a thermostat on a wall. */
export function houseParameters(building: Building, sensorLag: number): HouseParameters {
  return {
    heatLoss: building.heatLoss,
    airCapacity: building.airShare * building.heatCapacity,
    massCapacity: (1 - building.airShare) * building.heatCapacity,
    coupling: building.massConductance,
    sensorLag,
  };
}

/** The temperature the air tends to, °C. */
export function steadyAir(model: HouseModel, inputs: HouseInputs): number {
  return inputs.outdoor + (inputs.airGain + inputs.massGain) / model.heatLoss;
}

/** Puts all of `state` at rest under `inputs`. */
export function settleHouse(state: HouseState, model: HouseModel, inputs: HouseInputs): void {
  state.air = steadyAir(model, inputs);
  state.mass = state.air + inputs.massGain / model.coupling;
  state.sensor = state.air;
}

/** Moves `state` on by `seconds` under constant `inputs`. Writes in place. */
export function advanceHouse(state: HouseState, model: HouseModel, inputs: HouseInputs, seconds: number): void {
  findModes(modes, state, model, inputs);
  const fastLeft = Math.exp(-model.fastRate * seconds);
  const slowLeft = Math.exp(-model.slowRate * seconds);
  const ownLeft = Math.exp(-model.sensorRate * seconds);
  const { steady, fast, slow } = modes;
  const massSteady = steady + inputs.massGain / model.coupling;
  state.air = steady + fast * fastLeft + slow * slowLeft;
  state.mass = massSteady + model.massInFast * fast * fastLeft + model.massInSlow * slow * slowLeft;
  state.sensor =
    steady + model.sensorInFast * fast * fastLeft + model.sensorInSlow * slow * slowLeft + modes.sensor * ownLeft;
}

/** What the sensor will show in `seconds`, °C. */
export function sensorAt(state: HouseState, model: HouseModel, inputs: HouseInputs, seconds: number): number {
  findModes(modes, state, model, inputs);
  return (
    modes.steady +
    model.sensorInFast * modes.fast * Math.exp(-model.fastRate * seconds) +
    model.sensorInSlow * modes.slow * Math.exp(-model.slowRate * seconds) +
    modes.sensor * Math.exp(-model.sensorRate * seconds)
  );
}

/** The air temperature in `seconds`, °C. */
export function airAt(state: HouseState, model: HouseModel, inputs: HouseInputs, seconds: number): number {
  findModes(modes, state, model, inputs);
  return (
    modes.steady + modes.fast * Math.exp(-model.fastRate * seconds) + modes.slow * Math.exp(-model.slowRate * seconds)
  );
}

/** Heat that leaves to the outdoors during the next `seconds`, J: the exact integral of UA (Ta - To). */
export function heatLost(state: HouseState, model: HouseModel, inputs: HouseInputs, seconds: number): number {
  findModes(modes, state, model, inputs);
  return (
    model.heatLoss *
    ((modes.steady - inputs.outdoor) * seconds -
      (modes.fast * Math.expm1(-model.fastRate * seconds)) / model.fastRate -
      (modes.slow * Math.expm1(-model.slowRate * seconds)) / model.slowRate)
  );
}

/** Heat held by air and mass, J above 0 °C. */
export function heatStored(state: HouseState, model: HouseModel): number {
  return model.airCapacity * state.air + model.massCapacity * state.mass;
}

/** Where the house is heading and what is left of each exponential now. */
export interface HouseModes {
  /** Where the air tends to, °C. */
  steady: number;
  /** The part of the air's distance from `steady` that decays at the fast rate, K. */
  fast: number;
  /** The part that decays at the slow rate, K. */
  slow: number;
  /** The part of the sensor's distance that decays at its own rate, K. */
  sensor: number;
}

/** Splits `state` into its exponentials. Writes into `modes`. */
export function findModes(modes: HouseModes, state: HouseState, model: HouseModel, inputs: HouseInputs): void {
  const steady = steadyAir(model, inputs);
  const air = state.air - steady;
  const mass = state.mass - steady - inputs.massGain / model.coupling;
  const fast = (model.massInSlow * air - mass) / (model.massInSlow - model.massInFast);
  const slow = air - fast;
  modes.steady = steady;
  modes.fast = fast;
  modes.slow = slow;
  modes.sensor = state.sensor - steady - model.sensorInFast * fast - model.sensorInSlow * slow;
}

/** Reused by every call, none of which keeps it: a step allocates nothing. */
const modes: HouseModes = { steady: 0, fast: 0, slow: 0, sensor: 0 };

function positive(value: number): boolean {
  return value > 0 && value < Number.POSITIVE_INFINITY;
}

function misfit(parameters: HouseParameters): FlotillaError {
  const [name, value] = Object.entries(parameters).find(([, part]) => !positive(part))!;
  return new FlotillaError("kind", `expected a positive number for the house's ${name}, found ${value}`, {
    hint: "Draw house parameters from distributions that stay above zero.",
  });
}

function apartFrom(rate: number, other: number): number {
  return Math.abs(other / rate - 1) < 1e-4 ? rate * (1 + 1e-4) : other;
}
