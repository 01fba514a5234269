/** From actions as written to those of the plan: of a step, and of a device's script. */
import { isTemplate } from "../../expression/template.ts";
import { buildLength, buildNumber } from "../values/build-draw.ts";
import { buildRequest, buildRoute } from "./build-request.ts";
import { type ActionsInput, placedActions } from "./placed-actions.ts";
import { defaults } from "../defaults.ts";
import { namesDevice, withoutExpressions } from "./names-device.ts";
import type { Action, ArgumentPlan, WorldAction } from "../plan.ts";
import type { ScenarioFiles } from "../source/scenario-files.ts";
import type { ActionInput, ArgumentInput, HttpRequestInput } from "../scenario-input.ts";
import { devicePlaceholders } from "../texts/templates.ts";
import { isOutage, isWeather, type WorldAct } from "./world-acts.ts";
import { durationOf } from "../values/written-duration.ts";

export interface BuildContext {
  readonly files: ScenarioFiles | undefined;
  /** Whether a request is one for each device even if it names none. */
  readonly perDevice: boolean;
  /** Placeholders that lists of identities fill in. */
  readonly columns?: readonly string[];
}

/** @param actions that the checks have let pass. */
export function buildActions(actions: ActionsInput, context: BuildContext): readonly Action[] {
  return placedActions(actions, []).map(({ action }) => buildAction(action as ActionInput, context));
}

export function buildAction(action: ActionInput, context: BuildContext): Action {
  const { command, http, act, fault, world, disconnect, mark, log, stop, wait } = action;
  const { files } = context;
  if (command !== undefined)
    return { type: "command", name: command, args: buildArguments(action.args, files), via: buildRoute(action.via) };
  if (http !== undefined) return { type: "http", request: buildRequest(http), per: perOf(http, context) };
  if (act !== undefined) return { type: "act", name: act, args: buildArguments(action.args, files) };
  if (fault !== undefined) {
    const length = action.for === undefined ? {} : { for: buildLength(action.for, files) };
    return { type: "fault", name: fault, ...length };
  }
  if (world !== undefined) return buildWorldAct(world, action, files);
  if (disconnect !== undefined) {
    const length = buildLength(action.for ?? defaults.disconnectFor, files);
    return { type: "disconnect", abrupt: disconnect === "abrupt", for: length };
  }
  if (mark !== undefined) return { type: "mark", name: mark };
  if (log !== undefined) return { type: "log", text: log };
  if (stop !== undefined) {
    if (typeof stop === "object") return { type: "stop", fail: true, why: stop.fail };
    return { type: "stop", fail: false, why: stop === true ? "" : stop };
  }
  if (wait !== undefined) return { type: "wait", for: buildLength(wait, files) };
  if (action.function !== undefined) return { type: "function", name: action.function };
  return { type: "reboot" };
}

function buildArguments(
  args: ActionInput["args"],
  files: ScenarioFiles | undefined,
): Readonly<Record<string, ArgumentPlan>> {
  return Object.fromEntries(Object.entries(args ?? {}).map(([name, value]) => [name, buildArgument(value, files)]));
}

function buildArgument(value: ArgumentInput, files: ScenarioFiles | undefined): ArgumentPlan {
  if (typeof value === "string") return isTemplate(value) ? { template: value } : value;
  if (typeof value !== "object" || value === null) return value;
  return buildNumber(value, files);
}

function buildWorldAct(act: WorldAct, action: ActionInput, files: ScenarioFiles | undefined): WorldAction {
  if (isOutage(act)) return { type: "world", act, for: buildLength(action.for ?? "", files) };
  const length = durationOf(typeof action.for === "string" ? action.for : "");
  if (isWeather(act)) return { type: "world", act, for: length, by: action.by ?? defaults.by };
  return { type: "world", act, for: length };
}

/** A request that asks for something of a device, or stands where devices are selected, is one for each of them. */
function perOf(request: HttpRequestInput, { perDevice, columns = [] }: BuildContext): "device" | "step" {
  const { get, post, put, patch, delete: remove, headers, body } = request;
  const texts = [get, post, put, patch, remove, ...Object.values(headers ?? {})].filter((text) => text !== undefined);
  // A body has braces of its own; elsewhere they stand for something of a device, or of a list of identities.
  const asks = texts.some((text) => /\{\w+\}/.test(withoutExpressions(text)) || namesDevice(text));
  return perDevice || asks || namesDevice(body ?? "", [...devicePlaceholders, ...columns]) ? "device" : "step";
}
