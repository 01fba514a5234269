/**
 * What devices and processes take, as it was measured: the one table that `--shards auto`, `flotilla doctor`, `flotilla plan` and the warnings
 * before a run rest on. All of one machine: 2 x Intel Xeon (virtual), 24 GiB, Linux 6.18.44, Node 20.20.2; CPU of another one is told from
 * it by `machine-speed.ts`. How to measure again: docs/performance.md.
 *
 * | figure | when | how |
 * |---|---|---|
 * | memory of a device | 2026-11-23, quiet | `npm run bench million -- --devices 200000`: PSS of all 12 processes by devices |
 * | heap of a device | 2026-11-23 | `npm run bench memory`: 15,000 devices in one process, after a collection |
 * | in the kernel | 2026-11-23 | growth of /proc/slabinfo over 9,000 connections, both ends here, each having sent and read a message |
 * | a message | 2026-11-23, quiet | `npm run bench message`: 10,000 devices at one a second in one process, user and system time |
 * | a dial | 2026-11-23, quiet | `npm run bench dial`: 10,000 devices at 1,000 a second, born, dialled and greeted |
 * | a shard | 2026-11-24 | the largest PSS of three with 200 devices each; threads of a Node process with libuv's pool; 20 files beside connections |
 */
export const deviceCost = {
  /** Bytes, all told: what its process has for itself is in it, so who counts shards besides errs on the safe side. */
  memoryBytes: 7_800,
  /** Of it in the heap of JavaScript, which has a limit of its own. */
  heapBytes: 4_100,
  /** In the kernel for one end of a connection, bytes: socket, inode, file, directory entry, poll item. */
  kernelBytes: 4_200,
  /**
   * One message, all in, on one core that has much to do: in a fleet that says little each wakes its process, and costs several times as
   * much. One that is received is taken to cost as much as one that is sent.
   */
  messageMicros: 21.7,
  /** A connection, from its dial to a device that is ready. */
  dialMicros: 540,
} as const;

/** What a process takes before its first device; what processes share is counted once. */
export const shardCost = {
  memoryBytes: 26_000_000,
  /** Node's and V8's own, and those of libuv once something was looked up or read. */
  threads: 11,
  /** Files that are no connection: poll, pipes, the module that is loaded, the events that are written; with some to spare. */
  files: 64,
} as const;

/** Of a core that is busier than this, the schedule falls behind. */
export const usableShareOfCore = 0.7;
/** Of the heap's limit: near to it, V8 does little but collect. */
export const usableShareOfHeap = 0.7;
/** More processes have no use on any machine. */
export const mostShards = 256;
