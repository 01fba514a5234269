/**
 * One fleet, however many shards live it: in virtual time, through the channels that processes have, the same bytes, news and figures.
 */
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { catalog } from "../../../devices/catalog.ts";
import { prepareRun } from "../../../src/cli/prepare-run.ts";
import { firstNames } from "../../../src/fleet/first-names.ts";
import { FleetRun } from "../../../src/fleet/fleet-run.ts";
import type { Notice, RunOutput, Summary } from "../../../src/fleet/run-events.ts";
import { ShardGenerator } from "../../../src/fleet/generator/shard-generator.ts";
import { VirtualClock } from "../../../src/kernel/clock.ts";
import { Scheduler } from "../../../src/kernel/scheduler.ts";
import { assemble } from "../../../src/library/assemble.ts";
import { livingShard } from "../../../src/library/processes/living-shard.ts";
import { packageVersion } from "../../../src/library/package-version.ts";
import { fleetLayout } from "../../../src/scenario/groups/fleet-layout.ts";
import type { Plan } from "../../../src/scenario/plan.ts";
import { channelPair } from "../../../src/shards/channel.ts";
import type { FromShard, ToShard } from "../../../src/shards/message.ts";
import { ShardClient } from "../../../src/shards/shard-client.ts";
import { ShardServer } from "../../../src/shards/shard-server.ts";
import type { ShardSetup } from "../../../src/shards/shard-setup.ts";
import { sliceOf } from "../../../src/shards/slice.ts";
import { UnitedShards } from "../../../src/shards/united-shards.ts";
import { planOf, type Sketch } from "../../fleet/fleet-rig.ts";
import { stillGauge } from "../../fleet/still-gauge.ts";
import { testHost } from "../../support/test-host.ts";

const folder = mkdtempSync(join(tmpdir(), "flotilla-one-fleet-"));
afterAll(() => rmSync(folder, { recursive: true }));

interface Lived {
  readonly notices: readonly Notice[];
  readonly summary: Partial<Summary>;
  /** Lines of all shards, by time and device. */
  readonly records: readonly string[];
}

type Parts = Pick<ShardSetup, "folder" | "scenario">;

/** In this process, without any channel. */
async function here(
  plan: Plan,
  functions: Awaited<ReturnType<typeof prepareRun>>["functions"],
): Promise<Omit<Lived, "records">> {
  const notices: Notice[] = [];
  const outputs: RunOutput[] = [{ noticed: (notice) => void notices.push(notice) }];
  const assembly = await assemble(plan, { kinds: catalog, functions, folder, virtual: true, outputs });
  return { notices, summary: await toItsEnd(assembly.run, plan) };
}

/** In so many shards, each behind a channel. */
async function inShards(plan: Plan, count: number, parts: Parts): Promise<Lived> {
  const layout = fleetLayout(plan);
  const scheduler = new Scheduler(new VirtualClock(plan.clock.start));
  const notices: Notice[] = [];
  const servers: ShardServer[] = [];
  const files = Array.from({ length: count }, (_, number) => join(folder, `${plan.name}-${count}-${number}.ndjson`));
  const clients = files.map((file, number) => {
    const homes = sliceOf(plan.homes, number, count);
    const { from, to } = layout.homeDevices(homes);
    return new ShardClient({
      setup: () => ({
        version: packageVersion,
        number,
        count,
        plan,
        kinds: { shipped: [...new Set(plan.fleet.map(({ kind }) => kind))], files: [] },
        firstNames,
        virtual: true,
        records: { file, name: file, optional: false, secrets: [] },
        ...parts,
      }),
      open: () => {
        const [parent, child] = channelPair<ToShard, FromShard>((deliver) => void setImmediate(deliver));
        servers.push(new ShardServer({ channel: child, make: livingShard, ended: () => {} }));
        return parent;
      },
      generator: new ShardGenerator({ number, homes: homes.to - homes.from, devices: to - from }),
      devices: to - from,
      scheduler,
      alarm: () => () => {},
      patience: 60_000,
      unixAt: () => 0,
      events: {
        command: (_, done) => done("nobody is here"),
        frames: () => {},
        told: (level, text) => expect.fail(`${level}: ${text}`),
        gaveUp: (why) => expect.fail(why),
      },
    });
  });
  await Promise.all(clients.map(({ ready }) => ready));
  const run = new FleetRun({
    info: {
      id: "",
      scenario: plan.name,
      description: "",
      seed: plan.seed,
      startedAt: "",
      speed: "max",
      shards: count,
      durationMillis: plan.duration,
      timeZoneOffsetMillis: 0,
      target: null,
      devices: layout.total,
      homes: plan.homes,
      byKind: layout.byKind(),
      steps: [],
    },
    shard: new UnitedShards({ plan, layout, scheduler, shards: clients }),
    scheduler,
    gauge: stillGauge(),
    outputs: [{ noticed: (notice) => void notices.push(notice) }],
    version: packageVersion,
  });
  const summary = await toItsEnd(run, plan);
  for (const client of clients) client.close();
  const records = files.flatMap((file) => readFileSync(file, "utf8").split("\n").filter(Boolean));
  return { notices, summary, records: records.toSorted() };
}

