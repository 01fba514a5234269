/** What the system lets this process have, as /proc/self/limits says; every shard reads it, so it brings nothing else along. */

/** `unlimited` is no limit at all: infinite. */
export interface ProcessLimit {
  readonly soft: number;
  readonly hard: number;
}

/** @param limits the text of the file */
export function filesOf(limits: string): ProcessLimit | null {
  return limitOf(limits, "Max open files") ?? null;
}

/** A line of it. */
export function limitOf(limits: string, name: string): ProcessLimit | undefined {
  const [, soft, hard] = new RegExp(`^${name}\\s+(\\d+|unlimited)\\s+(\\d+|unlimited)`, "m").exec(limits) ?? [];
  if (soft === undefined || hard === undefined) return undefined;
  const figure = (text: string): number => (text === "unlimited" ? Number.POSITIVE_INFINITY : Number(text));
  return { soft: figure(soft), hard: figure(hard) };
}
