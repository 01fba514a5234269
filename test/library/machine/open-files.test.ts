import { closeSync, openSync, readdirSync } from "node:fs";
import { expect, test } from "vitest";
import { OpenFiles } from "../../../src/library/machine/open-files.ts";
import { thisMachine } from "../../../src/library/machine/this-machine.ts";

test.runIf(process.platform === "linux")("open files are counted without the one that it takes to list them", () => {
  const files = new OpenFiles();
  const before = files.count(0)!;
  expect(before).toBe(readdirSync("/proc/self/fd").length - 1);
  const opened = Array.from({ length: 10 }, () => openSync("/dev/null", "r"));
  try {
    expect(files.count(60_000)).toBe(before + 10);
  } finally {
    for (const file of opened) closeSync(file);
  }
});

test("this machine allows what its limits say", () => {
  const limits = {
    cores: 1.5,
    speed: 2,
    memory: { total: 2e9, available: 1e9 },
    openFiles: { soft: 1_024, hard: 4_096 },
    systemFiles: null,
    threads: null,
    ephemeralPorts: null,
    timeWaitReuse: null,
    tcpMemory: null,
    tracked: null,
    acceptQueue: null,
  };
  const machine = thisMachine(limits);
  expect(machine).toMatchObject({ openFilesLimit: 1_024, cores: 1.5, speed: 2, memoryBytes: 1e9 });
  expect(machine.openFilesOfItsOwn).toBeGreaterThanOrEqual(64);
  expect(machine.heapBytes).toBeGreaterThan(1e8);
  expect(thisMachine({ ...limits, openFiles: null }).openFilesLimit).toBeNull();
});
