import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { describe, expect, onTestFinished, test } from "vitest";
import type { CommandAction } from "../../src/fleet/command-gateway.ts";
import { VirtualClock } from "../../src/kernel/clock.ts";
import { Scheduler } from "../../src/kernel/scheduler.ts";
import { instant, later, seconds } from "../../src/kernel/time.ts";
import { mostWaiting, RoutedGateway, type ServerCommand } from "../../src/library/command-gateways.ts";
import { testIdentity } from "../support/test-identity.ts";

const device = { ...testIdentity("lock"), id: "front door/1", home: 7 };

interface Request {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingMessage["headers"];
  readonly body: string;
  readonly response: ServerResponse;
}

/** A target's API that hands every request to the test. */
async function api(onRequest: (request: Request) => void): Promise<string> {
  const server = createServer((message, response) => {
    let body = "";
    message.setEncoding("utf8");
    message.on("data", (text: string) => (body += text));
    message.on("end", () => {
      onRequest({ method: message.method!, url: message.url!, headers: message.headers, body, response });
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** Where nobody listens any more. */
async function deadUrl(): Promise<string> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return `http://127.0.0.1:${port}/`;
}

function gatewayOf(server?: ServerCommand): { readonly gateway: RoutedGateway; readonly scheduler: Scheduler } {
  const scheduler = new Scheduler(new VirtualClock(instant(0)));
  const gateway = new RoutedGateway(server, scheduler);
  onTestFinished(() => gateway.close());
  return { gateway, scheduler };
}

function post(url: string, changes: Partial<Extract<CommandAction["via"], { type: "http" }>> = {}): CommandAction {
  const via = {
    type: "http",
    method: "POST",
    url,
    headers: { "Content-Type": "application/json" },
    body: '{"name":"{command}","args":{args}}',
    ...changes,
  } as const;
  return { type: "command", name: "lockDoor", args: { pinCode: "12&34" }, via };
}

/** Sends, and resolves with the problem, or nothing. Fails when it is told twice. */
function send(gateway: RoutedGateway, action: CommandAction): Promise<string | undefined> {
  let told = 0;
  return new Promise((resolve) => {
    gateway.send(device, action, (problem) => {
      expect(++told).toBe(1);
      resolve(problem);
    });
  });
}

describe("a command by HTTP", () => {
  test("is the request that the step says, filled in for the device", async () => {
    const requests: Request[] = [];
    const url = await api((request) => {
      requests.push(request);
      request.response.end("{}");
    });
    const { gateway } = gatewayOf();
    const action = post(`${url}/homes/{home}/devices/{id}/{command}?args={args}`, {
      method: "PATCH",
      headers: { "Content-Type": "application/json", "X-Device": "{serial} {command}" },
    });
    expect(await send(gateway, action)).toBeUndefined();
    expect(requests).toHaveLength(1);
    expect(requests[0]).toMatchObject({
      method: "PATCH",
      url: "/homes/7/devices/front%20door%2F1/lockDoor?args=%7B%22pinCode%22%3A%2212%2634%22%7D",
      body: '{"name":"lockDoor","args":{"pinCode":"12&34"}}',
      headers: { "content-type": "application/json", "x-device": `${device.serial} lockDoor` },
    });
  });

  test.each([
    [404, "the server's API answered 404 Not Found"],
    [500, "the server's API answered 500 Internal Server Error"],
    [302, "the server's API answered 302 Found"],
  ])("that is answered %i was not taken", async (status, problem) => {
    const seen: string[] = [];
    const url = await api(({ url: path, response }) => {
      seen.push(path);
      response.writeHead(status, { Location: "/elsewhere" }).end("sorry");
    });
    expect(await send(gatewayOf().gateway, post(`${url}/here`))).toBe(problem);
    expect(seen).toEqual(["/here"]);
  });

  test("to nobody says why", async () => {
    const { gateway } = gatewayOf();
    expect(await send(gateway, post(await deadUrl()))).toMatch(/ECONNREFUSED/);
    expect(await send(gateway, post("not a url"))).toMatch(/URL/);
    expect(await send(gateway, post("http://127.0.0.1:1/", { headers: { "bad name": "x" } }))).toMatch(/bad name/);
  });

  test("that is not answered is given up after 30 s", async () => {
    let arrived = (): void => {};
    const there = new Promise<void>((resolve) => (arrived = resolve));
    const url = await api(() => arrived());
    const { gateway, scheduler } = gatewayOf();
    const problem = send(gateway, post(url));
    await there;
    scheduler.runUntil(later(scheduler.now, seconds(30)));
    expect(await problem).toBe("the server's API did not answer within 30 s");
  });

  test("whose answer never ends is given up after 30 s too", async () => {
    let arrived = (): void => {};
    const there = new Promise<void>((resolve) => (arrived = resolve));
    const url = await api(({ response }) => {
      response.writeHead(200).write("and so on");
      arrived();
    });
    const { gateway, scheduler } = gatewayOf();
    const problem = send(gateway, post(url));
    await there;
    scheduler.runUntil(later(scheduler.now, seconds(30)));
    expect(await problem).toBe("the server's API did not answer within 30 s");
  });

  test("leaves no time-out behind when it was answered", async () => {
    const url = await api(({ response }) => response.end());
    const { gateway, scheduler } = gatewayOf();
    await send(gateway, post(url));
    expect(scheduler.size).toBe(0);
  });

  test("reads no more of an endless answer than it may", async () => {
    const cut = new Promise<boolean>((resolve) => {
      void api(({ response }) => {
        const more = (): void => {
          while (!response.destroyed && response.write("x".repeat(16_384)));
        };
        response
          .writeHead(200)
          .on("drain", more)
          .on("close", () => resolve(response.writableFinished));
        more();
      }).then(async (url) => expect(await send(gatewayOf().gateway, post(url))).toBeUndefined());
    });
    expect(await cut).toBe(false);
  });

  test("waits its turn when 64 are under way, and all of them are sent", async () => {
    const waiting: ServerResponse[] = [];
    let most = 0;
    let served = 0;
    let full = (): void => {};
    const reached = new Promise<void>((resolve) => (full = resolve));
    const url = await api(({ response }) => {
      waiting.push(response);
      most = Math.max(most, waiting.length);
      if (waiting.length === 64 || served > 0) full();
      if (served > 0) answerOne();
    });
    const answerOne = (): void => {
      served++;
      waiting.shift()?.end();
    };
    const { gateway } = gatewayOf();
    const all = Promise.all(Array.from({ length: 200 }, () => send(gateway, post(url))));
    await reached;
    expect(waiting).toHaveLength(64);
    while (waiting.length > 0) answerOne();
    expect(await all).toEqual(Array.from({ length: 200 }));
    expect(most).toBe(64);
    expect(served).toBe(200);
  });
});

describe("closing", () => {
  test("gives up what is under way and what waits, once each", async () => {
    let count = 0;
    let full = (): void => {};
    const reached = new Promise<void>((resolve) => (full = resolve));
    const url = await api(() => {
      if (++count === 64) full();
    });
    const { gateway, scheduler } = gatewayOf();
    const all = Promise.all(Array.from({ length: 100 }, () => send(gateway, post(url))));
    await reached;
    gateway.close();
    gateway.close();
    expect(new Set(await all)).toEqual(new Set(["the run is over"]));
    expect(count).toBe(64);
    expect(scheduler.size).toBe(0);
  });

  test("lets nothing more through", async () => {
    const { gateway } = gatewayOf(() => expect.fail("expected nothing to be sent"));
    gateway.close();
    expect(await send(gateway, { ...post(""), via: { type: "server" } })).toBe("the run is over");
    expect(await send(gateway, post("http://127.0.0.1:1/"))).toBe("the run is over");
  });
});

describe("a command through the built-in server", () => {
  const action: CommandAction = { ...post(""), via: { type: "server" } };

  test("is handed to it with the device's id", async () => {
    const sent: unknown[] = [];
    const { gateway } = gatewayOf((id, name, args, done) => {
      sent.push([id, name, args]);
      done("not connected");
    });
    expect(await send(gateway, action)).toBe("not connected");
    expect(sent).toEqual([["front door/1", "lockDoor", { pinCode: "12&34" }]]);
  });

  test("in a run without one says what to do", async () => {
    expect(await send(gatewayOf().gateway, action)).toMatch(/no built-in server in this run; say how with `via/);
  });
});

test("what waits for a slow API is bounded, and the rest hears so", () => {
  const { gateway } = gatewayOf();
  const problems: string[] = [];
  const silent = post("http://127.0.0.1:9/");
  for (let sent = 0; sent < mostWaiting + 100; sent++)
    gateway.send(device, silent, (problem) => void problems.push(problem ?? "taken"));
  expect(problems).toHaveLength(100 - 64);
  expect(problems[0]).toMatch(/commands wait for the API already/);
});
