import { describe, expect, test } from "vitest";
import { recoveryEvent } from "../../src/fleet/recovery-journal.ts";
import { FlotillaError } from "../../src/kernel/errors.ts";
import { later, seconds } from "../../src/kernel/time.ts";
import type { ShardReport } from "../../src/shards/shard-report.ts";
import { UnitedShards } from "../../src/shards/united-shards.ts";
import { shardRig, type ShardRig } from "./shard-rig.ts";

const homes = 12;
const locks = {
  homes,
  fleet: [{ kind: "lock", perHome: 1, telemetry: { every: "1s" } }],
  load: [{ hold: "2h" }],
} as const;

/** Of a rig whose shard runs. */
async function running(): Promise<ShardRig> {
  const rig = shardRig(locks);
  await rig.ready();
  rig.client.start(rig.scheduler.now);
  await rig.pass("10s");
  return rig;
}

function reportsOf({ arrived }: ShardRig): ShardReport[] {
  return arrived.flatMap((message) => ("report" in message ? [message.report] : []));
}

describe("a shard and its parent", () => {
  test("begin with what is made, report each second and end with a last report", async () => {
    const rig = await running();
    expect(rig.arrived.map(({ type }) => type)).toEqual(["ready", ...Array.from({ length: 10 }, () => "report")]);
    expect(reportsOf(rig).at(-1)).toMatchObject({ size: homes, phases: { ready: homes } });
    const stopped = rig.client.stop();
    await rig.pass("10s");
    await stopped;
    expect(rig.arrived.at(-1)).toMatchObject({ type: "stopped", report: { size: 0 } });
    expect(rig.client.readyAtStop).toBe(homes);
    expect(rig.lives).toMatchObject([{ ended: true }]);
    expect(rig.told).toEqual([]);
  });

  test("lose nothing to a parent that takes nothing for a minute: the shard goes on, and its next report has it all", async () => {
    const rig = shardRig(locks);
    await rig.ready();
    const { shard } = rig.lives[0]!.living;
    const { plan, layout } = shard;
    const united = new UnitedShards({ plan, layout, scheduler: rig.scheduler, shards: [rig.client] });
    united.start(rig.scheduler.now);
    await rig.pass("10s");
    const before = shard.counted().figures.messages.telemetry;
    rig.hold(true);
    await rig.pass("60s");
    const counted = shard.counted().figures.messages.telemetry;
    // About one a second of each.
    expect(counted - before).toBeGreaterThan(50 * homes);
    const known = reportsOf(rig).length;
    rig.hold(false);
    await rig.pass("1ms");
    // The one that was on its way, and the one with all the rest.
    expect(reportsOf(rig).length - known).toBe(2);
    expect(united.counted().figures.messages.telemetry).toBe(shard.counted().figures.messages.telemetry);
  });

  test("can say that a great many were lost at one moment: that is followed some of them at a time", async () => {
    const rig = shardRig(locks);
    await rig.ready();
    const { plan, layout } = rig.lives[0]!.living.shard;
    const united = new UnitedShards({ plan, layout, scheduler: rig.scheduler, shards: [rig.client] });
    united.start(rig.scheduler.now);
    await rig.pass("10s");
    const many = 50_000;
    rig.client.mirror.add({
      ...reportsOf(rig).at(-1)!,
      recoveries: {
        at: new Float64Array(many).fill(9_000),
        event: new Uint8Array(many).fill(recoveryEvent.hit),
        device: Uint32Array.from({ length: many }, (_, device) => device),
        cause: new Uint32Array(many),
        causes: [{ type: "step", name: "cut", beganAt: 9_000, number: 0, overAt: 9_000 }],
      },
    });
    expect(united.recovered()).toMatchObject([{ cause: "cut", disturbed: 20_000 }]);
    await rig.pass("10ms");
    expect(united.recovered()).toMatchObject([{ cause: "cut", disturbed: many }]);
  });

  test("send the built-in server's commands to and fro", async () => {
    const rig = await running();
    const outcomes: (string | undefined)[] = [];
    for (const name of ["lockDoor", "refused"])
      rig.lives[0]!.parent.command("lock-0001", name, {}, (problem) => outcomes.push(problem));
    await rig.pass("1s");
    expect(rig.commands.map(({ device, name }) => `${device} ${name}`)).toEqual([
      "lock-0001 lockDoor",
      "lock-0001 refused",
    ]);
    expect(outcomes).toEqual([undefined, "not connected"]);
  });

  test("send of a command what JSON can say, and do not die of the rest", async () => {
    const rig = await running();
    const { parent } = rig.lives[0]!;
    const outcomes: (string | undefined)[] = [];
    parent.command("lock-0001", "lockDoor", { pin: "1234", after: () => {} }, (problem) => outcomes.push(problem));
    parent.command("lock-0001", "lockDoor", { pin: 1234n }, (problem) => outcomes.push(problem));
    await rig.pass("1s");
    expect(rig.commands.map(({ args }) => args)).toEqual([{ pin: "1234" }]);
    expect(outcomes.toSorted()).toEqual([expect.stringContaining("BigInt"), undefined]);
    expect(rig.client.deaths).toBe(0);
  });

  test("show frames as fast as they are taken, and count those that are not", async () => {
    const rig = await running();
    rig.hold(true);
    for (let count = 0; count < 5_000; count++) rig.lives[0]!.parent.frame("lock-0001", "out", `${count}`);
    rig.hold(false);
    await rig.pass("1s");
    expect(rig.frames.shown.length + rig.frames.dropped).toBe(5_000);
    expect(rig.frames.dropped).toBeGreaterThan(2_500);
    expect(rig.frames.shown.map(({ data }) => Number(data))).toEqual(rig.frames.shown.map((_, place) => place));
  });

  test("part when the parent is gone: every connection is cut, and the process ends", async () => {
    const rig = await running();
    rig.orphan();
    await rig.pass("1s");
    expect(rig.lives[0]).toMatchObject({ ended: true, living: { shard: { size: 0 } } });
  });
});

