import { describe, expect, test } from "vitest";
import { catalog } from "../../devices/catalog.ts";
import type { Summary } from "../../src/fleet/run-events.ts";
import { assemble } from "../../src/library/assemble.ts";
import { forecastPlan, type ForecastOptions } from "../../src/library/forecast-plan.ts";
import { days } from "../../src/kernel/time.ts";
import type { Forecast } from "../../src/report/forecast/forecast.ts";
import { compileScenario } from "../../src/scenario/compile-scenario.ts";
import type { Plan } from "../../src/scenario/plan.ts";
import { formatProblem } from "../../src/scenario/problems/problem.ts";

function planOf(text: string): Plan {
  const result = compileScenario(`flotilla: 1\n${text}\n`, { file: "my.yaml", env: {}, kinds: catalog });
  if (!result.ok) throw new Error(result.problems.map(formatProblem).join("\n"));
  return result.plan;
}

const surroundings = { kinds: catalog, folder: "." };

function forecast(plan: Plan | string, more: Partial<ForecastOptions> = {}): Promise<Forecast> {
  return forecastPlan(typeof plan === "string" ? planOf(plan) : plan, { ...surroundings, ...more });
}

async function ran(plan: Plan): Promise<Summary> {
  const assembly = await assemble(plan, { ...surroundings, virtual: true, outputs: [] });
  try {
    assembly.run.begin();
    await assembly.run.advance(days(1), () => assembly.run.over);
    return await assembly.run.ended;
  } finally {
    await assembly.close();
  }
}

const homes = `
homes: 40
fleet:
  - { kind: lock }
  - { kind: bulb, perHome: { uniform: [1, 4] }, telemetry: { every: 10s } }
load: [{ ramp: 100%, over: 1m }, { hold: 3m }, { ramp: 0%, over: 1m }]
timeline: [{ at: 2m, disconnect: abrupt, for: 5s, select: { share: 50% of homes } }]
`;

