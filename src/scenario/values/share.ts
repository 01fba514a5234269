/** Shares and rates as people write them. */
import type { Selection } from "../plan.ts";

/** `20%` as 0.2, also above 100 %; `undefined` for anything else. */
export function parseShare(text: string): number | undefined {
  const share = Number(/^(\d+(?:\.\d+)?)%$/.exec(text)?.[1]) / 100;
  return Number.isFinite(share) ? share : undefined;
}

/** `20%`, `20% of devices` or `20% of homes`, up to 100 %. */
export function parseSelectedShare(text: string): Selection["share"] {
  const [, share, of] = /^(\S+)(?: of (devices|homes))?$/.exec(text) ?? [];
  const part = share === undefined ? undefined : parseShare(share);
  if (part === undefined || part > 1) return undefined;
  return { of: of === "homes" ? "homes" : "devices", part };
}

/** `50/s`, `3000/m`, `10/h` as devices per millisecond; `undefined` for anything else. */
export function parseRate(text: string): number | undefined {
  const [, count, unit] = /^(\d+(?:\.\d+)?)\/([smh])$/.exec(text) ?? [];
  const rate = Number(count) / { s: 1_000, m: 60_000, h: 3_600_000 }[unit as "s" | "m" | "h"];
  return Number.isFinite(rate) ? rate : undefined;
}