describe("a shard that dies", () => {
  test("is made again and joins in where the plan stands; what it had counted stays", async () => {
    const rig = await running();
    rig.kill();
    await rig.pass("10s");
    expect(rig.client.deaths).toBe(1);
    expect(rig.lives).toHaveLength(2);
    expect(rig.told).toEqual([
      expect.stringMatching(
        /^warning: shard 1 died \(closed\): its devices are gone, and come back when it does; it is started again in 0\.\d s$/,
      ),
      "info: shard 1 is back",
    ]);
    const reports = reportsOf(rig);
    expect(reports.at(-1)).toMatchObject({ size: homes, phases: { ready: homes } });
    // Time goes on from where it was.
    expect(reports.at(-1)!.until).toBeGreaterThan(15_000);
    expect(rig.gaveUp).toEqual([]);
  });

  test("after it was made and before the run begins is made again, however often, and lives like the others", async () => {
    const rig = shardRig(locks);
    await rig.ready();
    rig.kill();
    await rig.pass("1s");
    // Once more, and the run begins before it is back.
    rig.kill();
    rig.scheduler.runNext();
    rig.client.start(rig.scheduler.now);
    await rig.pass("15s");
    expect(rig.client.deaths).toBe(2);
    expect(rig.lives).toHaveLength(3);
    expect(reportsOf(rig).at(-1)).toMatchObject({ size: homes, phases: { ready: homes } });
    const stopped = rig.client.stop();
    await rig.pass("10s");
    await stopped;
    expect(rig.client.readyAtStop).toBe(homes);
  });

  test("and is back before the run begins, begins with the others", async () => {
    const rig = shardRig(locks);
    await rig.ready();
    rig.kill();
    await rig.pass("1s");
    rig.client.start(rig.scheduler.now);
    await rig.pass("10s");
    expect(rig.client.deaths).toBe(1);
    expect(reportsOf(rig).at(-1)).toMatchObject({ size: homes, phases: { ready: homes } });
  });

  test("of a fault is told in one line", async () => {
    const rig = await running();
    rig.lives[0]!.fail(new TypeError("no such thing"));
    await rig.pass("1s");
    expect(rig.told[0]).toContain(
      "warning: shard 1 died (TypeError: no such thing): its devices are gone, and come back when it does",
    );
    expect(rig.client.generator.deaths).toEqual(["TypeError: no such thing"]);
  });

  test("over and over is given up", async () => {
    const rig = await running();
    for (let death = 1; death <= 5; death++) {
      rig.kill();
      await rig.pass("10s");
    }
    expect(rig.gaveUp).toEqual(["shard 1 died 5 times: closed"]);
    expect(rig.lives).toHaveLength(5);
    await rig.client.stop();
  });

  test("rests longer after each death before it is made again, half a second to eight", async () => {
    const madeAt: number[] = [];
    const rig: ShardRig = shardRig(locks, () => void madeAt.push(rig === undefined ? 0 : rig.scheduler.now));
    await rig.ready();
    rig.client.start(rig.scheduler.now);
    const rests: number[] = [];
    for (let death = 1; death < 5; death++) {
      const diedAt = rig.scheduler.now;
      rig.kill();
      await rig.pass("10s");
      rests.push(madeAt[death]! - diedAt);
    }
    for (const [place, rest] of rests.entries()) {
      expect(rest).toBeGreaterThanOrEqual(500 * 2 ** place);
      expect(rest).toBeLessThanOrEqual(1_000 * 2 ** place);
    }
    const told = rig.told.flatMap((line) => /started again in (.*) s$/.exec(line)?.slice(1) ?? []);
    expect(told).toEqual(rests.map((rest) => (rest / 1_000).toFixed(1)));
  });

  test("again as soon as it is made is not made five times at once, and the run ends within half a minute", async () => {
    const rig = await running();
    let lives = 1;
    rig.kill();
    for (let passed = 0; passed < 30; passed++) {
      await rig.pass("1s");
      if (rig.lives.length === lives) continue;
      lives = rig.lives.length;
      rig.kill();
    }
    expect(rig.gaveUp).toEqual(["shard 1 died 5 times: closed"]);
    expect(rig.lives).toHaveLength(5);
  });

  test("and rests while the run ends is not made again", async () => {
    const rig = await running();
    rig.kill();
    await rig.pass("100ms");
    await rig.client.stop();
    await rig.pass("1min");
    expect(rig.lives).toHaveLength(1);
    expect(rig.gaveUp).toEqual([]);
  });

  test("while it stops is not waited for", async () => {
    const rig = await running();
    const stopped = rig.client.stop();
    rig.kill();
    await rig.pass("1s");
    await stopped;
    expect(rig.lives).toHaveLength(1);
    expect(rig.told).toEqual(["warning: shard 1 died while it stopped (closed): its last counts are missing"]);
  });

  test("and says why it cannot be made is a fault of that kind", async () => {
    const rig = shardRig(locks, () => {
      throw new FlotillaError("kind", "expected a file with kinds, found none", { hint: "Write one." });
    });
    await rig.pass("1s");
    await expect(rig.client.ready).rejects.toMatchObject({ code: "kind", hint: "Write one." });
  });
});

