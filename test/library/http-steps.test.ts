import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { describe, expect, onTestFinished, test } from "vitest";
import type { RunOutput, Summary } from "../../src/fleet/run-events.ts";
import { RealClock } from "../../src/kernel/real-clock.ts";
import { Scheduler } from "../../src/kernel/scheduler.ts";
import { instant } from "../../src/kernel/time.ts";
import { startFleet } from "../../src/library/start-fleet.ts";
import type { ScenarioInput, StepInput } from "../../src/scenario/scenario-input.ts";
import { startServer } from "../../src/server/http-server.ts";
import { Hub } from "../../src/server/hub.ts";
import { quietLocks } from "../support/quiet-fleet.ts";

/** The reference server on a socket of its own, as a target with an API. */
async function target(): Promise<{ readonly url: string; readonly wsUrl: string }> {
  const scheduler = new Scheduler(new RealClock(instant(0), 1));
  const server = await startServer({ host: "127.0.0.1", port: 0, hub: new Hub({ scheduler }), scheduler });
  onTestFinished(async () => {
    await server.close();
    scheduler.stop();
  });
  return server;
}

/** Somebody else's service, which answers every request with this status. Returns its url and what it was asked. */
async function service(status: number): Promise<{ readonly url: string; readonly asked: string[] }> {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    asked.push(`${request.method} ${request.url}`);
    response.writeHead(status).end("so it is");
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, asked };
}

/** Two locks at twenty times the speed, and what the summary and the notices say once `enough`. */
async function played(
  timeline: readonly StepInput[],
  wsUrl: string,
  enough: (summary: Summary) => boolean,
): Promise<{ readonly summary: Summary; readonly warnings: readonly string[] }> {
  const warnings: string[] = [];
  const output: RunOutput = {
    noticed: ({ level, text }) => void (level === "warning" && warnings.push(text)),
  };
  const scenario: ScenarioInput = {
    ...quietLocks({ count: 2, speed: 20, target: { url: `${wsUrl}/devices/{id}` } }),
    timeline,
  };
  await using fleet = await startFleet(scenario, { outputs: [output] });
  await fleet.until(() => enough(fleet.summary()), { within: "20s" });
  return { summary: fleet.summary(), warnings };
}

describe("a command through the target's own API", () => {
  test("is measured from the request to the device, and on to the state it causes", async () => {
    const { url, wsUrl } = await target();
    const http = {
      post: `${url}/api/devices/{id}/commands`,
      body: '{"name":"{command}","args":{args}}',
      expect: 200,
    };
    const { summary, warnings } = await played(
      [{ when: "run.ready == 2", command: "unlockDoor", via: { http } }],
      wsUrl.replace(/\/devices.*$/, ""),
      ({ latency, http: { answered } }) => latency.commandEffect.count === 2 && answered === 2,
    );
    expect(warnings).toEqual([]);
    expect(summary.commands).toMatchObject({ sent: 2, received: 2, answered: 2, lost: 0 });
    expect(summary.http).toEqual({ sent: 2, answered: 2, unexpected: 0, failed: 0 });
    const { commandDelivery, commandEffect, httpRequest } = summary.latency;
    expect([commandDelivery.count, commandEffect.count, httpRequest.count]).toEqual([2, 2, 2]);
    // A bolt takes a while, even at this speed; the request takes both ways.
    expect(commandEffect.min).toBeGreaterThan(commandDelivery.min);
    expect(httpRequest.min).toBeGreaterThan(commandDelivery.min);
    expect(commandDelivery.min).toBeGreaterThan(0);
  });

  test("that the API refuses is lost, and told with what it said", async () => {
    const { wsUrl } = await target();
    const { url, asked } = await service(503);
    const { summary, warnings } = await played(
      [
        {
          when: "run.ready == 2",
          name: "ask",
          command: "unlockDoor",
          via: { http: { post: `${url}/{id}`, expect: 202 } },
        },
      ],
      wsUrl.replace(/\/devices.*$/, ""),
      ({ http }) => http.unexpected === 2,
    );
    expect(asked.toSorted()).toEqual(["POST /lock-0001", "POST /lock-0002"]);
    expect(warnings).toEqual([
      expect.stringMatching(
        /^ask: the server's API answered 503 Service Unavailable, expected 202: so it is \(lock-000\d, perhaps others\)$/,
      ),
    ]);
    expect(summary.commands).toMatchObject({ sent: 2, received: 0, lost: 2 });
    expect(summary.latency.commandDelivery.count).toBe(0);
    expect(summary.latency.httpRequest.count).toBe(2);
  });
});

test("a request to anybody is made with what it names, and counts by its answer", async () => {
  const { wsUrl } = await target();
  const { url, asked } = await service(201);
  const { summary } = await played(
    [
      {
        when: "run.ready == 2",
        name: "each",
        http: { put: `${url}/\${device.serial}`, body: "{}", expect: [200, 201] },
      },
      { when: "run.ready == 2", name: "once", http: { get: `${url}/all?ready=\${run.ready}` } },
      { when: "run.ready == 2", name: "odd", http: { delete: `${url}/all`, expect: 204 } },
    ],
    wsUrl.replace(/\/devices.*$/, ""),
    ({ http }) => http.answered + http.unexpected === 4,
  );
  expect(asked.filter((line) => line.startsWith("PUT"))).toHaveLength(2);
  expect(asked).toContain("GET /all?ready=2");
  expect(asked).toContain("DELETE /all");
  expect(summary.http).toEqual({ sent: 4, answered: 3, unexpected: 1, failed: 0 });
});
