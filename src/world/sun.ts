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

/** The sun's way on one day: the cosine of its angle to the zenith is `level + swing * cos(hour angle)`. */
export interface SunPath {
  readonly level: number;
  readonly swing: number;
}

export function sunPath(latitudeDegrees: number, dayOfYear: number): SunPath {
  const declination = 23.45 * radiansPerDegree * Math.sin((2 * Math.PI * (284 + dayOfYear)) / 365.2425);
  const latitude = latitudeDegrees * radiansPerDegree;
  return {
    level: Math.sin(latitude) * Math.sin(declination),
    swing: Math.cos(latitude) * Math.cos(declination),
  };
}

/** Cosine of the angle between sun and zenith; negative at night. `solarHour` is 12 at solar noon. */
export function cosineOfZenith({ level, swing }: SunPath, solarHour: number): number {
  return level + swing * Math.cos(((solarHour - 12) * Math.PI) / 12);
}

/** Global horizontal irradiance under a clear sky, W/m2. */
export function clearSkyIrradiance(zenithCosine: number): number {
  return zenithCosine <= 0 ? 0 : 1_098 * zenithCosine * Math.exp(-0.059 / zenithCosine);
}
