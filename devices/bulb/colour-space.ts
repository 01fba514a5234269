/**
 * Hue and saturation, CIE 1931 chromaticity, and the whites of a black body: three ways to name a colour, turned into each other.
 *
 * 1. Chromaticities are those of sRGB's primaries and of D65 (IEC 61966-2-1); what lies outside is moved to the nearest edge.
 * 2. Full round: a hue and saturation come back within one of Matter's 254 steps of each.
 *
 * Matter's counts: hue and saturation 0..254 for 0..360° and 0..1, x and y in 65,536ths, whites in mireds. Whites: the cubic
 * splines of Kim et al. (US patent 7,024,034), 1,667 to 25,000 K.
 */
export const fullTurn = 254;
export const fullSaturation = 254;
const chromaticityCounts = 65_536;
const mostChromaticity = 65_279;

export interface HueAndSaturation {
  readonly hue: number;
  readonly saturation: number;
}

export interface Chromaticity {
  readonly x: number;
  readonly y: number;
}

export function chromaticityOf({ hue, saturation }: HueAndSaturation): Chromaticity {
  const strength = saturation / fullSaturation;
  const sixth = ((((hue % fullTurn) + fullTurn) % fullTurn) / fullTurn) * 6;
  const channel = (offset: number): number => {
    const place = (offset + sixth) % 6;
    return linear(1 - strength * Math.max(0, Math.min(place, 4 - place, 1)));
  };
  const [red, green, blue] = [channel(5), channel(3), channel(1)];
  return counted(
    0.4124 * red + 0.3576 * green + 0.1805 * blue,
    0.2126 * red + 0.7152 * green + 0.0722 * blue,
    0.0193 * red + 0.1192 * green + 0.9505 * blue,
  );
}

export function hueAndSaturationOf({ x, y }: Chromaticity): HueAndSaturation {
  const [cx, cy] = [x / chromaticityCounts, Math.max(1e-6, y / chromaticityCounts)];
  const [tx, tz] = [cx / cy, (1 - cx - cy) / cy];
  const light = [
    3.2406 * tx - 1.5372 - 0.4986 * tz,
    -0.9689 * tx + 1.8758 + 0.0415 * tz,
    0.0557 * tx - 0.204 + 1.057 * tz,
  ].map((value) => Math.max(0, value));
  const strongest = Math.max(...light);
  const [red, green, blue] = light.map((value) => encoded(value / strongest)) as [number, number, number];
  const weakest = Math.min(red, green, blue);
  const span = 1 - weakest;
  if (span < 1e-9) return { hue: 0, saturation: 0 };
  const sixth = [(green - blue) / span, 2 + (blue - red) / span, 4 + (red - green) / span][light.indexOf(strongest)]!;
  return { hue: (((sixth + 6) % 6) / 6) * fullTurn, saturation: span * fullSaturation };
}

export function chromaticityOfWhite(mireds: number): Chromaticity {
  const kelvin = Math.min(25_000, Math.max(1_667, 1e6 / mireds));
  const t = 1_000 / kelvin;
  const x =
    kelvin <= 4_000
      ? -0.2661239 * t ** 3 - 0.234358 * t ** 2 + 0.8776956 * t + 0.17991
      : -3.0258469 * t ** 3 + 2.1070379 * t ** 2 + 0.2226347 * t + 0.24039;
  const y =
    kelvin <= 2_222
      ? -1.1063814 * x ** 3 - 1.3481102 * x ** 2 + 2.18555832 * x - 0.20219683
      : kelvin <= 4_000
        ? -0.9549476 * x ** 3 - 1.37418593 * x ** 2 + 2.09137015 * x - 0.16748867
        : 3.081758 * x ** 3 - 5.8733867 * x ** 2 + 3.75112997 * x - 0.37001483;
  return { x: x * chromaticityCounts, y: y * chromaticityCounts };
}

function counted(x: number, y: number, z: number): Chromaticity {
  const sum = x + y + z;
  const count = (value: number): number => Math.min(mostChromaticity, (value / sum) * chromaticityCounts);
  return { x: count(x), y: count(y) };
}

/** sRGB's transfer function, one way and the other. */
function linear(value: number): number {
  return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
}

function encoded(value: number): number {
  return value <= 0.0031308 ? value * 12.92 : 1.055 * value ** (1 / 2.4) - 0.055;
}
