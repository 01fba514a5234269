/**
 * Same seed, same fleet, same behaviour: what a run in virtual time says is the same bytes every time, whoever else is in the
 * fleet and however time passes.
 */
import { describe, expect, test } from "vitest";
import { catalog } from "../../devices/catalog.ts";
import type { DeviceRecord, Summary } from "../../src/fleet/run-events.ts";
import { days, millis } from "../../src/kernel/time.ts";
import { assemble, type Assembly } from "../../src/library/assemble.ts";
import { compileScenarioValue } from "../../src/scenario/compile-scenario.ts";
import type { Range } from "../../src/scenario/groups/fleet-layout.ts";
import type { ScenarioInput } from "../../src/scenario/scenario-input.ts";

/** A bit of everything: physics, people, commands, faults, power cuts, devices that come, go and come again. */
const evening: ScenarioInput = {
  flotilla: 1,
  name: "evening",
  seed: 42,
  clock: { start: "2026-01-15T16:30:00+01:00" },
  homes: 40,
  fleet: [
    { kind: "lock", firmware: { "1.4.2": "80%", "1.5.0": "20%" }, telemetry: { ack: true } },
    { kind: "bulb", perHome: { uniform: [1, 6] }, reconnect: { policy: "decorrelated" } },
    { kind: "thermostat", count: 25 },
  ],
  load: [
    { ramp: "100%", over: "2m" },
    { hold: "40m" },
    { ramp: "60%", over: "1m" },
    { hold: "5m" },
    { ramp: "90%", over: "1m" },
    { hold: "1h" },
  ],
  timeline: [
    { at: "5m", world: "power-cut", for: "30s", select: { share: "20% of homes" } },
    { at: "8m", every: "10m", command: "lockDoor", select: { kind: "lock", share: "50%" } },
    { at: "12m", fault: "jam", for: "5m", select: { kind: "lock", count: 5 } },
    { at: "15m", disconnect: "abrupt", for: "20s", select: { share: "30%" } },
    { at: "20m", disconnect: "clean", for: "20s", select: { kind: "bulb", share: "30%" } },
    { at: "25m", reboot: true, select: { count: 10 } },
  ],
  expect: ["connections.refused == 0", "reconnect.all < 5m after power-cut"],
};

interface Telling {
  /** What every device said and had done to it, one JSON text per line. */
  readonly lines: readonly string[];
  readonly summary: Summary;
}

/** How time passes: at once, unless told otherwise. */
type Pace = (assembly: Assembly) => Promise<void>;
const atOnce: Pace = ({ run }) => run.advance(days(1));

async function tell(changes: Partial<ScenarioInput> = {}, homes?: Range, pace: Pace = atOnce): Promise<Telling> {
  const scenario = { ...evening, ...changes };
  const compiled = compileScenarioValue(scenario, { file: "evening", env: {}, kinds: catalog });
  if (!compiled.ok) return expect.fail(compiled.problems.map(({ message }) => message).join("\n"));
  const lines: string[] = [];
  const assembly = await assemble(compiled.plan, {
    kinds: catalog,
    folder: ".",
    virtual: true,
    outputs: [{ recorded: (record: DeviceRecord) => void lines.push(JSON.stringify(record)) }],
    ...(homes === undefined ? {} : { homes }),
  });
  assembly.run.begin();
  await pace(assembly);
  const summary = await assembly.run.stop(true);
  await assembly.close();
  return { lines, summary };
}

/** Without what is the process's own and not the fleet's. */
function withoutProcess(summary: Summary): unknown {
  const run = { ...summary.run, id: "", startedAt: "" };
  return { ...summary, run, generator: null };
}

const homeOf = (line: string): number => (JSON.parse(line) as DeviceRecord).home;
const deviceOf = (line: string): string => (JSON.parse(line) as DeviceRecord).device;

describe("the same scenario and seed", () => {
  test("tell the same bytes and the same summary, twice", async () => {
    const [first, second] = [await tell(), await tell()];
    expect(first.lines.length).toBeGreaterThan(5_000);
    expect(second.lines.join("\n")).toBe(first.lines.join("\n"));
    expect(JSON.stringify(withoutProcess(second.summary))).toBe(JSON.stringify(withoutProcess(first.summary)));
    // So that the above is about something.
    const { recoveries, commands, connections, messages } = first.summary;
    expect(new Set(recoveries.map(({ cause }) => cause))).toEqual(
      new Set(["power-cut", "disconnect", "disconnect-2", "reboot"]),
    );
    expect(commands.answered).toBeGreaterThan(50);
    expect(connections.reconnects).toBeGreaterThan(50);
    expect(messages.acked).toBeGreaterThan(50);
    expect(messages.events).toBeGreaterThan(50);
  });

  test("tell the same however time passes: in small steps, with pauses, under a busy event loop", async () => {
    const all = await tell();
    const stepwise = await tell({}, undefined, async ({ run }) => {
      let step = 0;
      while (!run.over) {
        await run.advance(millis(1 + ((step * 7_919) % 60_000)));
        if (++step % 10 === 0) await new Promise((resolve) => setImmediate(resolve));
      }
    });
    expect(stepwise.lines.join("\n")).toBe(all.lines.join("\n"));
    expect(withoutProcess(stepwise.summary)).toEqual(withoutProcess(all.summary));
  });

  test("tell the same when somebody looks on", async () => {
    const all = await tell();
    const watched = await tell({}, undefined, async ({ run }) => {
      let looks = 0;
      await run.advance(days(1), () => {
        if (++looks % 500 === 0) run.summary();
        return false;
      });
    });
    expect(watched.lines.join("\n")).toBe(all.lines.join("\n"));
  });
});

test("another seed tells something else", async () => {
  const [first, other] = [await tell(), await tell({ seed: 43 })];
  const measured = ({ lines }: Telling): string[] => lines.filter((line) => line.includes('"type":"telemetry"'));
  const same = new Set(measured(first));
  expect(measured(other).length).toBeGreaterThan(2_000);
  expect(measured(other).filter((line) => same.has(line))).toEqual([]);
});

describe("a home alone", () => {
  test("tells what it tells in the fleet", async () => {
    const { lines } = await tell();
    for (const home of [0, 17, 39]) {
      const alone = await tell({}, { from: home, to: home + 1 });
      expect(alone.lines.length).toBeGreaterThan(50);
      expect(alone.lines).toEqual(lines.filter((line) => homeOf(line) === home));
    }
  });

  test("and the other slices together tell all that the fleet tells", async () => {
    const whole = await tell();
    const slices: Telling[] = [];
    for (const [from, to] of [
      [0, 13],
      [13, 14],
      [14, 40],
    ] as const)
      slices.push(await tell({}, { from, to }));
    const ordered = (lines: readonly string[]): string[] => {
      const order = new Map([...new Set(lines.map(deviceOf))].toSorted().map((device, place) => [device, place]));
      return lines.toSorted((a, b) => order.get(deviceOf(a))! - order.get(deviceOf(b))!);
    };
    expect(ordered(slices.flatMap(({ lines }) => lines))).toEqual(ordered(whole.lines));
    const sum = (pick: (summary: Summary) => number): number =>
      slices.reduce((all, { summary }) => all + pick(summary), 0);
    expect(sum(({ messages }) => messages.telemetry)).toBe(whole.summary.messages.telemetry);
    expect(sum(({ commands }) => commands.received)).toBe(whole.summary.commands.received);
    expect(sum(({ connections }) => connections.attempts)).toBe(whole.summary.connections.attempts);
  });
});
