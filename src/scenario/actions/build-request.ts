/** From a request over HTTP as written to that of the plan. */
import { FlotillaError } from "../../kernel/errors.ts";
import { defaults } from "../defaults.ts";
import { httpMethods } from "./http-schema.ts";
import type { CommandRoute, HttpRequestPlan } from "../plan.ts";
import type { ActionInput, HttpRequestInput } from "../scenario-input.ts";

/** The way of a command: what it says stands in the body, unless the method has none. */
export function buildRoute(via: ActionInput["via"]): CommandRoute {
  if (via === undefined || via === "server") return { type: "server" };
  const bare = via.http.get !== undefined || via.http.delete !== undefined;
  return { type: "http", ...buildRequest({ ...via.http, body: via.http.body ?? (bare ? undefined : defaults.body) }) };
}

export function buildRequest(request: HttpRequestInput): HttpRequestPlan {
  const { headers = {}, body, expect } = request;
  const key = httpMethods.find((method) => request[method] !== undefined);
  if (key === undefined) throw new FlotillaError("internal", "expected a request with a method, found none");
  const typed = body === undefined || Object.keys(headers).some((name) => name.toLowerCase() === "content-type");
  return {
    method: key.toUpperCase() as HttpRequestPlan["method"],
    url: request[key]!,
    headers: { ...(typed ? {} : { "Content-Type": "application/json" }), ...headers },
    ...(body === undefined ? {} : { body }),
    ...(expect === undefined ? {} : { expect: typeof expect === "number" ? [expect] : expect }),
  };
}
