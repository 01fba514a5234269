/**
 * How much light a clear sky sends to level ground.
 *
 * 1. Zero exactly while the sun is below the horizon; continuous at sunrise and sunset.
 * 2. Symmetric about solar noon: the equation of time (at most 16 minutes) and refraction are left out.
 *
 * Declination: P. I. Cooper, 1969. Clear-sky irradiance from the zenith angle alone: B. Haurwitz, 1945 (coefficients
 * as in M. Reno et al., SAND2012-2389).
 */
const radiansPerDegree = Math.PI / 180;

/** Cosine of the angle between sun and zenith; negative at night. `solarHour` is 12 at solar noon. */
export function cosineOfZenith(latitudeDegrees: number, dayOfYear: number, solarHour: number): number {
  const declination = 23.45 * radiansPerDegree * Math.sin((2 * Math.PI * (284 + dayOfYear)) / 365.2425);
  const latitude = latitudeDegrees * radiansPerDegree;
  const hourAngle = ((solarHour - 12) * Math.PI) / 12;
  return Math.sin(latitude) * Math.sin(declination) + Math.cos(latitude) * Math.cos(declination) * Math.cos(hourAngle);
}

/** Global horizontal irradiance under a clear sky, W/m2. */
export function clearSkyIrradiance(zenithCosine: number): number {
  return zenithCosine <= 0 ? 0 : 1_098 * zenithCosine * Math.exp(-0.059 / zenithCosine);
}
