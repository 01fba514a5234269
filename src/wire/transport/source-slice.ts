/**
 * Where the dials of one shard may come from: addresses of this machine, ports, and which share of the pairs is the
 * shard's. Plain data, a part of what a shard is given.
 */

export interface SourceSlice {
  /** Of this machine, IPv4 or IPv6, in the order they were asked for; each once. */
  readonly addresses: readonly string[];
  /** Ports that may be used, in rising order and apart from each other; both ends belong to a range. */
  readonly ports: readonly PortRange[];
  /** This is share `number` of `count`: shard and shards. Shares have no pair in common, together they are all pairs. */
  readonly number: number;
  readonly count: number;
}

export interface PortRange {
  readonly first: number;
  readonly last: number;
}
