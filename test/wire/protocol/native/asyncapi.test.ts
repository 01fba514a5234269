import { describe, expect, test } from "vitest";
import { catalog } from "../../../../devices/catalog.ts";
import { defineKind } from "../../../../src/device/kind.ts";
import { nativeAsyncApi } from "../../../../src/wire/protocol/native/asyncapi.ts";
import { closeCodes } from "../../../../src/wire/protocol/native/close-codes.ts";
import { errorCodes } from "../../../../src/wire/protocol/native/error-codes.ts";
import { FrameOracle } from "./frame-oracle.ts";

type Json = Record<string, unknown>;
type Table = Record<string, Json>;

const report = { min: "1s", max: "1h" };
const lamp = defineKind({
  name: "lamp",
  summary: "A lamp.",
  matterType: "Dimmable Light 0x0101",
  power: "mains",
  rooms: { hall: 1 },
  attributes: {
    onOff: { type: "boolean", doc: "Whether it is lit.", role: "state", report, matter: "OnOff.OnOff", writable: true },
    mode: { type: "choice", options: ["day", "night"], doc: "Its mode.", role: "state", report, matter: "ours" },
    activePower: { type: "number", unit: "W", min: 0, doc: "Power drawn.", role: "telemetry", report, matter: "ours" },
  },
  commands: {
    moveToLevel: { doc: "Dims.", args: { level: { type: "number", doc: "Level.", min: 1 } }, matter: "ours" },
    toggle: { doc: "Toggles.", args: {}, matter: "OnOff.Toggle" },
  },
  events: {
    burntOut: {
      doc: "It is broken.",
      severity: "error",
      data: { hours: { type: "number", doc: "Hours it was lit." } },
      matter: "ours",
    },
  },
  settings: { fade: { type: "number", doc: "Seconds.", default: 1 } },
  faults: {},
  acts: {},
  wakes: [],
  signals: {},
  start: () => ({}),
  step: () => {},
});
const fan = defineKind({
  ...lamp,
  name: "fan",
  attributes: {
    mode: { type: "number", min: 0, max: 3, doc: "Its speed.", role: "state", report, matter: "ours" },
  },
  commands: { toggle: { doc: "Toggles.", args: {}, matter: "OnOff.Toggle" } },
  events: {},
});

const document = nativeAsyncApi([lamp, fan]) as Json;
const components = document["components"] as Record<string, Table>;

/** Follows a local reference. */
function resolve(reference: string): unknown {
  let place: unknown = document;
  for (const step of reference.replace(/^#\//, "").split("/")) place = (place as Json | undefined)?.[step];
  return place;
}

function referencesIn(value: unknown): readonly string[] {
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, entry]) =>
    key === "$ref" && typeof entry === "string" ? [entry] : referencesIn(entry),
  );
}

