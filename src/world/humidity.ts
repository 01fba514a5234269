/** Relative humidity from temperature and dew point, by the Magnus formula (coefficients of O. Alduchov and R. Eskridge, 1996). */

/** %, of air at `temperature` with this `dewPoint`, both in °C; at most 100. */
export function relativeHumidity(temperature: number, dewPoint: number): number {
  return Math.min(100, 100 * Math.exp(exponent(dewPoint) - exponent(temperature)));
}

function exponent(temperature: number): number {
  return (17.625 * temperature) / (243.04 + temperature);
}
