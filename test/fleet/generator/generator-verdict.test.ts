import { describe, expect, test } from "vitest";
import { judgeGenerator, type ProcessAccount } from "../../../src/fleet/generator/generator-verdict.ts";
import type { ProcessFigures } from "../../../src/metrics/process-figures.ts";
import { figuresOf, histogramOf } from "../still-gauge.ts";
import { didNotEnd, notReady } from "../../../src/fleet/generator/lost-shard.ts";

const calm = { failures: {}, peakConnected: 100, virtual: false };

/** 1,000 values: all but `late` of them 1 ms. */
function mostly(late: number, millis: number): number[] {
  return Array.from({ length: 1_000 }, (_, index) => (index < late ? millis : 1));
}

interface Made extends Partial<Omit<ProcessAccount, "lateness" | "loopDelay" | "figures">> {
  readonly lateness?: readonly number[];
  readonly loopDelay?: readonly number[];
  readonly figures?: Partial<ProcessFigures>;
}

function account({ lateness = [], loopDelay = [], figures, ...more }: Made = {}): ProcessAccount {
  return {
    name: "the generator",
    slice: { number: 0, homes: 10, devices: 100 },
    deaths: [],
    silentMillis: 0,
    ...more,
    lateness: histogramOf(...lateness),
    loopDelay: histogramOf(...loopDelay),
    figures: figuresOf(figures),
  };
}

function shards(...made: readonly Made[]): ProcessAccount[] {
  return [
    ...made.map((one, number) =>
      account({ name: `shard ${number}`, slice: { number, homes: 10, devices: 100 }, ...one }),
    ),
    { ...account({ name: "the main process" }), slice: undefined },
  ];
}

function faults(
  made: Made,
  circumstances: Partial<typeof calm> & { failures?: Record<string, number>; speed?: number } = {},
): readonly string[] {
  return judgeGenerator([account(made)], { ...calm, ...circumstances }).faults;
}

function cares(figures: Partial<ProcessFigures>): readonly string[] {
  return judgeGenerator([account({ figures })], calm).cares;
}

