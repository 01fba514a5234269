import { Ajv2020 } from "ajv/dist/2020.js";
import { describe, expect, test } from "vitest";
import { silentLog } from "../../src/kernel/log.ts";
import { millis, seconds } from "../../src/kernel/time.ts";
import { accessBy } from "../../src/server/access.ts";
import type { HubOptions } from "../../src/server/hub.ts";
import { restApi } from "../../src/server/rest-api.ts";
import { ScriptedDevice, virtualHub } from "./scripted-device.ts";

function server(options: Omit<HubOptions, "scheduler"> = {}, token?: string) {
  const { hub, scheduler, pass } = virtualHub(options);
  const api = restApi({ hub, scheduler, access: accessBy(token), withToken: token !== undefined, log: silentLog });
  const ask = async (method: string, path: string, body?: unknown, headers: Record<string, string> = {}) => {
    const text = body === undefined ? undefined : typeof body === "string" ? body : JSON.stringify(body);
    const response = await api.request(`http://127.0.0.1:7070${path}`, {
      method,
      headers: {
        host: "127.0.0.1:7070",
        ...(text === undefined ? {} : { "content-type": "application/json" }),
        ...headers,
      },
      ...(text === undefined ? {} : { body: text }),
    });
    const type = response.headers.get("content-type") ?? "";
    // eslint-disable-next-line typescript/no-explicit-any -- tests look into bodies of many shapes
    const answer: any = type.includes("json") ? await response.json() : await response.text();
    return { status: response.status, type, headers: response.headers, answer };
  };
  return { hub, pass, ask };
}

/** Lets what was asked reach the hub. */
const turn = () => new Promise((resolve) => setImmediate(resolve));

const isProblem = (status: number) => ({
  status,
  type: "application/problem+json",
  answer: {
    status,
    title: expect.any(String),
    detail: expect.stringMatching(/^(expected|the device)/),
    hint: expect.any(String),
  },
});

describe("GET /api/devices", () => {
  test("lists devices a page at a time, in words a person can read", async () => {
    const { hub, ask } = server();
    for (const number of [1, 2, 3]) {
      ScriptedDevice.connected(hub, `lock-${number}`, { state: { version: 4, reported: { lockState: "locked" } } });
    }
    const { status, answer } = await ask("GET", "/api/devices?limit=2");
    expect(status).toBe(200);
    expect(answer).toMatchObject({ total: 3, next: "lock-2" });
    expect(answer.devices[0]).toEqual({
      id: "lock-1",
      kind: "lock",
      name: "",
      model: "",
      firmware: "",
      connected: true,
      lastSeenAt: "2026-01-15T17:00:00.000Z",
      reported: { version: 4, values: { lockState: "locked" } },
    });
    expect((await ask("GET", "/api/devices?limit=2&after=lock-2")).answer).toMatchObject({
      devices: [{ id: "lock-3" }],
    });
  });

  test("narrows to a kind and to those connected", async () => {
    const { hub, ask } = server();
    ScriptedDevice.connected(hub, "lock-1");
    ScriptedDevice.connected(hub, "bulb-1", { type: "bulb" }).leave();
    const ids = async (query: string) =>
      (await ask("GET", `/api/devices${query}`)).answer.devices.map(({ id }: { id: string }) => id);
    expect(await ids("?kind=bulb")).toEqual(["bulb-1"]);
    expect(await ids("?connected=true")).toEqual(["lock-1"]);
    expect(await ids("?connected=false")).toEqual(["bulb-1"]);
    expect(await ids("?kind=lock&connected=false")).toEqual([]);
  });

  test("refuses a query that it does not know or understand", async () => {
    const { ask } = server();
    for (const query of ["conected=true", "connected=yes", "limit=0", "limit=many", "limit=1001", "after=nobody"]) {
      expect(await ask("GET", `/api/devices?${query}`)).toMatchObject(isProblem(400));
    }
    expect((await ask("GET", "/api/devices?conected=true")).answer.detail).toContain("conected");
  });
});

