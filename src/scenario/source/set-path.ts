/** Paths of `--set`: keys with dots, positions in brackets, names of list items: `fleet[0].perHome`, `fleet.bulb.perHome`. */
import { isHarmfulKey } from "./located-value.ts";
import { valueAt, type ValuePath } from "./value-path.ts";

/** `undefined` for what is no path. */
export function parseSetPath(written: string): ValuePath | undefined {
  const step = /(?:^|\.)([^.[\]]+)|\[(\d+)\]|\["([^"]*)"\]/y;
  const path: (string | number)[] = [];
  while (step.lastIndex < written.length) {
    const match = step.exec(written);
    if (match === null) return undefined;
    const key = match[1] ?? match[3];
    if (key !== undefined && isHarmfulKey(key)) return undefined;
    path.push(key ?? Number(match[2]));
  }
  return path.length === 0 ? undefined : path;
}

/** That a path names nothing, and what it may name there instead. */
export interface LostStep {
  /** The list. */
  readonly path: ValuePath;
  readonly step: string | number;
  /** How items of the list can be called. */
  readonly names: readonly string[];
  readonly length: number;
}

/** Turns names of list items into positions. */
export function resolveSetPath(
  value: unknown,
  path: ValuePath,
): { readonly ok: true; readonly path: ValuePath } | { readonly ok: false; readonly lost: LostStep | undefined } {
  const resolved: (string | number)[] = [];
  for (const step of path) {
    const list = valueAt(value, resolved);
    if (!Array.isArray(list)) {
      if (typeof step === "number") return { ok: false, lost: undefined };
      resolved.push(step);
      continue;
    }
    const position = typeof step === "number" ? step : positionOf(list, step);
    if (position === undefined || position >= list.length) {
      const names = list.map((item) => valueAt(item, ["name"]) ?? valueAt(item, ["kind"]));
      const texts = names.filter((name) => typeof name === "string");
      return { ok: false, lost: { path: resolved, step, names: texts, length: list.length } };
    }
    resolved.push(position);
  }
  return { ok: true, path: resolved };
}

function positionOf(list: readonly unknown[], step: string): number | undefined {
  if (/^\d+$/.test(step)) return Number(step);
  const named = list.findIndex((item) => valueAt(item, ["name"]) === step);
  const found = named >= 0 ? named : list.findIndex((item) => valueAt(item, ["kind"]) === step);
  return found >= 0 ? found : undefined;
}
