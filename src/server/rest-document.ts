/** `GET /api/openapi.json`: the REST API as OpenAPI 3.1, made of the routes themselves. */
import { createRoute, type OpenAPIHono, z } from "@hono/zod-openapi";

const route = createRoute({
  method: "get",
  path: "/api/openapi.json",
  summary: "This document",
  responses: {
    200: {
      description: "An OpenAPI 3.1 document.",
      content: { "application/json": { schema: z.record(z.string(), z.unknown()) } },
    },
  },
});

/** Call it when all other routes are there. */
export function addDocumentRoute(api: OpenAPIHono, withToken: boolean): void {
  if (withToken) api.openAPIRegistry.registerComponent("securitySchemes", "token", { type: "http", scheme: "bearer" });
  let document: Record<string, unknown> | undefined;
  api.openapi(route, (context) => context.json((document ??= describe(api, withToken)), 200));
}

function describe(api: OpenAPIHono, withToken: boolean): Record<string, unknown> {
  return {
    ...api.getOpenAPI31Document({
      openapi: "3.1.0",
      info: {
        title: "Flotilla reference server",
        version: "1",
        description:
          "What simulated devices last said, and how to send them commands. What is not a success is answered with a Problem (RFC 9457).",
      },
      servers: [{ url: "/" }],
      ...(withToken && { security: [{ token: [] }] }),
    }),
  };
}
