/** A plan as it can be rehearsed in virtual time: what goes elsewhere goes to the built-in server in memory. */
import type { Plan, StepPlan } from "../scenario/plan.ts";
import { memoryUrl } from "./assemble.ts";

/**
 * The same fleet, load and timeline; of the target only what decides the traffic stays, such as its heartbeat. Commands that
 * a run sends through an HTTP API come from the built-in server.
 */
export function rehearsed(plan: Plan): Plan {
  const { target, ...rest } = plan;
  const timeline = plan.timeline.map(throughServer);
  if (target === undefined) return { ...rest, timeline };
  const { subprotocols: _, ...kept } = target;
  return {
    ...rest,
    timeline,
    target: {
      ...kept,
      url: memoryUrl,
      headers: {},
      auth: { type: "none" },
      requireSubprotocol: false,
      tls: { insecure: false },
    },
  };
}

/** Whether a run of the plan sends some of its commands through an HTTP API. */
export function usesHttp({ timeline }: Plan): boolean {
  return timeline.some(({ action }) => action.type === "command" && action.via.type === "http");
}

function throughServer(step: StepPlan): StepPlan {
  const { action } = step;
  return action.type === "command" ? { ...step, action: { ...action, via: { type: "server" } } } : step;
}
