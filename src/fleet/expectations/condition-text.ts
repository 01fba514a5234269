/** What was seen of a condition that is expected, in words. */
import type { Scope } from "../../expression/expression.ts";
import type { ConditionPlan, Plan } from "../../scenario/plan.ts";
import { lengthText, momentText } from "./hearing.ts";

export interface ConditionOutcome {
  readonly plan: ConditionPlan;
  readonly stage: { readonly plan: Pick<Plan, "clock"> };
  /** How many were looked at. */
  readonly seen: number;
  /** Of how many it was not as expected; the first of those in the order of the fleet. */
  readonly failed: number;
  readonly named: readonly string[];
  /** The first in time: when, simulated milliseconds since the start, and what it was like then. */
  readonly first: { readonly name: string; readonly at: number; readonly seen: string };
  readonly fault: string | undefined;
  /** The moment it counts from, if that has not come. */
  readonly neverCame: string | undefined;
}

export function conditionText(outcome: ConditionOutcome): string {
  const { plan, stage, seen, failed, named, first, fault, neverCame } = outcome;
  if (fault !== undefined) return `could not be worked out: ${fault}`;
  if (neverCame !== undefined) return `not measured, as ${neverCame} never came`;
  if (seen === 0) return `not measured, as no ${plan.scope} was there`;
  if (failed === 0) return heldText(plan, seen);
  const length = plan.holds === 0 || plan.mode === "eventually" ? "" : ` for ${lengthText(plan.holds)}`;
  const what = plan.mode === "never" ? `so${length}` : plan.mode === "always" ? `not so${length}` : "not so in time";
  const when = `at ${momentText(first.at, stage)}`;
  const like = first.seen === "" ? "" : `, with ${first.seen}`;
  if (plan.scope === "run") return `${what} ${when}${like}`;
  const more = failed > named.length ? ` and ${failed - named.length} more` : "";
  const who = `${named.join(", ")}${more}`;
  return `${what} on ${failed} of ${counted(seen, plan.scope)} (${who}), first on ${plan.scope === "home" ? "home " : ""}${first.name} ${when}${like}`;
}

function heldText({ mode, scope }: ConditionPlan, seen: number): string {
  if (scope === "run") return mode === "never" ? "never so" : mode === "always" ? "always so" : "so in time";
  if (mode === "never") return `on none of ${counted(seen, scope)}`;
  return `${mode === "always" ? "always" : "in time"} on ${seen === 1 ? `the one ${scope}` : `all ${counted(seen, scope)}`}`;
}

function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}

/** `lockState "unlocked", boots 2`: what a condition looked at. */
export function seenText(reads: ReadonlySet<string>, scope: Scope): string {
  return [...reads]
    .slice(0, mostShown)
    .map((path) => `${path} ${shown(valueAt(scope, path))}`)
    .join(", ");
}

const mostShown = 4;

function valueAt(scope: Scope, path: string): unknown {
  let here: unknown = scope;
  for (const name of path.split(".")) {
    if (typeof here !== "object" || here === null || !(name in here)) return null;
    here = (here as Record<string, unknown>)[name];
  }
  return here;
}

function shown(value: unknown): string {
  if (typeof value === "number") return String(Math.round(value * 1_000) / 1_000);
  return JSON.stringify(value) ?? "null";
}
