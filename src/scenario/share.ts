/** Shares as people write them. */
import type { Selection } from "./plan.ts";

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