describe("GET /api/devices/{id}", () => {
  test("shows everything known of a device", async () => {
    const { hub, pass, ask } = server();
    const device = ScriptedDevice.connected(hub, "lock/1 ü", { boot: 3, reason: "softwareReset", caps: ["lockDoor"] });
    device.notify("telemetry.report", { ts: 0, seq: 5, values: { rssi: -60 } });
    device.notify("event.report", { id: "e-1", ts: 1, name: "lockOperation", severity: "info", data: { a: 1 } });
    device.notify("device.bye", { reason: "shutdown" });
    pass(seconds(1));
    device.leave(1000, "bye");
    const { status, answer } = await ask("GET", `/api/devices/${encodeURIComponent("lock/1 ü")}`);
    expect(status).toBe(200);
    expect(answer).toMatchObject({
      id: "lock/1 ü",
      boot: 3,
      bootReason: "softwareReset",
      commands: ["lockDoor"],
      connected: false,
      disconnection: { at: "2026-01-15T17:00:01.000Z", code: 1000, reason: "bye", goodbye: "shutdown" },
      telemetry: { seq: 5, time: "1970-01-01T00:00:00.000Z", values: { rssi: -60 } },
      events: [{ id: "e-1", name: "lockOperation", time: "1970-01-01T00:00:00.001Z", data: { a: 1 } }],
      desired: { version: 0, values: {}, status: "none" },
      counters: { samples: 1, events: 1 },
    });
    expect(answer).not.toHaveProperty("connection");
  });

  test("answers 404 for a device that has never been here", async () => {
    const { ask } = server();
    expect(await ask("GET", "/api/devices/nobody")).toMatchObject(isProblem(404));
  });
});

describe("POST /api/devices/{id}/commands", () => {
  test("answers 200 with the device's own result, whatever it is", async () => {
    const { hub, ask } = server();
    const device = ScriptedDevice.connected(hub);
    for (const result of [{ status: "done", code: 7 }, null, [1], "ok"]) {
      const asked = ask("POST", "/api/devices/lock-1/commands", { name: "unlockDoor", args: { pinCode: "4711" } });
      await turn();
      const request = device.heard.pop();
      expect(request).toMatchObject({ method: "command.unlockDoor", params: { args: { pinCode: "4711" } } });
      device.answer(request.id, result);
      expect(await asked).toMatchObject({ status: 200, answer: result });
    }
  });

  test("answers 422 with the device's own error", async () => {
    const { hub, ask } = server();
    const device = ScriptedDevice.connected(hub);
    const asked = ask("POST", "/api/devices/lock-1/commands", { name: "lockDoor" });
    await turn();
    const error = { code: -32010, message: "the bolt is jammed", data: { failure: "hardware" } };
    device.fail(device.heard[0].id, error);
    const answered = await asked;
    expect(answered).toMatchObject(isProblem(422));
    expect(answered.answer.error).toEqual(error);
  });

  test("answers 404 for an unknown device and 409 for one that is not connected", async () => {
    const { hub, ask } = server();
    ScriptedDevice.connected(hub).leave();
    expect(await ask("POST", "/api/devices/nobody/commands", { name: "lockDoor" })).toMatchObject(isProblem(404));
    expect(await ask("POST", "/api/devices/lock-1/commands", { name: "lockDoor" })).toMatchObject(isProblem(409));
  });

  test("answers 504 when the device does not answer in time, or is lost meanwhile", async () => {
    const { hub, pass, ask } = server();
    const device = ScriptedDevice.connected(hub);
    const slow = ask("POST", "/api/devices/lock-1/commands", { name: "lockDoor", timeoutMs: 200 });
    await turn();
    expect(device.heard).toHaveLength(1);
    pass(millis(200));
    expect(await slow).toMatchObject(isProblem(504));
    const lost = ask("POST", "/api/devices/lock-1/commands", { name: "lockDoor" });
    await turn();
    device.leave();
    expect(await lost).toMatchObject(isProblem(504));
  });

  test("answers 429 when the device has too much to answer already", async () => {
    const { hub, ask } = server({ limits: { requestsInFlight: 1 } });
    ScriptedDevice.connected(hub);
    hub.command("lock-1", "lockDoor", {}, seconds(1), () => {});
    const answered = await ask("POST", "/api/devices/lock-1/commands", { name: "lockDoor" });
    expect(answered).toMatchObject(isProblem(429));
    expect(answered.headers.get("retry-after")).toBe("1");
  });

  test("answers 400 for a body that does not fit, and sends nothing", async () => {
    const { hub, ask } = server();
    const device = ScriptedDevice.connected(hub);
    const bodies = [
      "{",
      "",
      "null",
      "[]",
      {},
      { name: 5 },
      { name: "" },
      { name: "lock door" },
      { name: "x".repeat(65) },
      { name: "lockDoor", args: [1] },
      { name: "lockDoor", timeoutMs: 0 },
      { name: "lockDoor", timeoutMs: 60_001 },
      { name: "lockDoor", arguments: {} },
    ];
    for (const body of bodies) {
      expect(await ask("POST", "/api/devices/lock-1/commands", body)).toMatchObject(isProblem(400));
    }
    expect(device.heard).toEqual([]);
  });

  test("refuses bodies of another type (415), of unknown length (411) and too long ones (413)", async () => {
    const { hub, ask } = server();
    ScriptedDevice.connected(hub);
    const post = (headers: Record<string, string>) =>
      ask("POST", "/api/devices/lock-1/commands", { name: "lockDoor" }, headers);
    expect(await post({ "content-type": "text/plain" })).toMatchObject(isProblem(415));
    expect(await post({ "transfer-encoding": "chunked" })).toMatchObject(isProblem(411));
    expect(await post({ "content-length": "65537" })).toMatchObject(isProblem(413));
  });
});

