/** `PATCH /api/devices/{id}/desired`: changes what a device should be like, now or when it is back. */
import { createRoute, type OpenAPIHono, z } from "@hono/zod-openapi";
import type { DesireOutcome, Hub } from "./hub.ts";
import { problemAnswer, problemHeaders, problemOf, rpcErrorSchema } from "./problem.ts";
import { defaultTimeout, deviceParams, unknownDevice } from "./rest-parameters.ts";

const patchSchema = z
  .record(z.string(), z.unknown())
  .openapi("DesiredPatch", { example: { autoRelockTime: 60 }, description: "A JSON Merge Patch (RFC 7396)." });

const desiredSchema = z
  .object({
    version: z.int().openapi({ description: "The version this change made.", example: 6 }),
    desired: z
      .record(z.string(), z.unknown())
      .openapi({ description: "All that is desired now.", example: { autoRelockTime: 60 } }),
    applied: z
      .boolean()
      .optional()
      .openapi({
        description:
          "Whether the device has taken it. Absent while that is not known: it is not connected, and hears of it in the answer to its " +
          "next hello, or it has not answered in time.",
      }),
    error: rpcErrorSchema.optional(),
  })
  .openapi("Desired");

const route = createRoute({
  method: "patch",
  path: "/api/devices/{id}/desired",
  summary: "Change the desired state of a device",
  description:
    "Merges the body into the desired state, `null` taking a wish back, and tells the device. The state is kept when the device does not " +
    "take it: take back what it cannot do, or change it.",
  request: {
    params: deviceParams,
    body: {
      required: true,
      content: { "application/json": { schema: patchSchema }, "application/merge-patch+json": { schema: patchSchema } },
    },
  },
  responses: {
    200: { description: "The desired state.", content: { "application/json": { schema: desiredSchema } } },
    400: problemAnswer("The body is not an object."),
    404: problemAnswer("No device of this id has ever said hello to this server."),
    411: problemAnswer("The request does not say how long its body is."),
    413: problemAnswer("The body is too large, or more would be desired than is kept of one device."),
    415: problemAnswer("The body is not JSON."),
  },
});

export function addDesiredRoute(api: OpenAPIHono, hub: Hub): void {
  api.openapi(route, async (context) => {
    const { id } = context.req.valid("param");
    const patch = context.req.valid("json");
    const outcome = await new Promise<DesireOutcome>((resolve) => hub.desire(id, patch, defaultTimeout, resolve));
    switch (outcome.type) {
      case "unknown-device":
        return context.json(unknownDevice(id), 404, problemHeaders);
      case "too-large": {
        const detail = `expected at most ${hub.limits.values} short values to be desired of one device, found more`;
        return context.json(problemOf(413, detail, "Take back others with null."), 413, problemHeaders);
      }
      case "changed": {
        const { version, values: desired, delivery } = outcome;
        switch (delivery.type) {
          case "applied":
            return context.json({ version, desired, applied: true }, 200);
          case "refused":
            return context.json({ version, desired, applied: false, error: delivery.error }, 200);
          case "not-connected":
          case "no-answer":
            return context.json({ version, desired }, 200);
        }
      }
    }
  });
}
