/**
 * Heat that nobody asked the thermostat for: people, appliances, sun.
 *
 * Appliances: GridLAB-D's fit over floor area, of which four fifths run by themselves. Sun: a rough figure, in which windows are
 * 15 % of the floor, walls of all directions see 45 % of the horizontal light, and glass and frames let 35 % of it in, half of that
 * where blinds are drawn against the heat.
 */

/** Sensible heat of people and appliances, W; somebody awake gives 75 W, somebody asleep 50 W (ISO 7730). */
export function internalGain(floorArea: number, home: number, awake: number): number {
  const appliances = 167.09 * (floorArea / 0.0929) ** 0.442 * wattsPerBtuPerHour * (1 - latentShare);
  return 0.8 * appliances + 50 * home + 25 * awake;
}

/** Sun through the windows, W, from global horizontal irradiance (W/m²), on a day of `outdoor` °C. */
export function solarGain(floorArea: number, irradiance: number, outdoor: number): number {
  return 0.15 * 0.45 * 0.35 * floorArea * irradiance * (outdoor > blindsAbove ? 0.5 : 1);
}

const blindsAbove = 22;
const wattsPerBtuPerHour = 0.29307;
const latentShare = 0.3;
