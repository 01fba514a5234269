/** Promised of virtual time: a fleet in 2 processes, each of which loads the functions of a scenario in TypeScript, tells what it tells in 1. */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import type { Summary } from "../../src/fleet/run-events.ts";
import { exitCodes } from "../../src/cli/exit-code.ts";
import { builtBin } from "../support/built-bin.ts";
import { temporaryFolder } from "../support/test-host.ts";

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

const files = { "visitor.ts": visitor };
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

test("run in virtual time in 2 processes, a fleet with functions has the events and the summary of 1", async () => {
  const [one, two] = await Promise.all([run(functions, 1), run(functions, 2)]);
  expect(one).toMatchObject({ exit: exitCodes.pass, err: "", shards: 1 });
  expect(one.events).toMatch(/"toggle"/);
  expect(two).toEqual({ ...one, shards: 2 });
});
