/** The dust filter: it counts the hours the fan runs, and chokes the air when it is clogged. */
import { hours } from "flotilla/device";
import type { AirConditionerContext } from "./air-conditioner-schema.ts";
import type { AirConditionerState } from "./air-conditioner.ts";

export interface Filter {
  /** ms the fan has run since it was last reset. */
  used: number;
  clogged: boolean;
}

/** After so many hours makers want it cleaned. */
const serviceTime = hours(500);
const warningPercent = 10;
/** Air flow through a clogged filter. */
const cloggedFlow = 0.35;

export function airFlowThrough({ clogged }: Filter): number {
  return clogged ? cloggedFlow : 1;
}

export function clean({ filter }: AirConditionerState): void {
  filter.used = 0;
  filter.clogged = false;
}

/** Shows how much of the filter's time is left. */
export function showCondition({ filter }: AirConditionerState, context: AirConditionerContext): void {
  const left = Math.max(0, Math.ceil(100 * (1 - filter.used / serviceTime)));
  context.set("condition", left, "physics");
  context.set("changeIndication", left === 0 ? "critical" : left <= warningPercent ? "warning" : "ok", "physics");
}
