/**
 * What a connected, reporting device takes, measured on Linux 6.18 with Node 20.20; what is said about how many fit rests on it.
 *
 * - Its memory: resident with 8,000 devices of scenarios/million.yaml in one process, beyond the same with 9.
 * - In the kernel: growth of /proc/slabinfo over 9,000 connections, both ends here, each having sent and read a message.
 * - A message: 10,000 devices at one a second, all in (`npm run bench message`), before it was made cheaper.
 * - A shard: resident before its first device; threads of a Node process with libuv's pool.
 */
export const deviceCost = {
  /** Resident in its shard, bytes: the device, its link, its part of the shard's tables. */
  memoryBytes: 7_400,
  /** In the kernel for one end of a connection, bytes: socket, inode, file, directory entry, poll item. */
  kernelBytes: 4_200,
  /** One telemetry message, all in, on one core. */
  messageMicros: 29,
} as const;

/** What a process takes before its first device. */
export const shardCost = {
  memoryBytes: 67_000_000,
  /** Node's and V8's own, and those of libuv once something was looked up or read. */
  threads: 11,
  /** Files that are no connection: poll, pipes, the module that is loaded, the events that are written. */
  files: 64,
} as const;

/** Of a core that is busier than this, the schedule falls behind. */
export const usableShareOfCore = 0.7;
