/**
 * What one process of the generator has cost so far, and how near it is to what it may have. Plain data, whole each time: it is sent
 * from a shard to its parent and replaces what was there.
 *
 * Everything is of the time from the start of the run to its end: neither what comes before nor the goodbyes are among it.
 */
export interface ProcessFigures {
  /** Real milliseconds since the start. */
  readonly realMillis: number;
  /** Of the machine, as far as the process may use them. */
  readonly cores: number;
  readonly cpuUserMillis: number;
  readonly cpuSystemMillis: number;
  /** How long its main thread could have worked and waited for a core. Null where the system does not tell. */
  readonly cpuWaitMillis: number | null;
  readonly rssBytes: number;
  readonly peakRssBytes: number;
  /** Before it had anything to do. */
  readonly emptyRssBytes: number;
  /** With its part of what it shares with other processes; known at the end only, and where the system tells. */
  readonly pssBytes: number | null;
  /** Null where the system does not tell. */
  readonly openFiles: number | null;
  readonly peakOpenFiles: number | null;
  readonly openFilesLimit: number | null;
  /** Local ports it can still dial from. Null: the system chooses them. */
  readonly portsLeft: number | null;
  /** What was sent and waits because the other side does not take it, over all connections. */
  readonly unsentBytes: number;
  readonly peakUnsentBytes: number;
  /** The longest time its event loop stood still in one go, and how long it was working in that time. */
  readonly longestStallMillis: number;
  readonly longestStallCpuMillis: number;
  /** How long its event loop was held up for longer than the limit, in all. */
  readonly heldUpMillis: number;
  /** Time in seconds of which more than one in a hundred actions began later than the limit. */
  readonly behindMillis: number;
  readonly gcMillis: number;
  readonly longestGcMillis: number;
  /** How long the machine slept. */
  readonly sleptMillis: number;
  /** How far the machine's clock was set, in either direction. */
  readonly clockSetMillis: number;
}

/** Of a process that has done nothing. */
export const noFigures: ProcessFigures = {
  realMillis: 0,
  cores: 1,
  cpuUserMillis: 0,
  cpuSystemMillis: 0,
  cpuWaitMillis: null,
  rssBytes: 0,
  peakRssBytes: 0,
  emptyRssBytes: 0,
  pssBytes: null,
  openFiles: null,
  peakOpenFiles: null,
  openFilesLimit: null,
  portsLeft: null,
  unsentBytes: 0,
  peakUnsentBytes: 0,
  longestStallMillis: 0,
  longestStallCpuMillis: 0,
  heldUpMillis: 0,
  behindMillis: 0,
  gcMillis: 0,
  longestGcMillis: 0,
  sleptMillis: 0,
  clockSetMillis: 0,
};
