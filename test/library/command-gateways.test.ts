import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { describe, expect, onTestFinished, test } from "vitest";
import type { CommandOrder, HttpAnswer, HttpRequest } from "../../src/fleet/command-gateway.ts";
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

function post(url: string, changes: Partial<HttpRequest> = {}): HttpRequest {
  return {
    method: "POST",
    url,
    headers: { "Content-Type": "application/json" },
    body: '{"name":"lockDoor"}',
    ...changes,
  };
}

/** Asks, and resolves with the answer. Fails when it is told twice. */
function ask(gateway: RoutedGateway, request: HttpRequest): Promise<HttpAnswer> {
  let told = 0;
  return new Promise((resolve) => {
    gateway.request(
      () => request,
      (answer) => {
        expect(++told).toBe(1);
        resolve(answer);
      },
    );
  });
}

/** Why there was no answer. */
async function failureOf(answer: Promise<HttpAnswer>): Promise<string> {
  const told = await answer;
  return told.type === "failed" ? told.why : expect.fail(`expected no answer, found ${told.status}`);
}

describe("a request", () => {
  test("goes out as it is, and its answer comes back", async () => {
    const requests: Request[] = [];
    const url = await api((request) => {
      requests.push(request);
      request.response.writeHead(202, { "Content-Type": "text/plain" }).end("taken");
    });
    const { gateway } = gatewayOf();
    const request = post(`${url}/homes/7/lock?args=%7B%7D`, {
      method: "PATCH",
      headers: { "Content-Type": "application/json", "X-Device": "a b" },
    });
    expect(await ask(gateway, request)).toEqual({
      type: "answered",
      status: 202,
      statusText: "Accepted",
      text: "taken",
    });
    expect(requests).toHaveLength(1);
    expect(requests[0]).toMatchObject({
      method: "PATCH",
      url: "/homes/7/lock?args=%7B%7D",
      body: '{"name":"lockDoor"}',
      headers: { "content-type": "application/json", "x-device": "a b" },
    });
  });

  test("without a body has none", async () => {
    const requests: Request[] = [];
    const url = await api((request) => {
      requests.push(request);
      request.response.end();
    });
    await ask(gatewayOf().gateway, { method: "GET", url, headers: {} });
    expect(requests[0]).toMatchObject({ method: "GET", body: "" });
  });

  test.each([404, 500, 302])("that is answered %i is answered, and goes nowhere else", async (status) => {
    const seen: string[] = [];
    const url = await api(({ url: path, response }) => {
      seen.push(path);
      response.writeHead(status, { Location: "/elsewhere" }).end("sorry");
    });
    expect(await ask(gatewayOf().gateway, post(`${url}/here`))).toMatchObject({
      type: "answered",
      status,
      text: "sorry",
    });
    expect(seen).toEqual(["/here"]);
  });

  test("that cannot be made says why", async () => {
    const { gateway } = gatewayOf();
    const answer = new Promise<HttpAnswer>((resolve) => {
      gateway.request(() => {
        throw new Error("no such attribute");
      }, resolve);
    });
    expect(await failureOf(answer)).toBe("no such attribute");
  });

  test("is made when its turn has come", async () => {
    const url = await api(({ response }) => response.end());
    const { gateway } = gatewayOf();
    const made: number[] = [];
    const answers = Array.from({ length: 65 }, (_, number) => {
      return new Promise((resolve) => {
        gateway.request(() => {
          made.push(number);
          return post(url);
        }, resolve);
      });
    });
    expect(made).toHaveLength(64);
    await Promise.all(answers);
    expect(made).toEqual(Array.from({ length: 65 }, (_, number) => number));
  });

  test("to nobody says why", async () => {
    const { gateway } = gatewayOf();
    expect(await failureOf(ask(gateway, post(await deadUrl())))).toMatch(/ECONNREFUSED/);
    expect(await failureOf(ask(gateway, post("not a url")))).toMatch(/URL/);
    expect(await failureOf(ask(gateway, post("http://127.0.0.1:1/", { headers: { "bad name": "x" } })))).toMatch(
      /bad name/,
    );
  });

  test("that is not answered is given up after 30 s", async () => {
    let arrived = (): void => {};
    const there = new Promise<void>((resolve) => (arrived = resolve));
    const url = await api(() => arrived());
    const { gateway, scheduler } = gatewayOf();
    const problem = failureOf(ask(gateway, post(url)));
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
    const problem = failureOf(ask(gateway, post(url)));
    await there;
    scheduler.runUntil(later(scheduler.now, seconds(30)));
    expect(await problem).toBe("the server's API did not answer within 30 s");
  });

  test("leaves no time-out behind when it was answered", async () => {
    const url = await api(({ response }) => response.end());
    const { gateway, scheduler } = gatewayOf();
    await ask(gateway, post(url));
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
      }).then(async (url) =>
        expect(await ask(gatewayOf().gateway, post(url))).toMatchObject({ status: 200, text: "x".repeat(200) }),
      );
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
    const all = Promise.all(Array.from({ length: 200 }, () => ask(gateway, post(url))));
    await reached;
    expect(waiting).toHaveLength(64);
    while (waiting.length > 0) answerOne();
    expect((await all).filter(({ type }) => type === "answered")).toHaveLength(200);
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
    const all = Promise.all(Array.from({ length: 100 }, () => failureOf(ask(gateway, post(url)))));
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
    expect(await send(gateway)).toBe("the run is over");
    expect(await failureOf(ask(gateway, post("http://127.0.0.1:1/")))).toBe("the run is over");
  });
});

/** Sends a command by the built-in server, and resolves with the problem, or nothing. */
function send(gateway: RoutedGateway): Promise<string | undefined> {
  const order: CommandOrder = { name: "lockDoor", args: { pinCode: "1234" } };
  return new Promise((resolve) => {
    gateway.send(device, order, resolve);
  });
}

describe("a command through the built-in server", () => {
  test("is handed to it with the device's id", async () => {
    const sent: unknown[] = [];
    const { gateway } = gatewayOf((id, name, args, done) => {
      sent.push([id, name, args]);
      done("not connected");
    });
    expect(await send(gateway)).toBe("not connected");
    expect(sent).toEqual([["front door/1", "lockDoor", { pinCode: "1234" }]]);
  });

  test("in a run without one says what to do", async () => {
    expect(await send(gatewayOf().gateway)).toMatch(/no built-in server in this run; say how with `via/);
  });
});

test("what waits for a slow API is bounded, and the rest hears so", () => {
  const { gateway } = gatewayOf();
  const problems: string[] = [];
  const silent = post("http://127.0.0.1:9/");
  for (let sent = 0; sent < mostWaiting + 100; sent++)
    gateway.request(
      () => silent,
      (answer) => void problems.push(answer.type === "failed" ? answer.why : "taken"),
    );
  expect(problems).toHaveLength(100 - 64);
  expect(problems[0]).toMatch(/requests wait for the API already/);
});
