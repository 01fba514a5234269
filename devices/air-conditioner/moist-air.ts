/**
 * Water in the air at sea level: grams of vapour per kilogram of dry air, and what share of saturation that is.
 *
 * Saturation: Magnus' formula with the constants of WMO's guide (No. 8), -45 to 60 °C.
 */

/** g/kg of air at `celsius` with `humidity` %. */
export function moistureOf(celsius: number, humidity: number): number {
  const pressure = (saturationPressure(celsius) * humidity) / 100;
  return (vapourOverAir * pressure) / (airPressure - pressure);
}

/** % of air at `celsius` with `moisture` g/kg, 1 to 100. */
export function humidityOf(celsius: number, moisture: number): number {
  const pressure = (airPressure * moisture) / (vapourOverAir + moisture);
  return Math.min(100, Math.max(1, (100 * pressure) / saturationPressure(celsius)));
}

/** hPa of vapour in air that can hold no more. */
function saturationPressure(celsius: number): number {
  return 6.112 * Math.exp((17.62 * celsius) / (243.12 + celsius));
}

/** hPa. */
const airPressure = 1_013.25;
/** Of their molar masses, g/kg. */
const vapourOverAir = 622;
