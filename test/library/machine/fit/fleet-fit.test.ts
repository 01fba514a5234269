import { describe, expect, test } from "vitest";
import { deviceCost, shardCost } from "../../../../src/library/machine/device-cost.ts";
import type { Fit, FleetWish, LimitName } from "../../../../src/library/machine/fit/fit.ts";
import { fleetFit, smallestFit, tooSmall } from "../../../../src/library/machine/fit/fleet-fit.ts";
import type { MachineLimits } from "../../../../src/library/machine/machine-limits.ts";

const machine: MachineLimits = {
  cores: 2,
  speed: 1,
  memory: { total: 16e9, available: 8e9 },
  openFiles: { soft: 20_064, hard: 20_064 },
  systemFiles: { used: 1_000, max: 1_001_000 },
  threads: 11_000,
  ephemeralPorts: { first: 32_768, last: 60_999 },
  timeWaitReuse: 2,
  tcpMemory: { used: 0, max: 4_096_000 },
  tracked: { used: 0, max: 262_144 },
  acceptQueue: 4_096,
};
const away: FleetWish = { targets: 1, local: false };

function fit(limit: LimitName, wish: Partial<FleetWish> = {}, changes: Partial<MachineLimits> = {}): Fit {
  return fleetFit({ ...machine, ...changes }, { ...away, ...wish }).find((one) => one.limit === limit)!;
}

describe("how many devices fit", () => {
  test("by open files: in so many shards, each with a few files for itself", () => {
    expect(fit("open files", { shards: 3 }).devices).toBe(60_000);
  });

  test("by open files, with the built-in server, which has a socket for each device in the run's process", () => {
    expect(fit("open files", { shards: 1, builtIn: true, local: true }).devices).toBe(10_000);
    for (const some of [{ shards: 3 }, {}])
      expect(fit("open files", { ...some, builtIn: true, local: true }).devices).toBe(20_000);
  });

  test("by processes, when there may be as many shards as it takes", () => {
    expect(fit("open files").devices).toBe(256 * 20_000);
    expect(fit("open files").remark).toContain("at most 256");
    expect(fit("processes")).toMatchObject({ devices: null, remedies: [] });
    expect(fit("processes").remark).toContain("enough for 256 shards");
    expect(fit("processes", {}, { threads: 110 }).devices).toBe(10 * 20_000);
    expect(fit("processes", { shards: 11 }, { threads: 110 }).devices).toBe(200_000);
    expect(fit("processes", { shards: 10 }, { threads: 110 }).devices).toBeNull();
  });

  test("by the files of all processes: half as many when the server is here too", () => {
    expect(fit("files of all processes").devices).toBe(1_000_000);
    expect(fit("files of all processes", { local: true }).devices).toBe(500_000);
  });

  test("by the ports that the kernel chooses from, to each target", () => {
    expect(fit("ports").devices).toBe(28_232);
    expect(fit("ports", { targets: 3 }).devices).toBe(84_696);
  });

  test("by the ports of the source addresses, if there are some", () => {
    expect(fit("ports", { sources: { addresses: 59, ports: 64_511 } }).devices).toBe(59 * 64_511);
    expect(fit("ports", { sources: { addresses: 2, ports: 64_511 }, targets: 2 }).devices).toBe(4 * 64_511);
  });

  test("by memory, what the shards and the kernel take counted", () => {
    const { memoryBytes, kernelBytes } = deviceCost;
    // The process that holds them together is one more.
    const room = 8e9 - 3 * shardCost.memoryBytes;
    expect(fit("memory", { shards: 2 }).devices).toBe(Math.floor(room / (memoryBytes + kernelBytes)));
    expect(fit("memory", { shards: 2, local: true }).devices).toBe(Math.floor(room / (memoryBytes + 2 * kernelBytes)));
    expect(fit("memory", {}, { memory: { total: 1e9, available: 1e6 } }).devices).toBe(0);
  });

  test("by memory, with as many shards as the open files ask for", () => {
    const { memoryBytes, kernelBytes } = deviceCost;
    const each = memoryBytes + kernelBytes;
    const found = (available: number): number => fit("memory", {}, { memory: { total: 64e9, available } }).devices!;
    const takes = (devices: number): number => {
      const shards = Math.ceil(devices / 20_000);
      return devices * each + (shards === 1 ? 1 : shards + 1) * shardCost.memoryBytes;
    };
    for (const available of [1e8, 3e8, 5e8, 1e9, 8e9, 40e9]) {
      expect(takes(found(available))).toBeLessThanOrEqual(available);
      // With a shard more to spare, more would fit.
      expect(takes(found(available) + 1) + 2 * shardCost.memoryBytes).toBeGreaterThan(available);
    }
    expect(fit("memory", {}, { openFiles: null }).devices).toBe(Math.floor((8e9 - shardCost.memoryBytes) / each));
  });

  test("by connection tracking, where the firewall asks for it", () => {
    expect(fit("connection tracking").devices).toBeNull();
    expect(fit("connection tracking", {}, { tracked: { used: 144, max: 262_144 } }).devices).toBe(262_000);
    expect(fit("connection tracking", {}, { tracked: null })).toMatchObject({ found: "none", devices: null });
  });

  test("is not known where the limits are not", () => {
    const unknown: Partial<MachineLimits> = {
      openFiles: null,
      systemFiles: null,
      threads: null,
      ephemeralPorts: null,
      tcpMemory: null,
      tracked: null,
      acceptQueue: null,
    };
    const fits = fleetFit({ ...machine, ...unknown }, { ...away, shards: 2, local: true });
    expect(fits.filter(({ devices }) => devices !== null).map(({ limit }) => limit)).toEqual(["memory"]);
    expect(fits.filter(({ found }) => found === "unknown").map(({ limit }) => limit)).toEqual([
      "open files",
      "files of all processes",
      "processes",
      "ports",
      "TCP memory",
      "accept queue",
    ]);
  });
});

