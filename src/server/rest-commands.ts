/** `POST /api/devices/{id}/commands`: sends a command and answers with the device's own answer. */
import { createRoute, type OpenAPIHono, z } from "@hono/zod-openapi";
import { millis } from "../kernel/time.ts";
import type { CommandOutcome, Hub } from "./hub.ts";
import { problemAnswer, problemHeaders, problemOf } from "./problem.ts";
import { defaultTimeout, deviceParams, longestTimeout, unknownDevice } from "./rest-parameters.ts";

const commandSchema = z
  .strictObject({
    name: z
      .string()
      .regex(/^[A-Za-z][A-Za-z0-9._-]{0,63}$/, "expected the name of a command, such as lockDoor")
      .openapi({ description: "One of the device's `commands`.", example: "unlockDoor" }),
    args: z
      .record(z.string(), z.unknown())
      .default({})
      .openapi({ description: "The command's arguments.", example: { pinCode: "4711" } }),
    timeoutMs: z
      .int()
      .min(1)
      .max(longestTimeout)
      .default(defaultTimeout)
      .openapi({ description: "How long to wait for the device's answer, milliseconds." }),
  })
  .openapi("Command");

const route = createRoute({
  method: "post",
  path: "/api/devices/{id}/commands",
  summary: "Send a command to a device",
  request: {
    params: deviceParams,
    body: { required: true, content: { "application/json": { schema: commandSchema } } },
  },
  responses: {
    200: {
      description: "The device's own result.",
      content: { "application/json": { schema: z.unknown().openapi({ example: { status: "done" } }) } },
    },
    400: problemAnswer("The body does not fit."),
    404: problemAnswer("No device of this id has ever said hello to this server."),
    409: problemAnswer("The device is not connected."),
    411: problemAnswer("The request does not say how long its body is."),
    413: problemAnswer("The body is too large."),
    415: problemAnswer("The body is not JSON."),
    422: problemAnswer("The device answered with an error: `error` is its own."),
    429: problemAnswer("The device has too many requests to answer already."),
    504: problemAnswer("The device did not answer in time, or disconnected before it did."),
  },
});

export function addCommandRoute(api: OpenAPIHono, hub: Hub): void {
  api.openapi(route, async (context) => {
    const { id } = context.req.valid("param");
    const { name, args, timeoutMs } = context.req.valid("json");
    const outcome = await new Promise<CommandOutcome>((resolve) => {
      hub.command(id, name, args, millis(timeoutMs), resolve);
    });
    switch (outcome.type) {
      case "result":
        return context.json(outcome.result as never, 200);
      case "error": {
        const detail = `the device answered with error ${outcome.error.code}: ${outcome.error.message}`;
        const hint = "The error is the device's own; docs/protocol.md lists its codes.";
        return context.json(problemOf(422, detail, hint, outcome.error), 422, problemHeaders);
      }
      case "unknown-device":
        return context.json(unknownDevice(id), 404, problemHeaders);
      case "not-connected": {
        const hint = "Try again when it is back; GET /api/devices/{id} says when and why it left.";
        return context.json(problemOf(409, `expected ${id} to be connected, found it gone`, hint), 409, problemHeaders);
      }
      case "overloaded": {
        const detail = `expected ${id} to answer some of its ${hub.limits.requestsInFlight} requests first`;
        return context.json(problemOf(429, detail, "Try again later."), 429, { ...problemHeaders, "retry-after": "1" });
      }
      case "no-answer": {
        const detail =
          outcome.why === "timeout"
            ? `expected an answer of ${id} within ${timeoutMs} ms, found none`
            : `expected an answer of ${id}, found it disconnected`;
        const hint = "The device may or may not have carried out the command: look at its reported state.";
        return context.json(problemOf(504, detail, hint), 504, problemHeaders);
      }
    }
  });
}
