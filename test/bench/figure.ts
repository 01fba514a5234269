/** One measured number, and what it is held to. */
export interface Figure {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  readonly limit?: Limit;
}

/** What design.md's budget or an issue asks for, in the figure's unit. */
export type Limit = { readonly most: number } | { readonly least: number };

/** Whether a figure is within its limit; `undefined` when it has none. */
export function holds({ value, limit }: Figure): boolean | undefined {
  if (limit === undefined) return undefined;
  return "most" in limit ? value <= limit.most : value >= limit.least;
}

/** The one in the middle: a figure that one disturbed round of three does not move. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const half = (sorted.length - 1) / 2;
  return (sorted[Math.floor(half)]! + sorted[Math.ceil(half)]!) / 2;
}

/** CPU time this process spends in `work`, user and system, in seconds. */
export function cpuSeconds(work: () => void): number {
  const start = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(start);
  return (user + system) / 1e6;
}
