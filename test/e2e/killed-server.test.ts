/** The reference server dies under its fleet and comes back: nobody is missing, nobody is there twice, nothing is lost in silence. */
import { expect, test } from "vitest";
import { type Fleet, startFleet } from "../../src/index.ts";
import { quietLocks } from "../support/quiet-fleet.ts";
import { referenceServer } from "../support/reference-server.ts";

/** Sequence numbers of the telemetry of each device as it went over the wire. */
class Telegrams {
  readonly sent: Map<string, Set<number>> = new Map();
  /** Frames with a number that had been sent before and that do not say so. */
  readonly unmarked: string[] = [];

  readonly listen = (device: string, direction: "out" | "in" | "note", data: string | Uint8Array): void => {
    if (direction !== "out" || typeof data !== "string" || !data.includes('"telemetry.')) return;
    const { params } = JSON.parse(data) as { params: Partial<Sample> & { dup?: boolean; samples?: Sample[] } };
    let known = this.sent.get(device);
    if (known === undefined) this.sent.set(device, (known = new Set()));
    for (const { seq } of params.samples ?? [params as Sample]) {
      if (known.has(seq) && params.dup !== true) this.unmarked.push(`${device}: ${data}`);
      known.add(seq);
    }
  };
}

interface Sample {
  readonly seq: number;
}

/** Samples that the server has yet to acknowledge. */
function unacknowledged(fleet: Fleet): number {
  const { telemetry, acked } = fleet.summary().messages;
  return telemetry - acked;
}

const count = 1_000;
const soon = { within: "60s" };

test("1,000 devices outlive a SIGKILL of their server, which comes back after 5 s", async () => {
  await using first = await referenceServer(0);
  const telegrams = new Telegrams();
  await using fleet = await startFleet(
    quietLocks({
      count,
      target: `${first.webSocketUrl}/devices/{id}`,
      reconnect: { policy: "full-jitter", base: "200ms", cap: "2s" },
      telemetry: { every: "1s", ack: true },
    }),
    { trace: telegrams.listen },
  );
  await fleet.until(() => fleet.summary().messages.acked >= 2 * count, soon);
  expect(await first.get("/api/stats")).toMatchObject({ connected: count, counters: { missing: 0, duplicates: 0 } });

  // What it has not read when it dies was sent, and is lost.
  first.freeze();
  await fleet.until(() => unacknowledged(fleet) >= count, soon);
  await first.kill();
  await fleet.until(() => fleet.summary().connections.lost === count, soon);
  const lost = unacknowledged(fleet);
  await fleet.advance("5s");
  expect(fleet.summary().connections).toMatchObject({ ready: count, reconnects: 0 });

  await using second = await referenceServer(first.port);
  await fleet.until(() => fleet.summary().connections.reconnects === count, soon);
  await fleet.until(() => unacknowledged(fleet) < count / 2, soon);
  expect(fleet.devices().every(({ connected }) => connected)).toBe(true);

  // Nobody is missing, nobody is there twice.
  const page = await second.get("/api/devices?connected=true&limit=1000");
  expect(page.total).toBe(count);
  expect(new Set(page.devices.map(({ id }: { id: string }) => id)).size).toBe(count);
  const { connections, counters } = await second.get("/api/stats");
  expect(connections).toBe(count);
  expect(counters).toMatchObject({
    connections: count,
    replaced: 0,
    missing: 0,
    duplicates: 0,
    malformed: 0,
    invalid: 0,
  });

  const summary = await fleet.stop();
  // Every gap is in the summary.
  expect(summary.connections).toMatchObject({
    opened: 2 * count,
    ready: 2 * count,
    lost: count,
    reconnects: count,
    refused: 0,
    halfOpen: 0,
    closeCodes: { 1000: count, 1006: count },
  });
  expect(summary.connections.attempts).toBe(summary.connections.opened + summary.connections.failed);
  // A dying process may still take a connection before its system resets it.
  const { ECONNREFUSED: refused = 0, ECONNRESET: reset = 0 } = summary.connections.failures;
  expect(refused + reset).toBe(summary.connections.failed);
  expect(refused).toBeGreaterThan(count);
  expect(summary.recoveries).toMatchObject([{ cause: "connection lost", disturbed: count, recovered: count }]);
  expect(summary.recoveries[0]!.all).toBeGreaterThan(5_000);
  expect(summary.latency.reconnect).toMatchObject({ count });
  expect(summary.latency.reconnect.min).toBeGreaterThan(5_000);
  expect(summary.devices).toMatchObject({ peakConnected: count, connectedAtEnd: count });
  // What was not acknowledged was sent again under its number, and nothing was given up.
  expect(summary.messages).toMatchObject({ resent: lost, dropped: 0, violations: 0, unhandled: 0 });
  expect(telegrams.unmarked).toEqual([]);
  for (const [device, sent] of telegrams.sent) expect(sent.size, device).toBe(Math.max(...sent));
});

test("what a server that was only slow gets twice it knows by its number", async () => {
  await using server = await referenceServer(0);
  await using fleet = await startFleet(
    quietLocks({
      count: 50,
      target: `${server.webSocketUrl}/devices/{id}`,
      protocol: { kind: "native", acknowledgeTimeout: "1s" },
      telemetry: { every: "500ms", ack: true },
    }),
  );
  await fleet.until(() => fleet.summary().messages.acked >= 50, soon);
  server.freeze();
  await fleet.until(() => fleet.summary().messages.resent >= 50, soon);
  server.thaw();
  // A repetition is acknowledged too, which is nothing the device still waits for.
  await fleet.until(() => fleet.summary().messages.unhandled === fleet.summary().messages.resent, soon);
  const { resent } = fleet.summary().messages;
  const { counters } = await server.get("/api/stats");
  expect(counters).toMatchObject({ connections: 50, duplicates: resent, missing: 0, invalid: 0 });
  expect(fleet.summary().connections).toMatchObject({ lost: 0 });
});
