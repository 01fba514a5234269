import { describe, expect, test } from "vitest";
import { doctorText } from "../../src/cli/doctor-text.ts";
import { fleetFit, smallestFit, tooSmall } from "../../src/library/machine/fit/fleet-fit.ts";
import type { MachineLimits } from "../../src/library/machine/machine-limits.ts";
import { testHost } from "../support/test-host.ts";

async function doctor(...args: readonly string[]): Promise<{ exit: number; out: string; err: string }> {
  const host = testHost(["doctor", ...args]);
  const exit = await host.run();
  return { exit, out: host.out, err: host.err };
}

describe("flotilla doctor", () => {
  test("shows every limit", async () => {
    const { exit, out, err } = await doctor();
    expect({ exit, err }).toEqual({ exit: 0, err: "" });
    for (const limit of ["Open files", "Processes", "Ports", "Memory", "TCP memory", "Connection tracking", "Cores"])
      expect(out).toContain(`\n${limit}`);
    expect(out).toContain("To raise");
  });

  test("prints nothing but JSON when asked to", async () => {
    const { exit, out } = await doctor("--json", "--target", "ws://127.0.0.1:1/{id}", "--shards", "2");
    expect(exit).toBe(0);
    expect(JSON.parse(out)).toMatchObject({
      limits: { cores: expect.any(Number) },
      wish: { targets: 1, local: true, shards: 2 },
      fits: expect.arrayContaining([expect.objectContaining({ limit: "memory", devices: expect.any(Number) })]),
      tooSmall: [],
    });
  });

  test("fails when as many devices as asked for do not fit", async () => {
    const { exit, out } = await doctor("--devices", "9000000000");
    expect(exit).toBe(10);
    expect(out).toMatch(/9,000,000,000 devices do not fit: .*by the memory/s);
  });

  test("passes when they do", async () => {
    const { exit, out } = await doctor("--devices", "10");
    expect(exit).toBe(0);
    expect(out).toMatch(/^10 devices fit, of at most [\d,]+: /m);
  });

  test.each([
    [["--devices", "0"], "expected --devices as a whole number from 1, found 0"],
    [["--target", "http://x"], "expected the target as ws://"],
    [["--source-addresses", "10.0.0.9-10.0.0.2"], "which ends before it begins"],
  ])("refuses %j", async (args, message) => {
    const { exit, err } = await doctor(...args);
    expect(exit).toBe(2);
    expect(err).toContain(message);
  });
});

test("the text of a machine", () => {
  const machine: MachineLimits = {
    cores: 2,
    speed: 1,
    memory: { total: 16e9, available: 8e9 },
    openFiles: { soft: 20_064, hard: 1_048_576 },
    systemFiles: null,
    threads: 11_000,
    ephemeralPorts: { first: 32_768, last: 60_999 },
    timeWaitReuse: 2,
    tcpMemory: null,
    tracked: { used: 0, max: 262_144 },
    acceptQueue: 4_096,
  };
  const devices = 50_000;
  const fits = fleetFit(machine, { devices, targets: 1, local: true, shards: 2 });
  const text = doctorText(
    {
      machine: "Linux 6.18, Node 20.20.2",
      towards: "for devices that connect to ws://127.0.0.1:8080/, on this machine",
      fits,
      shards: { asked: 2, auto: 3, devicesEach: 20_000 },
      smallest: smallestFit(fits),
      devices,
      tooSmall: tooSmall(fits, devices),
    },
    { columns: 80, colour: false },
  );
  expect(text).toMatchInlineSnapshot(`
    "Limits of this machine  Linux 6.18, Node 20.20.2
    for devices that connect to ws://127.0.0.1:8080/, on this machine

                                                                             devices
    Open files              20,064 a process                                  40,000
      20,000 devices in each of 2 shards
    Files of all processes  unknown
    Processes               11,000 threads
      enough for 256 shards of 11 threads, the most that a run may have
    Ports                   28,232 (32768 to 60999)                           28,232
      the kernel chooses, more slowly beyond 14,116; again after a second on
      loopback, elsewhere after a minute (tcp_tw_reuse 2)
    Memory                  8 GB of 16 GB free                               489,012
      7.8 kB a device, 26 MB a process, and 8.4 kB a device in the kernel, for both
      ends; without what the server takes itself
    TCP memory              unknown
    Connection tracking     0 of 262,144 tracked
      no rule of the firewall asks for it
    Cores                   2 cores
      about 65,000 messages or 2,600 connections a second at 70 %, the server's part
      not counted
    Accept queue            4,096
      so many may wait to be accepted; more that dial at once come a second later

    50,000 devices do not fit: 28,232 by the ports, 40,000 by the open files.
    run --shards auto takes 3 processes for them, rather than 2. A process may have
    open files for 20,000 devices. A fleet that says much may take more: flotilla
    plan tells how many, from a scenario.

    To raise
    Ports
      - --source-addresses 127.0.0.2-127.0.0.3
    Open files
      - more shards: --shards auto
      - ulimit -n 1048576 in this shell
      - sudo prlimit --pid $$ --nofile=28000:28000 for this shell and what it starts
      - for good: * - nofile 28000 in /etc/security/limits.conf (LimitNOFILE= of a
        systemd unit, --ulimit nofile= of a container)
    "
  `);
  expect(text.split("\n").every((line) => line.length <= 80)).toBe(true);
});
