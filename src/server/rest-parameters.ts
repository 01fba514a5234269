/** What the routes of one device have in common. */
import { z } from "@hono/zod-openapi";
import { type Duration, millis, seconds } from "../kernel/time.ts";
import { type Problem, problemOf } from "./problem.ts";

export const deviceParams: z.ZodObject<{ id: z.ZodString }> = z.object({
  id: z.string().openapi({ description: "The device's id, as in its hello.", example: "lock-0001" }),
});

/** How long a request may wait for its device, in real time. */
export const defaultTimeout: Duration = seconds(10);
export const longestTimeout: Duration = millis(60_000);

export function unknownDevice(id: string): Problem {
  const detail = `expected a device that has said hello to this server, found none with the id ${JSON.stringify(id)}`;
  return problemOf(
    404,
    detail,
    "GET /api/devices lists the devices. They say hello again after a restart of the server.",
  );
}