describe("PATCH /api/devices/{id}/desired", () => {
  const patch = { autoRelockTime: 60 };

  test("says that the device has taken it", async () => {
    const { hub, ask } = server();
    const device = ScriptedDevice.connected(hub);
    for (const type of ["application/json", "application/merge-patch+json", "application/json; charset=utf-8"]) {
      const asked = ask("PATCH", "/api/devices/lock-1/desired", patch, { "content-type": type });
      await turn();
      const request = device.heard.pop();
      expect(request.method).toBe("state.desired");
      device.answer(request.id, { version: request.params.version, applied: true });
      expect(await asked).toMatchObject({
        status: 200,
        answer: { version: request.params.version, desired: patch, applied: true },
      });
    }
  });

  test("says that the device has not taken it, and why", async () => {
    const { hub, ask } = server();
    const device = ScriptedDevice.connected(hub);
    const asked = ask("PATCH", "/api/devices/lock-1/desired", { warp: 9 });
    await turn();
    const error = { code: -32601, message: "unknown attribute" };
    device.fail(device.heard[0].id, error);
    expect(await asked).toMatchObject({
      status: 200,
      answer: { version: 1, desired: { warp: 9 }, applied: false, error },
    });
  });

  test("does not say what it cannot know, of a device that is away or does not answer", async () => {
    const { hub, pass, ask } = server();
    const device = ScriptedDevice.connected(hub);
    const asked = ask("PATCH", "/api/devices/lock-1/desired", patch);
    await turn();
    pass(seconds(10));
    expect((await asked).answer).toEqual({ version: 1, desired: patch });
    device.leave();
    const answered = await ask("PATCH", "/api/devices/lock-1/desired", { autoRelockTime: null, soundVolume: 1 });
    expect(answered.answer).toEqual({ version: 2, desired: { soundVolume: 1 } });
  });

  test("refuses what is no object (400), an unknown device (404) and more than is kept (413)", async () => {
    const { hub, ask } = server({ limits: { values: 4 } });
    ScriptedDevice.connected(hub).leave();
    for (const body of ["{", "[]", "5", "null"]) {
      expect(await ask("PATCH", "/api/devices/lock-1/desired", body)).toMatchObject(isProblem(400));
    }
    expect(await ask("PATCH", "/api/devices/nobody/desired", patch)).toMatchObject(isProblem(404));
    const much = { a: 1, b: 2, c: 3, d: 4 };
    expect(await ask("PATCH", "/api/devices/lock-1/desired", much)).toMatchObject(isProblem(413));
    expect(hub.device("lock-1")!.desired.version).toBe(0);
  });

  test("ignores a member called __proto__", async () => {
    const { hub, ask } = server();
    ScriptedDevice.connected(hub).leave();
    const { answer } = await ask("PATCH", "/api/devices/lock-1/desired", '{"__proto__":{"polluted":1},"a":1}');
    expect(answer.desired).toEqual({ a: 1 });
    expect(({} as Record<string, unknown>)["polluted"]).toBeUndefined();
  });
});

describe("access", () => {
  const paths = ["/", "/api/devices", "/api/devices/x", "/api/stats", "/api/openapi.json", "/nowhere"];

  test("with a token, everything but the health needs it", async () => {
    const { ask } = server({}, "s3cret");
    for (const path of paths) {
      const refused = await ask("GET", path);
      expect(refused).toMatchObject(isProblem(401));
      expect(refused.headers.get("www-authenticate")).toMatch(/^Bearer/);
      expect(await ask("GET", path, undefined, { authorization: "Bearer wrong" })).toMatchObject(isProblem(401));
      expect((await ask("GET", `${path}?token=s3cret`)).status).toBe(401);
      expect((await ask("GET", path, undefined, { authorization: "Bearer s3cret" })).status).not.toBe(401);
    }
    expect(await ask("GET", "/api/health")).toMatchObject({ status: 200, answer: { status: "ok" } });
  });

  test("without one, requests under a foreign name are refused", async () => {
    const { ask } = server();
    for (const path of paths) {
      expect(await ask("GET", path, undefined, { host: "evil.example" })).toMatchObject(isProblem(421));
    }
  });
});

