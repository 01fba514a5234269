/** Whether a JSON value is small and shallow enough to be kept, merged or written again. */
import type { HubLimits } from "./hub-limits.ts";

/** Deeper values are refused: walking or writing them would take a stack as deep. */
const mostLevels = 32;

/** Small enough to be kept: few values, short texts, shallow. */
export function isKeepable(value: unknown, limits: HubLimits): boolean {
  return roomAfter(value, mostLevels, limits.values, limits.textLength) >= 0;
}

/** Shallow enough to be written again. */
export function isShallow(value: unknown): boolean {
  return roomAfter(value, mostLevels, Number.MAX_SAFE_INTEGER, Number.MAX_SAFE_INTEGER) >= 0;
}

/** How many more values there is room for after this one and those in it; negative when there is not room enough. */
function roomAfter(value: unknown, levels: number, room: number, textLength: number): number {
  if (levels === 0) return -1;
  let left = room - 1;
  if (typeof value === "string") return value.length <= textLength ? left : -1;
  if (typeof value !== "object" || value === null) return left;
  for (const name in value) {
    if (name.length > textLength) return -1;
    left = roomAfter((value as Record<string, unknown>)[name], levels - 1, left, textLength);
    if (left < 0) return -1;
  }
  return left;
}
