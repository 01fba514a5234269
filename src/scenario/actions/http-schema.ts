/** A request over HTTP: how a command gets to its device, or an action of its own. */
import { z } from "zod";
import { defaults } from "../defaults.ts";
import type { HttpRequestInput } from "../scenario-input.ts";
import { mapping, text, texts, textSuchThat } from "../values/schema-values.ts";

/** The keys that say which request; each has exactly one. */
export const httpMethods = ["get", "post", "put", "patch", "delete"] as const;

const url = textSuchThat("a url such as https://hub.example.com/api/devices/{id}/commands", (written) =>
  /^(https?:\/\/[^\s/?#]|\$\{)/.test(written),
);

const statusError = "a status, a number 100..599, or a list of them";
const status = z.int({ error: statusError }).min(100, { error: statusError }).max(599, { error: statusError });

const placeholders = "{id}, {serial}, {kind}, {mac}, {home}, {index} and ${...}";

/** @param body what the body is when nothing is said. */
function request(
  id: string,
  description: string,
  body: { default?: string; description: string },
): z.ZodType<HttpRequestInput> {
  return mapping("a request such as { post: https://hub.example.com/api/devices/{id}/commands }", {
    get: url.optional().meta({ description: "The url to GET; a template." }),
    post: url.optional().meta({
      description: "The url to POST to; a template.",
      examples: ["https://hub.example.com/api/devices/{id}/commands"],
    }),
    put: url.optional().meta({ description: "The url to PUT to; a template." }),
    patch: url.optional().meta({ description: "The url to PATCH; a template." }),
    delete: url.optional().meta({ description: "The url to DELETE; a template." }),
    headers: texts("headers by name")
      .optional()
      .meta({
        description: `Headers of the request: templates with ${placeholders}.`,
        examples: [{ Authorization: "Bearer ${env.HUB_TOKEN}" }],
      }),
    body: text(`a text such as '{"device":"{id}"}'`).optional().meta(body),
    expect: z
      .union([status, z.array(status, { error: statusError }).min(1, { error: statusError })], { error: statusError })
      .optional()
      .meta({
        description: "The statuses that are right; others are counted as unexpected. Default: any of 200..299.",
        examples: [202, [200, 202]],
      }),
  }).meta({ id, description, oneOf: httpMethods.map((method) => ({ required: [method] })) });
}

/** The request that asks the target's API to send a command. */
export const commandRequest: z.ZodType<HttpRequestInput> = request("commandRequest", "A request per device.", {
  description: `Template with {command}, {args} (as JSON), ${placeholders}.`,
  default: defaults.body,
});

/** A request that is a step's own action. */
export const httpRequest: z.ZodType<HttpRequestInput> = request(
  "request",
  "A request over HTTP: one for each device when it names a device or has a `select`, else one for the step.",
  { description: `Template with ${placeholders}. Default: none.` },
);
