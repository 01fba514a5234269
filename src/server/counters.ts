/** What is counted of each device, and in the same terms of all devices together. */
export interface Counters {
  /** Connections that said hello. */
  connections: number;
  /** Connections closed because a newer one of the same device came. */
  replaced: number;
  /** Samples received, each once. */
  samples: number;
  /** Samples that had been received before. */
  duplicates: number;
  /** Samples that other samples' sequence numbers prove to have been sent, and that have not arrived. */
  missing: number;
  /** State patches received. */
  patches: number;
  /** State patches that never arrived, by the version of the next one. */
  missedPatches: number;
  /** State patches older than what was known: ignored. */
  stalePatches: number;
  events: number;
  /** Goodbyes received. */
  byes: number;
  /** Messages that are no JSON-RPC. */
  malformed: number;
  /** Messages that break the protocol: unknown methods, params that do not fit, the right thing at the wrong time. */
  invalid: number;
  /** Answers to nothing that was asked, or after it was given up. */
  unexpectedAnswers: number;
  commandsSent: number;
  /** Commands answered with a result. */
  commandsDone: number;
  /** Commands answered with an error. */
  commandsFailed: number;
  /** Commands given up: no answer in time, or the device disconnected. */
  commandsUnanswered: number;
}

export function newCounters(): Counters {
  return {
    connections: 0,
    replaced: 0,
    samples: 0,
    duplicates: 0,
    missing: 0,
    patches: 0,
    missedPatches: 0,
    stalePatches: 0,
    events: 0,
    byes: 0,
    malformed: 0,
    invalid: 0,
    unexpectedAnswers: 0,
    commandsSent: 0,
    commandsDone: 0,
    commandsFailed: 0,
    commandsUnanswered: 0,
  };
}
