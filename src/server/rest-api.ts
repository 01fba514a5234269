/**
 * The REST API: what a server's author needs to see and to say to devices.
 *
 * 1. Every answer that is not a success is a problem (RFC 9457) that says what was expected and what to do.
 * 2. Everything but `/api/health` asks for access; see `access.ts`.
 * 3. Every route is described in `/api/openapi.json` (OpenAPI 3.1) by the same schemas that check its requests.
 */
import { OpenAPIHono, type z } from "@hono/zod-openapi";
import type { Context } from "hono";
import { HTTPException } from "hono/http-exception";
import { methodNotAllowed } from "hono/method-not-allowed";
import { messageOf } from "../kernel/errors.ts";
import type { Log } from "../kernel/log.ts";
import type { Scheduler } from "../kernel/scheduler.ts";
import type { Access } from "./access.ts";
import type { Hub } from "./hub.ts";
import { answerProblem } from "./problem.ts";
import { addCommandRoute } from "./rest-commands.ts";
import { addDesiredRoute } from "./rest-desired.ts";
import { addDeviceRoutes } from "./rest-devices.ts";
import { addDocumentRoute } from "./rest-document.ts";
import { addHealthRoutes } from "./rest-health.ts";
import { welcomePage, welcomeText } from "./welcome-page.ts";

export interface RestOptions {
  readonly hub: Hub;
  readonly scheduler: Scheduler;
  readonly access: Access;
  readonly withToken: boolean;
  readonly log: Log;
}

const longestBody = 65_536;

export function restApi(options: RestOptions): OpenAPIHono {
  const { hub, scheduler, access, withToken, log } = options;
  const api = new OpenAPIHono({
    defaultHook: (result, context) => (result.success ? undefined : answerMisfit(context, result.target, result.error)),
  });
  api.use(async (context, next) =>
    context.req.path === "/api/health" ? next() : (refusal(context, access) ?? next()),
  );
  api.use(async (context, next) => refusalOfBody(context) ?? next());
  api.use(methodNotAllowed({ app: api, onMethodNotAllowed: answerMethod }));
  addHealthRoutes(api, hub, scheduler);
  addDeviceRoutes(api, hub);
  addCommandRoute(api, hub);
  addDesiredRoute(api, hub);
  addDocumentRoute(api, withToken);
  api.get("/", (context) => {
    const text = welcomeText(new URL(context.req.url).origin, withToken);
    const wantsPage = context.req.header("accept")?.includes("text/html") === true;
    return wantsPage ? context.html(welcomePage(text)) : context.text(text);
  });
  api.notFound((context) =>
    answerProblem(context, 404, `expected a path of this API, found ${context.req.path}`, "GET / lists them."),
  );
  api.onError((error, context) => {
    if (error instanceof HTTPException) return answerException(context, error);
    log.error("a request failed", { path: context.req.path, error: messageOf(error) });
    return answerProblem(context, 500, "this is a fault of the server", "Its log says more.");
  });
  return api;
}

function refusal(context: Context, access: Access): Response | undefined {
  const { host, authorization } = context.req.header();
  const verdict = access({ host, authorization, queryToken: undefined });
  switch (verdict) {
    case "granted":
      return undefined;
    case "foreign-host":
      return answerProblem(
        context,
        421,
        `expected a loopback name such as localhost in the Host header, found ${JSON.stringify(host)}`,
        "Start the server with a token to reach it under other names.",
      );
    case "no-token":
    case "wrong-token": {
      const found = verdict === "no-token" ? "none" : "another";
      const detail = `expected the server's token, found ${found}`;
      const hint = "Send the header Authorization: Bearer <token>, with the token that the server was started with.";
      return answerProblem(context, 401, detail, hint, { "www-authenticate": 'Bearer realm="flotilla"' });
    }
  }
}

/** A body must say how long it is, so that it can be refused before it is read. */
function refusalOfBody(context: Context): Response | undefined {
  const { "content-length": length, "transfer-encoding": encoding } = context.req.header();
  if (encoding !== undefined) {
    const detail = "expected the header Content-Length, found a body of unknown length";
    return answerProblem(context, 411, detail, "Send the body as a whole instead of in chunks.");
  }
  if (length === undefined || Number(length) <= longestBody) return undefined;
  const detail = `expected a body of at most ${longestBody} bytes, found ${length}`;
  return answerProblem(context, 413, detail, "Send less at once.");
}

const places = { json: "the body", query: "the query", param: "the path" } as Record<string, string>;

function answerMisfit(context: Context, target: string, error: z.ZodError): Response {
  const faults = error.issues.map(({ path, message }) => (path.length > 0 ? `${path.join(".")}: ${message}` : message));
  const detail = `expected ${places[target] ?? target} to fit the schema, found ${faults.join("; ")}`;
  return answerProblem(context, 400, detail, "GET /api/openapi.json has the schema.");
}

function answerMethod(context: Context, methods: readonly string[]): Response {
  const allow = methods.join(", ");
  const detail = `expected ${allow} at ${context.req.path}, found ${context.req.method}`;
  return answerProblem(context, 405, detail, "GET /api/openapi.json has all routes.", { allow });
}

function answerException(context: Context, error: HTTPException): Response {
  if (error.status === 415) {
    const found = context.req.header("content-type") ?? "none";
    const detail = `expected a body of content type application/json, found ${found}`;
    return answerProblem(context, 415, detail, "Send the header Content-Type: application/json.");
  }
  return answerProblem(context, 400, `expected a JSON body, found something else: ${error.message}`, "Check the body.");
}
