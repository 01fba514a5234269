/**
 * Promised of virtual time: a fleet in several processes writes the same bytes as in one, also with kinds from a file and with the functions
 * of a scenario in TypeScript, which every process loads for itself.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { Summary } from "../../src/fleet/run-events.ts";
import { exitCodes } from "../../src/cli/exit-code.ts";
import { builtBin } from "../support/built-bin.ts";
import { temporaryFolder } from "../support/test-host.ts";

/** Steps of single devices, of homes and of the whole run, devices that come and go, and a draw over all homes. */
const street = `flotilla: 1
name: street
seed: 11
homes: 12
fleet: [{ kind: lock, perHome: 1 }, { kind: bulb, perHome: 2 }, { kind: bell, count: 7 }]
load: [{ ramp: 100%, over: 20s }, { hold: 3m, churn: { every: 20s, share: 20%, away: 5s } }]
timeline:
  - { name: lock-all, at: 30s, do: [{ command: lockDoor }], select: { kind: lock, share: 50% } }
  - { name: dark, at: 60s, world: power-cut, for: 20s, select: { share: 40% of homes } }
  - { name: crowd, when: run.ready >= 30, log: "\${run.ready} devices" }
expect: [reconnect.all < 2m after dark, connections.refused == 0]
`;

/** Rings at times of its own. */
const bell = `import { defineKind, later, millis } from "flotilla/device";

export default defineKind({
  name: "bell",
  summary: "Rings.",
  matterType: "none",
  power: "mains",
  rooms: { hall: 1 },
  attributes: {},
  commands: {},
  events: { rung: { doc: "It rang.", severity: "info", data: { times: { type: "integer", min: 0, max: 1000, doc: "How often so far." } }, matter: "ours" } },
  settings: {},
  faults: {},
  acts: {},
  wakes: ["ring"],
  signals: {},
  start(context) {
    context.wake("ring", later(context.now, millis(20_000 * context.random.next())));
    return { times: 0 };
  },
  step(state, input, context) {
    if (input.type !== "wake") return;
    state.times += 1;
    context.raise("rung", { times: state.times });
    context.wake("ring", later(context.now, millis(1_000 + 20_000 * context.random.next())));
  },
});
`;

/** What it does next depends on what has happened, in the device's home and with the memory of each device. */
const visitor = `import { defineScenario, kind } from "flotilla/scenario";

const lock = kind("lock");
const bulb = kind("bulb");

export default defineScenario(({ vars }) => ({
  flotilla: 1,
  name: "visitor",
  seed: 3,
  homes: Number(vars["homes"]),
  fleet: [
    lock.group({
      perHome: 1,
      settings: { usedByResidents: false },
      on: {
        lockOperation(door, { lockOperationType }, context) {
          const seen = door.memory(() => ({ times: 0 }));
          seen.times++;
          context.log(\`\${door.id} \${lockOperationType} \${seen.times}\`);
          const lamps = door.home.devices.filter(bulb.is);
          for (const lamp of lamps) context.wait(500 + 1_000 * context.random.next(), () => lamp.command("toggle"));
        },
      },
    }),
    bulb.group({ perHome: 2, settings: { usedByResidents: false } }),
  ],
  load: [{ ramp: "100%", over: "5s" }, { hold: "1m" }],
  timeline: [
    {
      name: "visit",
      at: "10s",
      select: { kind: "lock", share: "60% of homes" },
      do(devices, context) {
        for (const door of devices.filter(lock.is))
          context.wait(20_000 * context.random.next(), () => door.act("turn-key"));
      },
    },
  ],
  expect: ["commands.lost == 0"],
}));
`;

const files = { "street.yaml": street, "bell.ts": bell, "visitor.ts": visitor };
const kinds = ["street.yaml", "--kinds", "bell.ts"];
const functions = ["visitor.ts", "--set", "vars.homes=6"];

function written(): string {
  const folder = temporaryFolder();
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  return folder;
}

interface Told {
  readonly exit: number | null;
  readonly err: string;
  readonly events: string;
  /** Without what is of the processes and not of the fleet. */
  readonly summary: object;
  /** Of how many shards there are figures. */
  readonly shards: number;
}

async function run(scenario: readonly string[], shards: number): Promise<Told> {
  const folder = written();
  const bin = builtBin(
    ["run", ...scenario, "--speed", "max", "--events", "--out", "out", "--shards", `${shards}`],
    folder,
  );
  const exit = await bin.exit;
  const read = (name: string): string => readFileSync(join(folder, "out", name), "utf8");
  const { generator, run: of, ...figures } = JSON.parse(read("summary.json")) as Summary;
  const summary = { ...figures, run: { ...of, id: "", startedAt: "", shards: 0 } };
  return { exit, err: bin.err, events: read("events.ndjson"), summary, shards: generator.shards.length };
}

describe.each([
  ["kinds from a file", kinds, /"rung"/],
  ["functions in TypeScript", functions, /"toggle"/],
])("a fleet with %s", (_, scenario, sign) => {
  test("run in virtual time in 2 processes has the events and the summary of 1", async () => {
    const [one, two] = await Promise.all([run(scenario, 1), run(scenario, 2)]);
    expect(one).toMatchObject({ exit: exitCodes.pass, err: "", shards: 1 });
    expect(one.events).toMatch(sign);
    expect(two).toEqual({ ...one, shards: 2 });
  });

  test("simulated in 2 processes is the bytes of 1", async () => {
    const simulated = async (shards: number): Promise<{ exit: number | null; out: string; err: string }> => {
      const bin = builtBin(["simulate", ...scenario, "--shards", `${shards}`], written());
      const exit = await bin.exit;
      // The last line of them says how long it took.
      return { exit, out: bin.out, err: bin.err.replace(/ in \S+ m?s, .*real time$/m, "") };
    };
    const [one, two] = await Promise.all([simulated(1), simulated(2)]);
    expect(one.exit).toBe(exitCodes.pass);
    expect(one.out).toMatch(sign);
    expect(two).toEqual(one);
  });
});
