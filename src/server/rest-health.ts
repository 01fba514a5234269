/** `GET /api/health`, open to everybody, and `GET /api/stats`. */
import { createRoute, type OpenAPIHono, z } from "@hono/zod-openapi";
import type { Scheduler } from "../kernel/scheduler.ts";
import type { Hub } from "./hub.ts";

const health = createRoute({
  method: "get",
  path: "/api/health",
  summary: "Whether the server is up",
  description: "Needs no token.",
  security: [],
  responses: {
    200: {
      description: "It is.",
      content: {
        "application/json": {
          schema: z
            .object({
              status: z.literal("ok"),
              uptimeSeconds: z.number().openapi({ description: "Since it started." }),
            })
            .openapi("Health"),
        },
      },
    },
  },
});

const stats = createRoute({
  method: "get",
  path: "/api/stats",
  summary: "Counts of all devices together",
  responses: {
    200: {
      description: "Since the server started.",
      content: {
        "application/json": {
          schema: z
            .object({
              connections: z
                .int()
                .openapi({ description: "Connections now, those that have not said hello included." }),
              devices: z.int().openapi({ description: "Devices that have ever said hello." }),
              connected: z.int().openapi({ description: "Devices connected now." }),
              byKind: z.record(z.string(), z.int()).openapi({ description: "Devices connected now, of each kind." }),
              counters: z.record(z.string(), z.int()),
            })
            .openapi("Stats"),
        },
      },
    },
  },
});

export function addHealthRoutes(api: OpenAPIHono, hub: Hub, scheduler: Scheduler): void {
  const startedAt = scheduler.clock.real();
  api.openapi(health, (context) => {
    const uptimeSeconds = Math.round(scheduler.clock.real() - startedAt) / 1_000;
    return context.json({ status: "ok" as const, uptimeSeconds }, 200);
  });
  api.openapi(stats, (context) => {
    const { connections, devices, connected, byKind, counters } = hub.stats();
    return context.json({ connections, devices, connected, byKind: { ...byKind }, counters: { ...counters } }, 200);
  });
}
