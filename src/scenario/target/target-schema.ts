/** The server under test, and how devices connect to it. */
import { z } from "zod";
import { defaults } from "../defaults.ts";
import { protocol } from "./protocol-schema.ts";
import type { TargetInput } from "../scenario-input.ts";
import {
  choice,
  duration,
  flag,
  interval,
  line,
  list,
  mapping,
  text,
  textSuchThat,
  texts,
  whole,
  orEnvironment,
} from "../values/schema-values.ts";

const templateNames = "Template: {id}, {serial}, {kind}, {mac}, {home}, {index}.";

const url = textSuchThat("a url such as wss://hub.example.com/devices/{id}", (written) =>
  /^wss?:\/\/[^\s/?#]/.test(written),
).meta({
  description: `Where devices connect, ws: or wss:. ${templateNames}`,
  pattern: orEnvironment("^wss?://"),
  examples: ["wss://hub.example.com/devices/{id}"],
});

/** As `z.union` says of a list only that it is neither, its items are judged one by one. */
const urls = z
  .union([url, list("a list of urls", url).min(1, { error: "at least one url" })], {
    error: "a url such as wss://hub.example.com/devices/{id}, or a list of them",
  })
  .meta({
    description: "Where devices connect; over several urls they are spread, each keeps its own.",
    examples: ["wss://hub.example.com/devices/{id}", ["wss://one.example.com", "wss://two.example.com"]],
  });

const secret = text("a text").meta({ examples: ["${env.HUB_TOKEN}"] });

const auth = mapping("one of bearer, basic, query", {
  bearer: secret.optional().meta({ description: "Token of an `Authorization: Bearer` header." }),
  basic: mapping("user and password", {
    user: text("a text").meta({ description: templateNames, examples: ["{id}"] }),
    password: secret.meta({ description: "Take it from the environment: ${env.NAME}." }),
  })
    .optional()
    .meta({ description: "An `Authorization: Basic` header." }),
  query: mapping("the name and value of a query parameter", {
    name: line("the name of a query parameter").meta({ description: "Name of the parameter.", examples: ["token"] }),
    value: secret.meta({ description: "Take it from the environment: ${env.NAME}." }),
  })
    .optional()
    .meta({ description: "A parameter of the url." }),
}).meta({
  description: "Credentials of the upgrade request. Take secrets from the environment: ${env.NAME}.",
  minProperties: 1,
  maxProperties: 1,
  examples: [{ bearer: "${env.HUB_TOKEN}" }],
});

const pem = line("the path of a PEM file");

const tls = mapping("tls options such as { ca: ./ca.pem }", {
  ca: pem.optional().meta({ description: "PEM file of the authorities to trust instead of the system's." }),
  cert: pem.optional().meta({ description: "PEM file of the client certificate." }),
  key: pem.optional().meta({ description: "PEM file of the client certificate's key." }),
  serverName: line("a host name")
    .optional()
    .meta({ description: "Name to ask for and to check, when it differs from the url's host." }),
  minVersion: choice("TLSv1.2", "TLSv1.3").optional().meta({ description: "The oldest version to accept." }),
  insecure: flag
    .optional()
    .meta({ description: "Accept any certificate. For tests only.", default: defaults.insecure }),
}).meta({ description: "Paths are relative to the scenario's folder." });

const target: z.ZodType<TargetInput> = mapping("a url, or a mapping with a url", {
  url: urls,
  sourceAddresses: line("addresses of this machine such as 127.0.0.2-127.0.0.60")
    .optional()
    .meta({
      description:
        "Addresses of this machine to connect from: single ones, ranges, networks or interfaces, with commas between. Default: the system chooses.",
      examples: ["127.0.0.2-127.0.0.60", "10.0.0.0/24", "eth0"],
    }),
  protocol: protocol.optional(),
  auth: auth.optional(),
  headers: texts("headers by name")
    .optional()
    .meta({
      description: `Further headers of the upgrade request. ${templateNames}`,
      examples: [{ "X-Device": "{id}" }],
    }),
  origin: line("an origin such as https://app.example.com").optional().meta({ description: "The `Origin` header." }),
  subprotocols: list(
    "a list of subprotocols",
    textSuchThat("a subprotocol such as flotilla.v1", (written) => /^[!#$%&'*+.^_`|~\w-]+$/.test(written)),
  )
    .optional()
    .meta({ description: "Subprotocols to offer instead of the protocol's own.", examples: [["mqtt"]] }),
  requireSubprotocol: flag.optional().meta({
    description: "Fail when the server selects none of them.",
    default: defaults.requireSubprotocol,
  }),
  tls: tls.optional(),
  handshakeTimeout: interval.optional().meta({
    description: "Longest wait for the answer to the upgrade request.",
    default: defaults.handshakeTimeout,
  }),
  readyTimeout: interval.optional().meta({
    description: "Longest wait from there until the server has accepted the device.",
    default: defaults.readyTimeout,
  }),
  heartbeat: duration.optional().meta({
    description: "Time between WebSocket pings; 0s sends none.",
    default: defaults.heartbeat,
  }),
  maxPayload: whole("a number of bytes", 1_024, 1_073_741_824).optional().meta({
    description: "Largest message accepted, in bytes.",
    default: defaults.maxPayload,
  }),
  maxBuffered: whole("a number of bytes", 1_024, 1_073_741_824).optional().meta({
    description: "Most bytes waiting to be sent on one connection; above it samples are dropped and counted.",
    default: defaults.maxBuffered,
  }),
  perMessageDeflate: flag.optional().meta({
    description: "Offer compression. Costs memory per connection.",
    default: defaults.perMessageDeflate,
  }),
});

export const targetOrUrl: z.ZodType<string | TargetInput> = z
  .union([url, target], { error: "a url such as wss://hub.example.com/devices/{id}, or a mapping with a url" })
  .meta({ description: "The server under test. Default: the built-in reference server." });