describe("a forecast", () => {
  test("is what a run in virtual time counts", async () => {
    const { all, byKind, measured } = await forecast(homes);
    const { connections, messages, devices } = await ran(planOf(homes));
    expect(measured).toMatchObject({ devices: devices.planned, homes: 40, seconds: 300, complete: true });
    expect(all.connects.total).toBe(connections.opened);
    expect(all.messagesIn.total).toBe(messages.received);
    // The last goodbyes are said when the run is over.
    expect(all.bytesOut.total).toBeLessThanOrEqual(messages.bytesSent);
    expect(all.bytesOut.total).toBeGreaterThan(0.98 * messages.bytesSent);
    expect(all.bytesIn.total).toBeLessThanOrEqual(messages.bytesReceived);
    expect(all.connected.peak).toBe(devices.planned);
    expect(byKind["lock"]!.connects.total + byKind["bulb"]!.connects.total).toBe(all.connects.total);
  });

  test("is the same every time", async () => {
    expect(await forecast(homes)).toEqual(await forecast(homes));
  });

  test("is plain JSON, with a value for each interval", async () => {
    const found = await forecast(homes);
    expect(JSON.parse(JSON.stringify(found))).toEqual(found);
    expect(found.intervalSeconds).toBe(1);
    for (const { connected, ...rest } of [found.all, ...Object.values(found.byKind)]) {
      expect(connected.series).toHaveLength(300);
      for (const rate of [rest.connects, rest.messagesOut, rest.bytesIn]) expect(rate.series).toHaveLength(300);
    }
  });

  test("of a sample is about that of the whole fleet", async () => {
    const text = homes.replace("homes: 40", "homes: 300");
    const whole = await forecast(text);
    const sampled = await forecast(text, { mostDevices: 250 });
    expect(sampled.measured.devices).toBeGreaterThanOrEqual(250);
    expect(sampled.measured.devices).toBeLessThan(260);
    expect(sampled.all.devices).toBe(whole.all.devices);
    for (const kind of ["lock", "bulb"]) {
      const [one, other] = [sampled.byKind[kind]!, whole.byKind[kind]!];
      expect(one.connected.peak).toBe(other.connected.peak);
      expect(one.messagesOut.total / other.messagesOut.total).toBeCloseTo(1, 0);
      expect(Math.abs(one.messagesOut.total / other.messagesOut.total - 1)).toBeLessThan(0.15);
      expect(Math.abs(one.bytesOut.mean / other.bytesOut.mean - 1)).toBeLessThan(0.15);
    }
  });

  test("of a sample says what a sample cannot know", async () => {
    const step = "{ at: 2m, reboot: true, select: { count: 3 } }";
    const text = homes.replace("homes: 40", "homes: 300").replace(/timeline: .*/, `timeline: [${step}]`);
    const { remarks } = await forecast(text, { mostDevices: 50 });
    expect(remarks).toContainEqual(
      expect.stringMatching(/^steps for single devices or homes, such as reboot, may miss/),
    );
    expect((await forecast(text)).remarks).toEqual([expect.stringMatching(/^bytes are/)]);
  });

  test("of a sample has no outages: an area in the dark, scaled, would be the whole fleet", async () => {
    const day = `${homes.replace("hold: 3m", "hold: 2d")}world: { outages: typical }\n`;
    const whole = await forecast(day, { mostEntries: 400_000 });
    const sample = await forecast(day, { mostDevices: 40, mostEntries: 400_000 });
    expect(whole.remarks.join()).not.toContain("outages");
    expect(sample.remarks.join()).toContain("a sample has no outages");
    // All connect, and half of them once more after the step: nobody besides.
    expect(sample.all.connects.total).toBeLessThan(1.8 * sample.devices);
  });

  test("of one huge home is of a smaller fleet of the same proportions", async () => {
    const text = "homes: 1\nfleet: [{ kind: lock, count: 3000 }, { kind: bulb, count: 1000 }]\nload: [{ hold: 20s }]";
    const { measured, byKind } = await forecast(text, { mostDevices: 100 });
    expect(measured).toMatchObject({ devices: 100, homes: 1 });
    expect(byKind["lock"]).toMatchObject({ devices: 3_000, measuredDevices: 75, connects: { total: 3_000 } });
    expect(byKind["bulb"]).toMatchObject({ devices: 1_000, measuredDevices: 25, connects: { total: 1_000 } });
  });

  test("stops when it has been work enough, and says how far it got", async () => {
    const { measured, warnings, all } = await forecast(homes, { mostEntries: 5_000 });
    expect(measured.complete).toBe(false);
    expect(measured.seconds).toBeGreaterThan(10);
    expect(measured.seconds).toBeLessThan(300);
    expect(all.messagesOut.series).toHaveLength(Math.ceil(measured.seconds));
    expect(warnings).toContainEqual(expect.stringMatching(/^the forecast covers the first .* of 5m: /));
  });

  test("tells of steps that fail on the way, once each", async () => {
    const { warnings } = await forecast(`
homes: 5
fleet: [{ kind: lock }]
load: [{ ramp: 100%, over: 1s }, { hold: 59s }]
timeline:
  - { at: 30s, command: lockDoor }
  - { at: 40s, world: power-cut, for: 10s }
  - { at: 45s, command: lockDoor, name: dark }
`);
    expect(warnings).toEqual([expect.stringMatching(/^dark: not connected \(lock-0001/)]);
  });

  test("takes as many devices for a long scenario as it has time for", async () => {
    const text = "homes: 500\nfleet: [{ kind: lock }]\nload: [{ hold: 30d }]";
    const { measured, intervalSeconds } = await forecast(text, { mostEntries: 3_000 });
    expect(measured).toMatchObject({ devices: 60, complete: false });
    expect(intervalSeconds).toBe(7_200);
  });
});

describe("a plan with a target of its own", () => {
  const foreign = `
target:
  url: "wss://hub.invalid/devices/{id}?key=secret"
  auth: { bearer: secret }
  subprotocols: [theirs]
  requireSubprotocol: true
  perMessageDeflate: true
  heartbeat: 1s
  tls: { ca: ./there-is-no-such-file.pem }
fleet: [{ kind: lock }]
load: [{ hold: 30s }]
timeline:
  - { at: 20s, command: lockDoor, via: { http: { post: "https://hub.invalid/{id}" } } }
`;

  test("is forecast without contacting anybody, and says what was done instead", async () => {
    const { target, all, remarks, warnings } = await forecast(foreign);
    expect(target).toBe("wss://hub.invalid/devices/{id}");
    expect(all.connected.peak).toBe(1);
    expect(warnings).toEqual([]);
    expect(remarks).toEqual([
      expect.stringMatching(/^bytes are those of WebSocket frames/),
      expect.stringMatching(/without the compression/),
      expect.stringMatching(/^the target was not contacted/),
      expect.stringMatching(/^commands that a run sends through an HTTP API/),
    ]);
  });

  test("has the pings that the target asks for", async () => {
    const often = await forecast(foreign);
    const never = await forecast(foreign.replace("heartbeat: 1s", "heartbeat: 0s"));
    expect(often.all.messagesOut.total).toBe(never.all.messagesOut.total);
    // A ping from a device is six bytes.
    expect(often.all.bytesOut.total - never.all.bytesOut.total).toBeGreaterThan(20 * 6);
  });
});
