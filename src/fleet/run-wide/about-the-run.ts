/** What of a plan is about all homes at once, and so has to be known of all shards before any of them goes on. */
import type { Action, Plan } from "../../scenario/plan.ts";

/**
 * Whether something in the timeline or in scripts is about all homes at one moment, so that none may be ahead of another by more than
 * a simulated second: what expressions name of the run, an exact number of those devices for which a condition holds, an end before
 * the time, which functions may want too, and what waits for the last of all devices.
 */
export function isAboutTheRun(plan: Plan): boolean {
  const { timeline, fleet } = plan;
  const actions = [
    ...timeline.flatMap((step) => step.actions),
    ...fleet.flatMap(({ on = [] }) => on.flatMap((script) => script.actions)),
  ];
  return (
    namesTheRun([timeline, fleet.map(({ on }) => on)]) ||
    actions.some(({ type }) => type === "stop" || type === "function") ||
    timeline.some((step) => waitsForAll(step.actions)) ||
    timeline.some(({ trigger }) => trigger.type === "when" && trigger.scope === "run") ||
    timeline.some(({ select }) => select.where !== undefined && select.count !== undefined)
  );
}

/** Whether anybody wants to know at every simulated second how the run does: the timeline, or one of the expectations. */
export function needsSeconds(plan: Plan): boolean {
  return (
    isAboutTheRun(plan) ||
    plan.expect.some(
      (one) => one.type !== "threshold" || one.window?.from !== undefined || one.window?.to !== undefined,
    )
  );
}

/** Whether expressions of the plan name figures of the run. */
export function asksForFigures({ timeline, fleet, expect }: Plan): boolean {
  const conditions = expect.map((one) => (one.type === "condition" ? one.condition : ""));
  return namesTheRun([timeline, fleet.map(({ on }) => on), conditions]);
}

/** Whether they name bytes, which connections keep to themselves for a while. */
export function asksForBytes({ timeline, fleet, expect }: Plan): boolean {
  return /bytes(Sent|Received)/.test(JSON.stringify([timeline, fleet.map(({ on }) => on), expect]));
}

/** Names of steps and marks that expectations count from or to. */
export function expectedMoments({ expect }: Plan): ReadonlySet<string> {
  const names = expect.flatMap((one) => (one.type === "condition" ? [one.after] : [one.window?.from, one.window?.to]));
  return new Set(names.filter((name) => name !== undefined));
}

function namesTheRun(part: unknown): boolean {
  return /\brun\s*[.[]/.test(JSON.stringify(part));
}

/** Whether after a wait of each device's own something happens once, when the last of them is there. */
function waitsForAll(actions: readonly Action[]): boolean {
  const own = actions.findIndex((action) => action.type === "wait" && typeof action.for !== "number");
  return own >= 0 && actions.slice(own).some(({ type }) => type === "mark" || type === "log" || type === "http");
}