describe("the rest", () => {
  test("GET / says what this is, as text and as a page with links", async () => {
    const { ask } = server();
    const text = await ask("GET", "/");
    expect(text.type).toMatch(/^text\/plain/);
    expect(text.answer).toContain("ws://127.0.0.1:7070/");
    // A device that there is in any fleet with locks, as ids are by default.
    expect([...new Set(String(text.answer).match(/lock-\d+/g))]).toEqual(["lock-0001"]);
    const page = await ask("GET", "/", undefined, { accept: "text/html,*/*" });
    expect(page.type).toMatch(/^text\/html/);
    expect(page.answer).toContain('<a href="http://127.0.0.1:7070/api/devices">');
  });

  test("GET /api/stats counts all devices together", async () => {
    const { hub, ask } = server();
    ScriptedDevice.connected(hub).notify("telemetry.report", { seq: 1, values: {} });
    expect((await ask("GET", "/api/stats")).answer).toMatchObject({
      connections: 1,
      devices: 1,
      connected: 1,
      byKind: { lock: 1 },
      counters: { samples: 1 },
    });
  });

  test("paths that are none are 404, methods that are none 405 with those that are", async () => {
    const { ask } = server();
    expect(await ask("GET", "/api/device")).toMatchObject(isProblem(404));
    const refused = await ask("DELETE", "/api/devices/lock-1/desired");
    expect(refused).toMatchObject(isProblem(405));
    expect(refused.headers.get("allow")).toBe("PATCH");
  });
});

describe("GET /api/openapi.json", () => {
  test("describes every route, each with its answers", async () => {
    const { answer } = await server().ask("GET", "/api/openapi.json");
    const routes = Object.entries(answer.paths as Record<string, object>).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => `${method} ${path}`),
    );
    expect(routes.toSorted()).toEqual([
      "get /api/devices",
      "get /api/devices/{id}",
      "get /api/health",
      "get /api/openapi.json",
      "get /api/stats",
      "patch /api/devices/{id}/desired",
      "post /api/devices/{id}/commands",
    ]);
    const { responses } = answer.paths["/api/devices/{id}/commands"].post;
    expect(Object.keys(responses)).toEqual(["200", "400", "404", "409", "411", "413", "415", "422", "429", "504"]);
  });

  test("is OpenAPI 3.1: the members it must have, references that lead somewhere, schemas that are JSON Schema", async () => {
    const { answer } = await server().ask("GET", "/api/openapi.json");
    expect(answer).toMatchObject({
      openapi: "3.1.0",
      info: { title: expect.any(String), version: expect.any(String) },
    });
    for (const operation of Object.values<Record<string, Record<string, unknown>>>(answer.paths).flatMap(
      Object.values,
    )) {
      expect(operation).toMatchObject({ responses: { 200: { description: expect.any(String) } } });
    }
    for (const [, reference] of JSON.stringify(answer).matchAll(/"\$ref":"#\/([^"]+)"/g)) {
      expect(reference!.split("/").reduce((at, name) => at[name], answer)).toBeTypeOf("object");
    }
    const ajv = new Ajv2020({ strict: false });
    for (const schema of Object.values(answer.components.schemas))
      expect(ajv.validateSchema(schema as object)).toBe(true);
  });

  test("describes what the server really answers", async () => {
    const { hub, ask } = server();
    const device = ScriptedDevice.connected(hub, "lock-1", { state: { version: 1, reported: { lockState: null } } });
    device.notify("telemetry.report", { ts: 1, seq: 1, values: { rssi: 1 } });
    device.notify("event.report", { name: "x", data: {} });
    const { answer: document } = await ask("GET", "/api/openapi.json");
    const ajv = new Ajv2020({ strict: false, formats: { "date-time": true } });
    ajv.addSchema({ $id: "openapi", ...document });
    const fits = (pointer: string, value: unknown) => {
      const validate = ajv.compile({ $ref: `openapi#/components/schemas/${pointer}` });
      expect(validate(value), ajv.errorsText(validate.errors)).toBe(true);
    };
    fits("DevicePage", (await ask("GET", "/api/devices")).answer);
    fits("Device", (await ask("GET", "/api/devices/lock-1")).answer);
    device.leave();
    fits("Device", (await ask("GET", "/api/devices/lock-1")).answer);
    fits("Stats", (await ask("GET", "/api/stats")).answer);
    fits("Health", (await ask("GET", "/api/health")).answer);
    fits("Desired", (await ask("PATCH", "/api/devices/lock-1/desired", {})).answer);
    fits("Problem", (await ask("GET", "/api/devices/nobody")).answer);
  });

  test("says how to bring the token, where one is needed, and that the health needs none", async () => {
    const { answer } = await server({}, "s3cret").ask("GET", "/api/openapi.json", undefined, {
      authorization: "Bearer s3cret",
    });
    expect(answer).toMatchObject({
      security: [{ token: [] }],
      components: { securitySchemes: { token: { type: "http", scheme: "bearer" } } },
    });
    expect(answer.paths["/api/health"].get.security).toEqual([]);
  });
});
