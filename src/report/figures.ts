/**
 * How figures are written wherever a person reads them: grouped thousands, at most three significant digits where more would
 * only be noise, SI units with a space.
 */

const grouped = new Intl.NumberFormat("en-US", { maximumFractionDigits: 0 });

/** `1,234` */
export function whole(count: number): string {
  return grouped.format(count);
}

/** `1 device`, `1,234 devices` */
export function counted(count: number, noun: string, nouns = `${noun}s`): string {
  return `${whole(count)} ${count === 1 ? noun : nouns}`;
}

/** Something per second, without its unit: `0.3`, `35.2`, `1,234`. */
export function rate(perSecond: number): string {
  return perSecond < 99.95 ? decimals(perSecond, 1) : whole(perSecond);
}

const byteUnits = ["B", "kB", "MB", "GB", "TB"] as const;

/** `512 B`, `12.3 kB`, `1.5 GB`; a kB is 1,000 B. */
export function byteSize(bytes: number): string {
  let size = bytes;
  let unit = 0;
  while (significant(size) >= 1_000 && unit < byteUnits.length - 1) {
    size /= 1_000;
    unit++;
  }
  return `${size < 99.95 && unit > 0 ? decimals(size, 1) : whole(size)} ${byteUnits[unit]}`;
}

/** A length of real time given in milliseconds: `0.42 ms`, `843 ms`, `1.25 s`, `2m05s`, `1h00m`. */
export function latency(millis: number): string {
  if (significant(millis) < 1_000) return `${short(millis)} ms`;
  if (significant(millis / 1_000) < 60) return `${short(millis / 1_000)} s`;
  const seconds = Math.round(millis / 1_000);
  return seconds < 3_600 ? pair(seconds, "m", "s") : pair(Math.round(seconds / 60), "h", "m");
}

/** A share from 0 to 1, or beyond: `0.4 %`, `12 %`, `100 %`. Never `100 %` for less than all, nor `0 %` for something. */
export function percent(share: number): string {
  const hundredths = share * 100;
  if (hundredths > 0 && hundredths < 0.1) return "< 0.1 %";
  if (hundredths > 99 && hundredths < 100) return `${decimals(Math.floor(hundredths * 10) / 10, 1)} %`;
  return `${hundredths < 10 ? decimals(hundredths, 1) : whole(hundredths)} %`;
}

/** `125` as `2m05s`. */
function pair(count: number, large: string, small: string): string {
  return `${Math.floor(count / 60)}${large}${String(count % 60).padStart(2, "0")}${small}`;
}

/** Three digits or fewer, two of them decimals at most. */
function short(value: number): string {
  return decimals(value, value < 9.995 ? 2 : value < 99.95 ? 1 : 0);
}

/** For telling on which side of a unit a value is once it is rounded. */
function significant(value: number): number {
  return Number(value.toPrecision(3));
}

/** At most this many decimals, without trailing zeros. */
function decimals(value: number, most: number): string {
  return String(Number(value.toFixed(most)));
}
