/** Promised of the cores that are reckoned with: a container's quota counts, wherever they are asked for. */
import { availableParallelism } from "node:os";
import { expect, test } from "vitest";
import { usableCores } from "../../../src/library/machine/usable-cores.ts";
import { wakeGrainMillis } from "../../../src/library/processes/wake-ups.ts";

const quota = (max: string): ((path: string) => string | undefined) => {
  const files: Record<string, string> = { "/proc/self/cgroup": "0::/\n", "/sys/fs/cgroup/cpu.max": max };
  return (path) => files[path];
};

test("are no more than a quota leaves, and all without one", () => {
  expect(usableCores(quota("50000 100000"))).toBe(0.5);
  expect(usableCores(quota("max 100000"))).toBe(availableParallelism());
  expect(usableCores(quota("100000000 100000"))).toBe(availableParallelism());
});

test("make processes wake less often where a quota leaves them half a core", () => {
  expect(wakeGrainMillis(3, 0.5)).toBe(24);
  expect(wakeGrainMillis(3, 4)).toBe(4);
});
