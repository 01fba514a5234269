/** Servers that answer the upgrade request with another status than 101. */
import { describe, expect, test } from "vitest";
import { startFleet } from "../../src/index.ts";
import { disposeAll } from "../support/dispose-all.ts";
import { foreignServer, type Refusal } from "../support/foreign-server.ts";
import { speakJsonRpc } from "../support/json-rpc-hub.ts";
import { quietLocks, Records } from "../support/quiet-fleet.ts";

const soon = { within: "20s" };

describe("for good", () => {
  test.each([
    [401, "unauthorized (HTTP 401)"],
    [403, "forbidden (HTTP 403)"],
  ])("%i stops each device after one attempt", async (status, why) => {
    await using server = await foreignServer({ refuse: () => ({ status }) });
    const records = new Records();
    await using fleet = await startFleet(quietLocks({ count: 3, target: server.url }), { outputs: [records] });
    await fleet.until(() => records.stopped.length === 3, soon);
    expect(records.stopped).toEqual([why, why, why]);
    const summary = await fleet.stop();
    expect(summary.connections).toMatchObject({
      attempts: 3,
      refused: 3,
      opened: 0,
      failed: 0,
      refusals: { [status]: 3 },
      failures: {},
      closeCodes: {},
    });
    expect(server.requests).toHaveLength(3);
    expect(summary.reasons.join()).toContain(`HTTP ${status} 3 times`);
  });
});

describe("for now", () => {
  /** A server that gives the first requests these answers and lets the next in. */
  async function refusing(refusals: readonly Refusal[]) {
    const server = await foreignServer({
      refuse: (earlier) => refusals[earlier],
      onVisitor: (visitor) => void speakJsonRpc(visitor),
    });
    const fleet = await startFleet(quietLocks({ target: server.url, reconnect: { policy: "fixed", delay: "10ms" } }));
    return { fleet, server, [Symbol.asyncDispose]: () => disposeAll(fleet, server) };
  }

  test("404, 429, 500, 502 and 503 are tried again until the server lets the device in, each counted", async () => {
    await using rig = await refusing([404, 404, 429, 500, 502, 503].map((status) => ({ status })));
    await rig.fleet.until(() => rig.fleet.summary().connections.ready === 1, soon);
    expect(rig.fleet.summary().connections).toMatchObject({
      attempts: 7,
      refused: 6,
      opened: 1,
      failed: 0,
      refusals: { 404: 2, 429: 1, 500: 1, 502: 1, 503: 1 },
    });
  });

  test.each([
    ["seconds", 429, { "retry-after": "1" }],
    ["seconds", 503, { "retry-after": "1" }],
    ["a date", 429, { date: "Thu, 15 Jan 2026 16:00:00 GMT", "retry-after": "Thu, 15 Jan 2026 16:00:01 GMT" }],
  ])("Retry-After in %s with %i is waited for, whatever the back-off says", async (_form, status, headers) => {
    await using rig = await refusing([{ status, headers }]);
    await rig.fleet.until(() => rig.fleet.summary().connections.ready === 1, soon);
    const [first, second] = rig.server.requests;
    expect(second!.at - first!.at).toBeGreaterThanOrEqual(1_000);
    expect(rig.server.requests).toHaveLength(2);
  });

  test("a Retry-After that says nothing leaves it to the back-off", async () => {
    const values = ["soon", "-5", "Thu, 15 Foo 2026 16:00:01 GMT", ""];
    await using rig = await refusing(values.map((value) => ({ status: 429, headers: { "retry-after": value } })));
    await rig.fleet.until(() => rig.fleet.summary().connections.ready === 1, soon);
    expect(rig.fleet.summary().connections).toMatchObject({ refused: 4, refusals: { 429: 4 } });
  });

  test("a device gives up when its attempts are used up", async () => {
    await using server = await foreignServer({ refuse: () => ({ status: 503 }) });
    const records = new Records();
    const reconnect = { policy: "fixed" as const, delay: "10ms", attempts: 3 };
    await using fleet = await startFleet(quietLocks({ target: server.url, reconnect }), { outputs: [records] });
    await fleet.until(() => records.stopped.length === 1, soon);
    expect(records.stopped).toEqual(["gave up after 3 attempts"]);
    expect(fleet.summary().connections).toMatchObject({ attempts: 3, refused: 3, refusals: { 503: 3 } });
  });
});