describe("what is too small", () => {
  test("is found, the smallest first", () => {
    const fits = fleetFit(machine, { ...away, devices: 50_000, shards: 2 });
    expect(tooSmall(fits, 50_000).map(({ limit }) => limit)).toEqual(["ports", "open files"]);
    expect(tooSmall(fits, 28_232)).toEqual([]);
    expect(smallestFit(fits)?.limit).toBe("ports");
  });

  test("can be raised by what enough takes", () => {
    const remedies = (limit: LimitName, wish: Partial<FleetWish>): readonly string[] => fit(limit, wish).remedies;
    expect(remedies("ports", { devices: 1_000_000, local: true })).toEqual([
      "`--source-addresses 127.0.0.2-127.0.0.19`",
    ]);
    expect(remedies("ports", { devices: 100_000 })[0]).toContain("2 addresses in all");
    expect(remedies("open files", { devices: 100_000, shards: 2 })).toContain(
      "`sudo prlimit --pid $$ --nofile=56000:56000` for this shell and what it starts",
    );
    expect(remedies("files of all processes", { devices: 2_000_000 })).toEqual([
      "`sudo sysctl -w fs.file-max=2300000`",
    ]);
  });

  test("of local source addresses, are enough for as many devices as are wanted", () => {
    for (const devices of [30_000, 64_000, 100_000, 1_000_000, 20_000_000]) {
      const [remedy] = fit("ports", { devices, local: true }).remedies;
      const [, third, fourth] = /-127\.0\.(\d+)\.(\d+)`$/.exec(remedy!)!;
      const addresses = Number(third) * 256 + Number(fourth) - 1;
      const ports = fit("ports", { devices, local: true, sources: { addresses, ports: 64_000 } });
      expect(ports.devices).toBeGreaterThanOrEqual(devices);
      expect(Number(fourth)).toBeLessThan(256);
    }
  });
});