/** @returns of the summary what is about the fleet and not about the process. */
async function toItsEnd(run: FleetRun, plan: Plan): Promise<Partial<Summary>> {
  run.begin();
  await run.advance(plan.duration);
  const { run: of, generator: _, ...figures } = await run.stop(false);
  return { ...figures, run: { ...of, id: "", startedAt: "", shards: 1, description: "" } as Summary["run"] };
}

const wide: Sketch = {
  homes: 17,
  seed: 5,
  fleet: [
    { kind: "lock", perHome: 1 },
    { kind: "bulb", count: 40 },
    { kind: "thermostat", perHome: 1 },
  ],
  load: [
    { ramp: "100%", over: "20s" },
    { hold: "3m", churn: { every: "30s", share: "20%", away: { uniform: ["5s", "40s"] } } },
    { wave: { from: "40%", to: "100%", period: "1m" }, for: "2m" },
    { hold: "2m" },
  ],
  timeline: [
    {
      when: "run.ready >= 60",
      for: "1500ms",
      name: "crowd",
      log: "${run.ready} are there, ${run.messages.telemetry} reports",
    },
    { after: "crowd", wait: "5s", name: "greet", command: "lockDoor", select: { kind: "lock" } },
    { at: "70s", name: "some", act: "press", select: { kind: "bulb", where: "device.ready", count: 7 } },
    {
      at: "80.3s",
      name: "evening",
      do: [
        { wait: { uniform: ["0s", "20s"] } },
        { act: "press" },
        { mark: "lit" },
        { log: "all on at ${run.elapsed} s" },
      ],
      select: { kind: "bulb", share: "50%" },
    },
    {
      after: "lit",
      wait: { uniform: ["1s", "9s"] },
      name: "storm",
      world: "power-cut",
      for: { uniform: ["5s", "50s"] },
      select: { share: "40% of homes" },
    },
    { at: "2m", name: "roll", log: "${device.id} in ${home.index}", select: { kind: "thermostat" } },
    { when: "device.ready", name: "hello", log: "${device.id}", select: { kind: "lock" } },
    { when: "!home.mains", mark: "outage" },
    { after: "outage", wait: "2s", name: "lockup", command: "lockDoor", select: { kind: "lock" } },
  ],
  expect: [
    { always: "run.ready >= 0" },
    { never: "run.ready > 70", for: "3s", after: "crowd" },
    { always: "device.ready", after: "outage", within: "20s", select: { kind: "lock" } },
    { eventually: "home.mains", after: "storm" },
    "connections.lost < 3 between storm and roll",
    { that: "devices.connectedAtEnd >= 30", for: "10s" },
  ],
};

async function expectOne(plan: Plan, parts: Parts, local: Omit<Lived, "records">): Promise<Lived> {
  const one = await inShards(plan, 1, parts);
  expect({ notices: one.notices, summary: one.summary }).toEqual(local);
  for (const count of [2, 3, 8]) {
    const several = await inShards(plan, count, parts);
    expect(several.notices).toEqual(one.notices);
    expect(several.records).toEqual(one.records);
    expect(several.summary).toEqual(one.summary);
  }
  return one;
}

describe("a fleet in 1, 2, 3 and 8 shards", () => {
  test("is the same in all that is about the whole run", async () => {
    const plan = planOf(wide);
    const { notices, records } = await expectOne(plan, { folder }, await here(plan, new Map()));
    expect(records.length).toBeGreaterThan(500);
    const texts = notices.map(({ text }) => text).join("\n");
    for (const said of [
      /\d+ are there/,
      /some: 7 devices/,
      /all on at/,
      /storm: \d+ homes without power/,
      /thermostat-\d+ in \d+/,
    ])
      expect(texts).toMatch(said);
  });

  test.each(["power-cut", "whole-home", "night-visitor"])("is the same in %s", async (scenario) => {
    const small = { "whole-home": ["homes=9"], "power-cut": ["homes=12"], "night-visitor": ["homes=10"] }[scenario]!;
    const given = {
      scenario,
      target: ["none"],
      speed: "max",
      set: small,
      ...(scenario === "whole-home" ? { duration: "20m" } : {}),
    };
    const { plan, functions, code, folder: beside } = await prepareRun(given, testHost([]));
    await expectOne(
      plan,
      { folder: beside, ...(code === undefined ? {} : { scenario: code }) },
      await here(plan, functions),
    );
  });
});
