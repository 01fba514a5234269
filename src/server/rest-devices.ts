/** `GET /api/devices` and `GET /api/devices/{id}`: what the devices last said. */
import { createRoute, type OpenAPIHono, z } from "@hono/zod-openapi";
import { deviceJson, summaryJson } from "./device-json.ts";
import type { Hub } from "./hub.ts";
import { problemAnswer, problemHeaders, problemOf, rpcErrorSchema } from "./problem.ts";
import { deviceParams, unknownDevice } from "./rest-parameters.ts";

const time = (description: string): z.ZodString => z.string().openapi({ format: "date-time", description });
const values = (description: string, example: Record<string, unknown>): z.ZodType<Record<string, unknown>> =>
  z.record(z.string(), z.unknown()).openapi({ description, example });

const reported = z.object({
  version: z.int().optional().openapi({ description: "Version of the latest patch." }),
  values: values("State attributes.", { lockState: "locked" }),
});

const summaryFields = {
  id: z.string().openapi({ example: "lock-0001" }),
  kind: z.string().openapi({ example: "lock" }),
  name: z.string().openapi({ example: "Front door" }),
  model: z.string(),
  firmware: z.string(),
  connected: z.boolean(),
  lastSeenAt: time("When anything of it was last heard."),
  reported,
};

const summarySchema = z.object(summaryFields).openapi("DeviceSummary");

const deviceSchema = z
  .object({
    ...summaryFields,
    hardware: z.string(),
    serial: z.string(),
    mac: z.string(),
    room: z.string(),
    labels: z.record(z.string(), z.string()),
    commands: z.array(z.string()).openapi({ description: "Commands it understands.", example: ["lockDoor"] }),
    boot: z.int().openapi({ description: "How often it has booted." }),
    bootReason: z.string(),
    firstSeenAt: time("When it first said hello to this server."),
    connection: z
      .object({ since: time("When it said hello."), session: z.string() })
      .optional()
      .openapi({ description: "Only while it is connected." }),
    disconnection: z
      .object({
        at: time("When the connection ended."),
        code: z.int().openapi({ description: "WebSocket close code." }),
        reason: z.string(),
        goodbye: z.string().optional().openapi({ description: "Why it left; absent when the connection was lost." }),
      })
      .optional()
      .openapi({ description: "Only while it is not connected." }),
    telemetry: z.object({
      seq: z.int().optional().openapi({ description: "Sequence number of the latest sample." }),
      time: time("When that was measured, by the device's clock.").optional(),
      values: values("The latest value of each measured attribute.", { rssi: -61 }),
    }),
    events: z
      .array(
        z.object({
          id: z.string(),
          name: z.string(),
          severity: z.string(),
          time: time("When it happened, by the device's clock."),
          receivedAt: time("When the server heard of it."),
          data: z.record(z.string(), z.unknown()),
        }),
      )
      .openapi({ description: "The latest events, oldest first." }),
    desired: z.object({
      version: z.int().openapi({ description: "How often the desired state was changed." }),
      values: values("What is desired.", { autoRelockTime: 60 }),
      status: z.enum(["none", "pending", "applied", "refused"]).openapi({
        description: "How far the device has followed: pending until it confirms, refused with its error.",
      }),
      error: rpcErrorSchema.optional(),
    }),
    counters: z.record(z.string(), z.int()).openapi({ description: "What was counted since the server started." }),
  })
  .openapi("Device");

const list = createRoute({
  method: "get",
  path: "/api/devices",
  summary: "Devices, a page at a time",
  description: "In the order in which they first connected, those that are not connected now included.",
  request: {
    query: z.strictObject({
      kind: z.string().optional().openapi({ description: "Only devices of this kind.", example: "lock" }),
      connected: z
        .enum(["true", "false"])
        .optional()
        .openapi({ description: "Only devices that are connected, or that are not." }),
      limit: z.coerce.number().int().min(1).max(1_000).default(100).openapi({ description: "Devices on a page." }),
      after: z.string().optional().openapi({ description: "`next` of the page before." }),
    }),
  },
  responses: {
    200: {
      description: "A page of devices.",
      content: {
        "application/json": {
          schema: z
            .object({
              devices: z.array(summarySchema),
              total: z.int().openapi({ description: "How many fit the query, on all pages." }),
              next: z.string().optional().openapi({ description: "`after` for the next page; absent on the last." }),
            })
            .openapi("DevicePage"),
        },
      },
    },
    400: problemAnswer("The query does not fit."),
  },
});

const one = createRoute({
  method: "get",
  path: "/api/devices/{id}",
  summary: "Everything known of a device",
  request: { params: deviceParams },
  responses: {
    200: { description: "The device.", content: { "application/json": { schema: deviceSchema } } },
    404: problemAnswer("No device of this id has ever said hello to this server."),
  },
});

export function addDeviceRoutes(api: OpenAPIHono, hub: Hub): void {
  api.openapi(list, (context) => {
    const { kind, connected, limit, after } = context.req.valid("query");
    const page = hub.devices({
      limit,
      ...(kind !== undefined && { kind }),
      ...(connected !== undefined && { connected: connected === "true" }),
      ...(after !== undefined && { after }),
    });
    if (page === undefined) {
      const detail = `expected "after" to be the id of a device, found ${JSON.stringify(after)}`;
      return context.json(problemOf(400, detail, 'Give the "next" of the page before.'), 400, problemHeaders);
    }
    const { total, next } = page;
    const devices = page.devices.map(summaryJson);
    return context.json({ devices, total, ...(next !== undefined && { next }) }, 200);
  });
  api.openapi(one, (context) => {
    const { id } = context.req.valid("param");
    const device = hub.device(id);
    if (device === undefined) return context.json(unknownDevice(id), 404, problemHeaders);
    return context.json(deviceJson(device), 200);
  });
}
