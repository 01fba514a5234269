/**
 * What heating and cooling have cost: electricity, and hours run. Counted from what it says it draws, so that energy is the
 * integral of the reported power. Never falls: not at a restart, not at a power cut.
 */
import type { Instant } from "flotilla/device";
import type { ThermostatContext } from "./thermostat-schema.ts";
import type { ThermostatState } from "./thermostat.ts";

export interface Meter {
  /** kWh. */
  energy: number;
  /** h. */
  heating: number;
  cooling: number;
}

const joulesPerKilowattHour = 3_600_000;

/** Adds `seconds` in the present phase. */
export function count({ meter, plant }: ThermostatState, power: number, seconds: number): void {
  meter.energy += (power * seconds) / joulesPerKilowattHour;
  if (plant.phase === "heating" || plant.phase === "defrosting") meter.heating += seconds / 3_600;
  else if (plant.phase === "cooling") meter.cooling += seconds / 3_600;
}

/** kWh, to the watt-hour. */
export function energy({ meter, houseAt }: ThermostatState, context: ThermostatContext): number {
  const kilowattHours = meter.energy + (context.get("activePower") * since(houseAt, context)) / joulesPerKilowattHour;
  return Math.floor(kilowattHours * 1_000) / 1_000;
}

/** h, to the hundredth. */
export function heatingHours({ meter, plant, houseAt }: ThermostatState, context: ThermostatContext): number {
  const runs = plant.phase === "heating" || plant.phase === "defrosting";
  return Math.floor((meter.heating + (runs ? since(houseAt, context) / 3_600 : 0)) * 100) / 100;
}

/** h, to the hundredth. */
export function coolingHours({ meter, plant, houseAt }: ThermostatState, context: ThermostatContext): number {
  const runs = plant.phase === "cooling";
  return Math.floor((meter.cooling + (runs ? since(houseAt, context) / 3_600 : 0)) * 100) / 100;
}

function since(houseAt: Instant, { now }: ThermostatContext): number {
  return (now - houseAt) / 1_000;
}
