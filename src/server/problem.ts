/** How the REST API says what went wrong: RFC 9457, with what to do about it. */
import { z } from "@hono/zod-openapi";
import type { Context } from "hono";
import type { RpcError } from "./json-rpc.ts";

export interface Problem {
  /** The status in words. */
  title: string;
  status: number;
  /** What was expected, and what was found. */
  detail: string;
  /** What to do. */
  hint: string;
  /** The device's own JSON-RPC error. */
  error?: RpcError | undefined;
}

/** An error as the device sent it. */
export const rpcErrorSchema: z.ZodType<RpcError> = z
  .object({
    code: z.int().openapi({ description: "See the error codes of the native protocol.", example: -32010 }),
    message: z.string().openapi({ example: "the bolt is jammed" }),
    data: z
      .unknown()
      .optional()
      .openapi({ example: { failure: "hardware" } }),
  })
  .openapi("DeviceError", { description: "The device's own JSON-RPC error." });

export const problemSchema: z.ZodType<Problem> = z
  .object({
    title: z.string().openapi({ description: "The status in words.", example: "Conflict" }),
    status: z.int().openapi({ description: "The HTTP status.", example: 409 }),
    detail: z.string().openapi({ description: "What was expected, and what was found." }),
    hint: z.string().openapi({ description: "What to do." }),
    error: rpcErrorSchema.optional(),
  })
  .openapi("Problem");

export const problemType = "application/problem+json";

type ProblemContent = { [problemType]: { schema: typeof problemSchema } };

/** A route's answer when something went wrong, for the OpenAPI document. */
export function problemAnswer(description: string): { description: string; content: ProblemContent } {
  return { description, content: { [problemType]: { schema: problemSchema } } };
}

const titles = {
  400: "Bad Request",
  401: "Unauthorized",
  404: "Not Found",
  405: "Method Not Allowed",
  409: "Conflict",
  411: "Length Required",
  413: "Content Too Large",
  415: "Unsupported Media Type",
  421: "Misdirected Request",
  422: "Unprocessable Content",
  429: "Too Many Requests",
  500: "Internal Server Error",
  504: "Gateway Timeout",
} as const;

export type ProblemStatus = keyof typeof titles;

export function problemOf(status: ProblemStatus, detail: string, hint: string, error?: RpcError): Problem {
  const problem = { title: titles[status], status, detail, hint };
  return error === undefined ? problem : { ...problem, error };
}

export const problemHeaders: Readonly<Record<string, string>> = { "content-type": problemType };

/** A problem as an answer outside the described routes. */
export function answerProblem(
  context: Context,
  status: ProblemStatus,
  detail: string,
  hint: string,
  headers: Record<string, string> = {},
): Response {
  return context.json(problemOf(status, detail, hint), status, { ...problemHeaders, ...headers });
}