describe("a generator", () => {
  test("that kept up has no faults", () => {
    const verdict = judgeGenerator([account({ lateness: mostly(5, 5_000), loopDelay: mostly(5, 5_000) })], calm);
    expect(verdict).toEqual({ faults: [], cares: [], remarks: [] });
  });

  test("that measured nothing has none either", () => {
    expect(judgeGenerator([account()], calm)).toEqual({ faults: [], cares: [], remarks: [] });
  });

  test("whose schedule slipped is at fault", () => {
    const [fault, ...others] = faults({ lateness: mostly(20, 200) });
    expect(fault).toMatch(/^the generator fell behind its own schedule: lateness p99 20\d(\.\d+)? ms, limit 100 ms; /);
    expect(others).toEqual([]);
  });

  test("whose event loop was blocked is at fault, and not for a single hiccup of a short run", () => {
    const loopDelay = mostly(20, 400);
    const [fault] = faults({ loopDelay, figures: { heldUpMillis: 1_000 } });
    expect(fault).toMatch(/^the generator's event loop was blocked: delay p99 40\d(\.\d+)? ms, limit 200 ms; /);
    const hiccup = judgeGenerator([account({ loopDelay, figures: { heldUpMillis: 300 } })], calm);
    expect(hiccup.faults).toEqual([]);
    expect(hiccup.cares).toEqual([expect.stringContaining("event loop was held up")]);
  });

  test("may be at fault in several ways, and is told once what helps against them", () => {
    const [first, second, ...others] = faults({
      lateness: mostly(20, 900),
      loopDelay: mostly(20, 900),
      figures: { heldUpMillis: 2_000 },
    });
    expect(first).toContain("; ");
    expect(second).not.toContain("; ");
    expect(others).toEqual([]);
  });

  test("that stood still for seconds in one go is at fault, however long the run", () => {
    const working = { longestStallMillis: 6_200, longestStallCpuMillis: 6_000 };
    expect(faults({ figures: working })[0]).toMatch(
      /^the generator stood still for 6.2 s in one go, working, limit 5 s; /,
    );
    const stopped = { longestStallMillis: 6_200, longestStallCpuMillis: 10 };
    expect(faults({ figures: stopped })[0]).toContain(
      "not running: stopped, or without a core, limit 5 s; let nothing",
    );
    expect(cares({ longestStallMillis: 1_400, longestStallCpuMillis: 1_400 })).toEqual([
      "the generator stood still for 1.4 s in one go, working",
    ]);
  });

  test("is at fault when the machine slept, and not when its clock was set", () => {
    expect(faults({ figures: { sleptMillis: 300_000 } })).toEqual([
      "the machine slept for 300 s; keep it awake while it runs",
    ]);
    const set = judgeGenerator([account({ figures: { clockSetMillis: 3_600_000 } })], calm);
    expect(set).toMatchObject({ faults: [], cares: [], remarks: [expect.stringContaining("clock was set by 3600 s")] });
  });
});

describe("what to do about it", () => {
  const late = mostly(20, 900);

  test("is more processes while there are cores left", () => {
    const figures = { cpuUserMillis: 29_000, cores: 8 };
    expect(faults({ lateness: late, figures })[0]).toMatch(/; it used 97 % of one core of 8: .*\(--shards 8\)/);
  });

  test("is fewer devices when there are none", () => {
    const figures = { cpuUserMillis: 29_000, cores: 1 };
    const [fault] = faults({ lateness: late, figures });
    expect(fault).toMatch(/; it used 97 % of a core: use fewer devices \(--devices\)/);
    expect(fault).not.toContain("--shards");
  });

  test("is a lower speed, first of all, where the run is faster than real time", () => {
    const figures = { cpuUserMillis: 29_000, cores: 1 };
    expect(faults({ lateness: late, figures }, { speed: 60 })[0]).toMatch(
      /; it used 97 % of a core: lower the speed \(--speed 30, it was 60\), or use fewer devices/,
    );
    expect(faults({ lateness: late, figures }, { speed: 1.5 })[0]).toContain("--speed 1, it was 1.5");
    expect(faults({ lateness: late, figures }, { speed: 1 })[0]).not.toContain("--speed");
    const burst = { cpuUserMillis: 3_000, longestStallMillis: 30 };
    expect(faults({ lateness: late, figures: burst }, { speed: 10 })[0]).toContain("--speed 5, it was 10");
  });

  test("is a less busy machine when others had the core that it waited for", () => {
    const figures = { cpuUserMillis: 6_000, cpuWaitMillis: 12_000, cores: 2 };
    expect(faults({ lateness: late, figures })[0]).toContain(
      "; it waited for a core 40 % of the time, though the run itself used only 0.2 of 2 cores: end what else works",
    );
  });

  test("is less to do, or more cores, when the run itself had them", () => {
    const figures = { cpuUserMillis: 24_000, cpuWaitMillis: 9_000, cores: 2, longestStallMillis: 410 };
    const { faults: found } = judgeGenerator(shards({ lateness: late, figures }, { figures }), { ...calm, speed: 20 });
    expect(found[0]).toMatch(
      /; it waited for a core 30 % of the time, and the run itself used 1\.6 of 2 cores: lower the speed .*more cores$/,
    );
    expect(found[0]).not.toContain("find what");
  });

  test("is fewer shards where many share few cores", () => {
    const figures = { cpuUserMillis: 3_000, cpuWaitMillis: 9_000, cores: 2 };
    const { faults: found } = judgeGenerator(
      shards(...Array.from({ length: 12 }, () => ({ lateness: late, figures }))),
      calm,
    );
    expect(found[0]).toMatch(
      /30 % of the time, as 12 shards share 2 cores, .* used only 1\.2 of 2 cores: use fewer shards/,
    );
    expect(found[0]).toContain("(--shards 2)");
  });

  test("is to leave it a core when one stall is what it waited in, and never to look for work that was not done", () => {
    const figures = { cpuUserMillis: 3_000, cpuWaitMillis: 390, longestStallMillis: 410, longestStallCpuMillis: 30 };
    const [fault] = faults({ lateness: late, figures });
    expect(fault).toContain("; it waited for a core when it stood still for 410 ms, though the run itself used only");
    // Nor did it wait: it was stopped, or its machine was.
    const [stopped] = faults({ lateness: late, figures: { ...figures, cpuWaitMillis: 20 } });
    expect(stopped).toContain("; let nothing stop it or the machine while it runs");
    expect(`${fault} ${stopped}`).not.toContain("find what");
  });

  test("is to look for what blocks it when its core was idle", () => {
    const figures = { cpuUserMillis: 3_000, longestStallMillis: 900, longestStallCpuMillis: 850 };
    expect(faults({ lateness: late, figures })[0]).toContain(
      "; it used 10 % of a core only, but worked for up to 900 ms in one go: find what does",
    );
  });

  test("is to leave it running when it was stopped, and that is said once", () => {
    const figures = { longestStallMillis: 6_500, longestStallCpuMillis: 20 };
    const [first, second] = faults({ lateness: late, figures });
    expect(first).toMatch(/; let nothing stop it or the machine while it runs/);
    expect(second).toMatch(/not running: stopped, or without a core, limit 5 s$/);
  });

  test("is to spread out what was due at one moment when nothing blocked it", () => {
    expect(faults({ lateness: late, figures: { cpuUserMillis: 3_000, longestStallMillis: 30 } })[0]).toContain(
      "too much was due at one moment. Connect devices over a longer time (load)",
    );
  });
});

describe("what the system did not have enough of", () => {
  test("are open files, with the limit that is needed", () => {
    const figures = { peakOpenFiles: 64, openFilesLimit: 64 };
    expect(faults({ figures }, { failures: { EMFILE: 12 }, peakConnected: 50 })).toEqual([
      "it was out of open files: 12 dials failed with EMFILE; the generator may open 64 and needs about 200: raise the limit (ulimit -n 200), or spread the fleet over more processes (--shards)",
    ]);
  });

  test("are open files for both ends when the server is in the same process", () => {
    const figures = { peakOpenFiles: 64, openFilesLimit: 64 };
    expect(faults({ figures }, { failures: { EMFILE: 12 }, peakConnected: 25 })[0]).toContain("ulimit -n 300");
  });

  test("are local ports, with how many are missing", () => {
    const failures = { NO_LOCAL_PORT: 2_000, EADDRNOTAVAIL: 1 };
    const [fault] = faults({}, { failures, peakConnected: 60 });
    expect(fault).toMatch(/^it was out of local ports: 2,001 dials failed with NO_LOCAL_PORT, EADDRNOTAVAIL; /);
    expect(fault).toContain("addresses for 40 more devices (--source-addresses");
  });

  test("are warned of before they are gone", () => {
    expect(cares({ peakOpenFiles: 1_000, openFilesLimit: 1_024 })).toEqual([
      "the generator had 1,000 of 1,024 files open",
    ]);
    expect(cares({ portsLeft: 12 })).toEqual(["the generator had only 12 local ports left to dial from"]);
    expect(cares({ peakOpenFiles: 100, openFilesLimit: 1_024, portsLeft: 5_000 })).toEqual([]);
  });
});

describe("a run that was close", () => {
  test("is to be believed with care", () => {
    const verdict = judgeGenerator([account({ lateness: mostly(20, 62) })], calm);
    expect(verdict.faults).toEqual([]);
    expect(verdict.cares[0]).toMatch(/^the generator was close to falling behind its own schedule: lateness p99 6\d/);
  });

  test("is so when it was behind for some time of a long run", () => {
    expect(cares({ behindMillis: 12_000 })).toEqual([
      "for 12 s in all, more than 1 in 100 actions of the generator began over 100 ms late",
    ]);
  });

  test("is so when its core had nothing left, or was not there", () => {
    expect(cares({ cpuUserMillis: 20_000, cpuSystemMillis: 8_000 })[0]).toMatch(/^the generator used 93 % of a core/);
    expect(cares({ cpuWaitMillis: 9_000 })[0]).toBe("the generator waited for a core 30 % of the time");
  });
});

describe("virtual time", () => {
  test("may use all of a core and stand still as long as it likes, but not die", () => {
    const figures = { cpuUserMillis: 30_000, cpuWaitMillis: 20_000, longestStallMillis: 60_000 };
    const one = account({ figures, lateness: mostly(20, 900) });
    expect(judgeGenerator([one], { ...calm, virtual: true })).toEqual({ faults: [], cares: [], remarks: [] });
    const dead = { ...one, deaths: ["killed by SIGKILL"] };
    expect(judgeGenerator([dead], { ...calm, virtual: true }).faults).toHaveLength(1);
  });
});

describe("a server that does not read", () => {
  test("is told, and held against nobody", () => {
    const verdict = judgeGenerator([account({ figures: { peakUnsentBytes: 34e6 } })], calm);
    expect(verdict).toMatchObject({ faults: [], cares: [] });
    expect(verdict.remarks[0]).toMatch(/^the server did not take all that it was sent in time: up to 34\.0 MB waited,/);
  });
});

describe("of several shards", () => {
  test("the worst decides, by its name", () => {
    const { faults: found } = judgeGenerator(
      shards({}, { lateness: mostly(20, 150) }, {}, { lateness: mostly(20, 212) }),
      calm,
    );
    expect(found).toHaveLength(1);
    expect(found[0]).toMatch(
      /^shard 3 fell behind its own schedule: lateness p99 21\d.* ms, limit 100 ms \(and 1 more\); /,
    );
  });

  test("one that was close is named, and not those that were not", () => {
    const { cares: found } = judgeGenerator(shards({}, {}, { lateness: mostly(20, 70) }), calm);
    expect(found).toEqual([expect.stringMatching(/^shard 2 was close to falling behind/)]);
  });

  test("the process that holds them together is at fault when it was blocked, but not for being late itself: no device waits for it", () => {
    const [one, other, main] = shards({}, {}) as [ProcessAccount, ProcessAccount, ProcessAccount];
    // It does little: the slowest of some ten things that it did is its 99th percentile.
    const late = { ...main, lateness: histogramOf(1, 1, 1, 1, 1, 1, 1, 1, 1, 601) };
    expect(judgeGenerator([one, other, late], calm)).toMatchObject({
      faults: [],
      cares: [
        expect.stringMatching(/^the main process was late by 601 ms \(p99\) with what it does for the whole run/),
      ],
    });
    const blocked = {
      ...main,
      loopDelay: histogramOf(...mostly(20, 900)),
      figures: figuresOf({ heldUpMillis: 2_000 }),
    };
    expect(judgeGenerator([one, other, blocked], calm).faults[0]).toMatch(/^the main process's event loop was blocked/);
  });

  test("one that died makes the run invalid, and is told how", () => {
    const { faults: found } = judgeGenerator(shards({}, { deaths: ["ended with 1", "killed by SIGKILL"] }), calm);
    expect(found).toEqual([
      expect.stringMatching(
        /^shard 1 died 2 times \(killed by SIGKILL\): up to a second .*; if nobody killed it, .*memory/,
      ),
    ]);
  });

  test("one that was given up is not said to have had last words", () => {
    const { faults: late } = judgeGenerator(shards({}, { deaths: [notReady("60.0 s")] }), calm);
    expect(late).toEqual([
      expect.stringMatching(/^shard 1 died \(not ready within 60.0 s\): .*; it was stopped, or without/),
    ]);
    const { faults: found } = judgeGenerator(shards({}, { deaths: [didNotEnd] }), calm);
    expect(found).toEqual([
      expect.stringMatching(
        /^shard 1 did not end when the run did: what it counted last is missing; it was stopped, or without/,
      ),
    ]);
  });

  test("one that says nothing any more makes it invalid, too", () => {
    const { faults: found } = judgeGenerator(shards({ silentMillis: 12_000 }, { silentMillis: 900 }), calm);
    expect(found).toEqual([expect.stringMatching(/^shard 0 had said nothing for 12 s when the run ended; /)]);
  });
});
