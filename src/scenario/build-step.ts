/** From a step as written to that of the plan. */
import { powerCut } from "./check-action.ts";
import { defaults } from "./defaults.ts";
import type { Action, CommandRoute, Selection, StepPlan } from "./plan.ts";
import type { HttpRouteInput, SelectInput, StepInput } from "./scenario-input.ts";
import { parseSelectedShare } from "./share.ts";
import { durationOf } from "./written-duration.ts";

export function buildStep(step: StepInput, name: string): StepPlan {
  const { at, every } = step;
  return {
    name,
    at: durationOf(at ?? every ?? ""),
    ...(every === undefined ? {} : { every: durationOf(every) }),
    select: buildSelection(step.select),
    action: buildAction(step),
  };
}

function buildSelection({ share, ...conditions }: SelectInput = {}): Selection {
  const given = Object.fromEntries(Object.entries(conditions).filter(([, value]) => value !== undefined));
  const part = share === undefined ? undefined : parseSelectedShare(share);
  return { ...given, ...(part === undefined ? {} : { share: part }) };
}

function buildAction(step: StepInput): Action {
  const { command, act, fault, disconnect, reboot, args = {} } = step;
  if (command !== undefined) return { type: "command", name: command, args, via: buildRoute(step.via) };
  if (act !== undefined) return { type: "act", name: act, args };
  if (fault === powerCut) return { type: "power-cut", for: durationOf(step.for ?? "") };
  if (fault !== undefined) {
    return { type: "fault", name: fault, ...(step.for === undefined ? {} : { for: durationOf(step.for) }) };
  }
  if (disconnect !== undefined) {
    const length = durationOf(step.for ?? defaults.disconnectFor);
    return { type: "disconnect", abrupt: disconnect === "abrupt", for: length };
  }
  return reboot === true ? { type: "reboot" } : { type: "mark" };
}

function buildRoute(via: StepInput["via"]): CommandRoute {
  if (via === undefined || via === "server") return { type: "server" };
  const { headers, body } = via.http;
  const [method, url] = methodOf(via.http);
  const typed = Object.keys(headers ?? {}).some((name) => name.toLowerCase() === "content-type");
  return {
    type: "http",
    method,
    url,
    headers: { ...(typed ? {} : { "Content-Type": "application/json" }), ...headers },
    body: body ?? defaults.body,
  };
}

function methodOf({ post, put, patch }: HttpRouteInput): ["POST" | "PUT" | "PATCH", string] {
  if (post !== undefined) return ["POST", post];
  return put === undefined ? ["PATCH", patch ?? ""] : ["PUT", put];
}