describe("the document has the structure of AsyncAPI 3.0", () => {
  test("version, info and only the fields of the root object", () => {
    expect(document["asyncapi"]).toBe("3.0.0");
    expect(document["info"]).toMatchObject({ title: expect.any(String), version: "1.0.0" });
    const fields = ["asyncapi", "info", "defaultContentType", "servers", "channels", "operations", "components"];
    expect(Object.keys(document)).toEqual(fields);
  });

  test("it is plain JSON, the same each time", () => {
    expect(JSON.parse(JSON.stringify(document))).toEqual(document);
    expect(nativeAsyncApi([lamp, fan])).toEqual(document);
  });

  test("every reference leads somewhere", () => {
    const references = referencesIn(document);
    expect(references.length).toBeGreaterThan(50);
    expect(references.filter((reference) => resolve(reference) === undefined)).toEqual([]);
  });

  test("servers have host, protocol and known security schemes", () => {
    for (const server of Object.values(document["servers"] as Table)) {
      expect(server).toMatchObject({ host: expect.stringMatching(/^[^/]+$/) as string, protocol: "wss" });
      for (const { $ref } of server["security"] as { $ref: string }[]) expect(resolve($ref)).toHaveProperty("type");
    }
    const types = Object.values(components["securitySchemes"]!).map(({ type }) => type);
    expect(types).toEqual(["http", "http", "httpApiKey", "X509"]);
  });

  test("the channel lists every message, by reference to the components", () => {
    const { device } = document["channels"] as Table;
    expect(device!["address"]).toBeNull();
    expect(Object.keys(device!["messages"] as Json)).toEqual(Object.keys(components["messages"]!));
    for (const [name, message] of Object.entries(device!["messages"] as Record<string, { $ref: string }>)) {
      expect(message).toEqual({ $ref: `#/components/messages/${name}` });
    }
    expect(device!["bindings"]).toHaveProperty("ws.bindingVersion");
  });

  test("messages have a payload, an example and the id as correlation; names are what AsyncAPI allows", () => {
    for (const [name, message] of Object.entries(components["messages"]!)) {
      expect(name).toMatch(/^[a-zA-Z0-9._-]+$/);
      expect(message).toMatchObject({ name, contentType: "application/json", payload: { type: "object" } });
      expect(resolve((message["correlationId"] as { $ref: string }).$ref)).toHaveProperty(
        "location",
        "$message.payload#/id",
      );
    }
  });

  test("operations send or receive messages of the channel, and so do their replies", () => {
    for (const [name, operation] of Object.entries(document["operations"] as Table)) {
      expect(["send", "receive"], name).toContain(operation["action"]);
      const reply = (operation["reply"] ?? { channel: operation["channel"], messages: [] }) as Json;
      for (const part of [operation, reply]) {
        expect(part["channel"]).toEqual({ $ref: "#/channels/device" });
        for (const { $ref } of part["messages"] as { $ref: string }[]) {
          expect($ref).toMatch(/^#\/channels\/device\/messages\//);
          expect(resolve($ref)).toBeDefined();
        }
      }
    }
  });

  test("every message is part of an operation", () => {
    const used = new Set(referencesIn(document["operations"]).map((reference) => reference.split("/").at(-1)));
    expect(Object.keys(components["messages"]!).filter((name) => !used.has(name))).toEqual([]);
  });

  test("every close code and error code is explained", () => {
    const { description } = document["info"] as { description: string };
    for (const { code, meaning } of closeCodes) expect(description).toContain(`- ${code}: ${meaning}`);
    for (const { code, meaning } of errorCodes) expect(description).toMatch(new RegExp(`- ${code} .*: ${meaning}`));
  });
});

describe("the schemas", () => {
  const oracle = new FrameOracle([lamp, fan]);

  test("take every example", () => {
    // Attributes of the examples belong to kinds that are not in this document.
    const open = new FrameOracle();
    for (const [name, { examples }] of Object.entries(components["messages"]!)) {
      for (const { payload } of (examples ?? []) as { payload: unknown }[]) {
        expect(open.check(name, payload), name).toEqual([]);
      }
    }
  });

  const state = (patch: Json): Json => ({
    jsonrpc: "2.0",
    method: "state.report",
    params: { version: 1, patch, cause: "human", ts: 1 },
  });

  test("know the attributes of the kinds, where kinds differ each in its own way", () => {
    expect(oracle.check("state", state({ onOff: true, mode: "day" }))).toEqual([]);
    expect(oracle.check("state", state({ mode: 2 }))).toEqual([]);
    expect(oracle.check("state", state({ rebootCount: 4 }))).toEqual([]);
    expect(oracle.check("state", state({ onOff: "yes" }))).not.toEqual([]);
    expect(oracle.check("state", state({ mode: "dusk" }))).not.toEqual([]);
    expect(oracle.check("state", state({ mode: 4 }))).not.toEqual([]);
    expect(oracle.check("state", state({ list: [] }))).not.toEqual([]);
  });

  test("know events by name", () => {
    const event = (name: string, severity: string, data: Json): Json => ({
      jsonrpc: "2.0",
      method: "event.report",
      params: { id: "e-1", ts: 1, name, severity, data },
    });
    expect(oracle.check("event", event("burntOut", "error", { hours: 3 }))).toEqual([]);
    expect(oracle.check("event", event("other", "info", { hours: "x" }))).toEqual([]);
    expect(oracle.check("event", event("burntOut", "info", { hours: 3 }))).not.toEqual([]);
    expect(oracle.check("event", event("burntOut", "error", { hours: "x" }))).not.toEqual([]);
    expect(oracle.check("event", event("burntOut", "error", {}))).not.toEqual([]);
  });

  test("know commands and their arguments", () => {
    const command = (params?: Json): Json => ({ jsonrpc: "2.0", id: 1, method: "command.moveToLevel", ...params });
    expect(oracle.check("command.moveToLevel", command({ params: { args: { level: 3 } } }))).toEqual([]);
    expect(oracle.check("command.moveToLevel", command({ params: { args: { level: 0 } } }))).not.toEqual([]);
    expect(oracle.check("command.moveToLevel", command({ params: {} }))).not.toEqual([]);
    expect(oracle.check("command.moveToLevel", command())).not.toEqual([]);
    expect(oracle.check("command.toggle", { jsonrpc: "2.0", id: 1, method: "command.toggle" })).toEqual([]);
  });
});

test("the document of the shipped kinds has their commands, and its schemas compile", () => {
  const shipped = nativeAsyncApi(catalog) as { components: { messages: Table; schemas: Table } };
  const commands = catalog.flatMap((kind) => Object.keys(kind.commands as Json).map((name) => `command.${name}`));
  expect(commands.length).toBeGreaterThan(5);
  expect(Object.keys(shipped.components.messages)).toEqual(expect.arrayContaining(commands));
  expect(shipped.components.schemas["stateValues"]).toHaveProperty("properties.lockState");
  expect(new FrameOracle(catalog).messageFor("command.lockDoor")).toBe("command.lockDoor");
});

describe("the oracle that judges sent frames", () => {
  const oracle = new FrameOracle();
  const methods = new Map([[7, ["state.get"]]]);
  const telemetry = { jsonrpc: "2.0", method: "telemetry.report", params: { ts: 1, seq: 1, values: {} } };

  test("takes what the document allows", () => {
    expect(oracle.faultsOf(telemetry, methods)).toEqual([]);
    expect(oracle.faultsOf({ jsonrpc: "2.0", id: 7, result: { version: 1, reported: {} } }, methods)).toEqual([]);
  });

  test.each([
    ["a member that is not documented", { ...telemetry, more: 1 }],
    ["a parameter that is not documented", { ...telemetry, params: { ...telemetry.params, more: 1 } }],
    ["a missing parameter", { ...telemetry, params: { ts: 1, values: {} } }],
    ["a method that is not documented", { ...telemetry, method: "telemetry.send" }],
    ["a value that is no scalar", { ...telemetry, params: { ts: 1, seq: 1, values: { a: [] } } }],
    ["the answer to another request", { jsonrpc: "2.0", id: 7, result: { status: "done" } }],
    ["a result nobody asked for", { jsonrpc: "2.0", id: 8, result: {} }],
    [
      "an error code that is not documented",
      { jsonrpc: "2.0", id: 7, error: { code: 5, message: "", data: { failure: "busy" } } },
    ],
    ["a fault in one answer of a batch", [{ jsonrpc: "2.0", id: 8, result: {} }]],
  ])("finds %s", (_name, frame) => {
    expect(oracle.faultsOf(frame, methods)).not.toEqual([]);
  });
});
