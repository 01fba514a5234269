/** Cores that this process may use: those that the system lets it run on, or its container's quota of them if that is less. */
import { availableParallelism } from "node:os";
import { readCoresQuota } from "./cgroup-limits.ts";
import { textOf } from "./proc-self.ts";

/** 1.5 where a quota is one and a half. @param read the text of a file, `undefined` where there is none */
export function usableCores(read: (path: string) => string | undefined = textOf): number {
  return Math.min(availableParallelism(), readCoresQuota(read) ?? Number.POSITIVE_INFINITY);
}