describe("a shard that does not become ready", () => {
  const never = new Promise<never>(() => {});

  test("is waited for only so long, and what to do about it is told", async () => {
    const rig = shardRig(locks, () => never);
    await rig.pass("29s");
    await expect(Promise.race([rig.client.ready, Promise.resolve("waiting")])).resolves.toBe("waiting");
    await rig.pass("1s");
    await expect(rig.client.ready).rejects.toMatchObject({
      code: "internal",
      message: "expected shard 1 to be ready within 30.0 s, found it was not",
      hint: expect.stringContaining("--shards"),
    });
    // Its process hears that nobody wants it any more.
    await rig.pass("1s");
    expect(rig.lives).toEqual([]);
  });

  test("after it died has died once more, and is told of like that", async () => {
    let made = 0;
    const rig = shardRig(locks, () => (++made === 2 ? never : undefined));
    await rig.ready();
    rig.client.start(rig.scheduler.now);
    rig.kill();
    await rig.pass("45s");
    expect(rig.client.generator.deaths).toEqual(["closed", "not ready within 30.0 s"]);
    expect(rig.told.at(-1)).toBe("info: shard 1 is back");
    expect(reportsOf(rig).at(-1)).toMatchObject({ size: homes, phases: { ready: homes } });
  });
});

test("of devices that are missing when their shard dies, a great many are let go some at a time", async () => {
  const rig = shardRig(locks);
  await rig.ready();
  const { plan, layout } = rig.lives[0]!.living.shard;
  const united = new UnitedShards({ plan, layout, scheduler: rig.scheduler, shards: [rig.client] });
  united.start(rig.scheduler.now);
  await rig.pass("10s");
  const many = 50_000;
  rig.client.mirror.add({
    ...reportsOf(rig).at(-1)!,
    recoveries: {
      at: new Float64Array(many).fill(9_000),
      event: new Uint8Array(many).fill(recoveryEvent.hit),
      device: Uint32Array.from({ length: many }, (_, device) => device),
      cause: new Uint32Array(many),
      causes: [{ type: "step", name: "cut", beganAt: 9_000, number: 0, overAt: 9_000 }],
    },
  });
  await rig.pass("10ms");
  expect(united.recovered()).toMatchObject([{ cause: "cut", disturbed: many }]);
  rig.client.mirror.lost();
  expect(united.recovered()).toMatchObject([{ cause: "cut", disturbed: 30_000 }]);
  await rig.pass("10ms");
  expect(united.recovered()).toEqual([]);
});

test("a shard is not said to be silent by a parent that stood still itself", async () => {
  const rig = await running();
  rig.hold(true);
  // Time passes, and nothing runs: what is due comes all at once.
  rig.scheduler.clock.advanceTo(later(rig.scheduler.now, seconds(30)));
  await rig.pass("100ms");
  rig.hold(false);
  await rig.pass("20s");
  expect(rig.told).toEqual([]);
  // It is noticed all the same afterwards.
  rig.hold(true);
  await rig.pass("20s");
  expect(rig.told).toEqual(["warning: shard 1 has said nothing for 5 s"]);
});

test("a shard that does not end when it is told to cut its connections is waited for five seconds", async () => {
  const rig = await running();
  rig.hold(true);
  const stopped = rig.client.stop();
  await rig.pass("1s");
  rig.client.abandon();
  await rig.pass("5s");
  await stopped;
  expect(rig.told.at(-1)).toBe("warning: shard 1 did not end in time: its last counts are missing");
});

test("a shard that says nothing for five seconds is told of, once", async () => {
  const rig = await running();
  rig.hold(true);
  await rig.pass("20s");
  expect(rig.told).toEqual(["warning: shard 1 has said nothing for 5 s"]);
});
