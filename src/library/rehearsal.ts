/** A plan as it can be rehearsed in virtual time: what goes elsewhere goes to the built-in server in memory. */
import type { Action, Plan } from "../scenario/plan.ts";
import { memoryUrl } from "./memory-url.ts";

/**
 * The same fleet, load and timeline; of the target only what decides the traffic stays, such as its heartbeat. Commands that
 * a run sends through an HTTP API come from the built-in server; its other requests are not made. Nothing is expected of it: a part of the
 * fleet need not do what the whole has to, and no expectation ends it.
 */
export function rehearsed(plan: Plan): Plan {
  const { target, ...planned } = plan;
  const rest = { ...planned, expect: [] };
  const timeline = plan.timeline.map(withoutHttp);
  const fleet = plan.fleet.map((group) =>
    group.on === undefined ? group : { ...group, on: group.on.map(withoutHttp) },
  );
  if (target === undefined) return { ...rest, fleet, timeline };
  const { subprotocols: _, ...kept } = target;
  return {
    ...rest,
    fleet,
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
export function usesHttp(plan: Plan): boolean {
  return actionsOf(plan).some((action) => action.type === "command" && action.via.type === "http");
}

/** Whether a run of the plan makes requests that are no commands. */
export function makesRequests(plan: Plan): boolean {
  return actionsOf(plan).some(({ type }) => type === "http");
}

/** All that steps and scripts do. */
function actionsOf({ timeline, fleet }: Plan): readonly Action[] {
  return [
    ...timeline.flatMap(({ actions }) => actions),
    ...fleet.flatMap(({ on = [] }) => on.flatMap(({ actions }) => actions)),
  ];
}

function withoutHttp<Doer extends { readonly actions: readonly Action[] }>(doer: Doer): Doer {
  return { ...doer, actions: doer.actions.filter(({ type }) => type !== "http").map(throughServer) };
}

function throughServer(action: Action): Action {
  return action.type === "command" ? { ...action, via: { type: "server" } } : action;
}
