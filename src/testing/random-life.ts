/**
 * A device's life made of whatever can happen to one: commands, acts, desired state, settings, faults, people, power cuts,
 * restarts, and time in steps from a millisecond to hours.
 *
 * The same kind and seed give the same life, so two devices can be led through it side by side.
 */
import type { Device } from "../device/device.ts";
import { firmwareFaults } from "../device/firmware.ts";
import type { AttributeTable, BootReason, Cause, Kind, SettingTable } from "../device/kind.ts";
import { chance, integer, pick, uniform } from "../kernel/distribution.ts";
import { type Random, RandomStream } from "../kernel/random.ts";
import { days, type Duration, hours, millis } from "../kernel/time.ts";
import { activities, type Happening, rooms } from "../world/happening.ts";
import { randomValue, randomValues } from "./random-value.ts";
import type { Workbench } from "./workbench.ts";

const longestStep = hours(6);
const bootReasons: readonly BootReason[] = [
  "brownOutReset",
  "softwareWatchdogReset",
  "hardwareWatchdogReset",
  "softwareUpdateCompleted",
  "softwareReset",
];

/** One thing that happens, the same to every device it is done to. */
export interface LifeStep {
  readonly doc: string;
  /** What changes of state it may be the cause of, besides physics. */
  readonly causes: readonly Cause[];
  do(bench: Workbench): void;
}

/** What happens next, `count` times. */
export function* randomLife(kind: Kind, seed: number, count: number): Generator<LifeStep> {
  const random = new RandomStream(seed, 0, "random life");
  const texts = Object.values<{ readonly default: unknown }>(kind.settings)
    .map((setting) => setting.default)
    .filter((value) => typeof value === "string");
  const ways = waysOf(kind, texts);
  for (let i = 0; i < count; i++) yield chance(random, 0.5) ? passTime(random) : pick(random, ways)(random);
}

type Way = (random: Random) => LifeStep;

function passTime(random: Random): LifeStep {
  const duration = millis(longestStep ** random.next()) as Duration;
  return { doc: `${duration} ms pass`, causes: [], do: (bench) => bench.run(duration) };
}

/** All the ways a step can go that this kind has anything for. */
function waysOf(kind: Kind, texts: readonly string[]): readonly Way[] {
  const writable = Object.entries<AttributeTable[string]>(kind.attributes).filter(
    ([, field]) => field.writable === true,
  );
  const ways: Way[] = [happening, reboot];
  const choose = (names: readonly string[], way: (name: string) => Way): void => {
    if (names.length > 0) ways.push((random) => way(pick(random, names))(random));
  };
  choose(Object.keys(kind.commands), (name) => (random) => {
    const args = randomValues(kind.commands[name].args, random, texts);
    const doc = `command ${name} ${JSON.stringify(args)}`;
    return { doc, causes: ["command"], do: (bench) => void bench.command(name, args) };
  });
  choose(Object.keys(kind.acts), (name) => (random) => {
    const args = randomValues(kind.acts[name].args, random, texts);
    return step("human", `act ${name}`, args, (device) => device.act(name, args));
  });
  choose([...Object.keys(kind.faults), ...Object.keys(firmwareFaults)], (name) => (random) => {
    const active = chance(random, 0.5);
    return step("fault", `fault ${name}`, active, (device) => device.fault(name, active));
  });
  choose(Object.keys(kind.settings), (name) => (random) => {
    const values = { [name]: randomValue((kind.settings as SettingTable)[name]!, random, texts) };
    return step("command", "configure", values, (device) => device.configure(values));
  });
  if (writable.length > 0) {
    ways.push((random) => {
      const values: Record<string, unknown> = {};
      for (let i = integer(random, 1, 3); i > 0; i--) {
        const [name, field] = pick(random, writable);
        values[name] = randomValue(field, random, texts);
      }
      return step("desired", "desire", values, (device) => device.desire(values));
    });
  }
  ways.push(kind.power === "mains" ? power : useUp);
  return ways;
}

function step(cause: Cause, doc: string, detail: unknown, act: (device: Device) => void): LifeStep {
  return { doc: `${doc} ${JSON.stringify(detail)}`, causes: [cause], do: (bench) => act(bench.device) };
}

/** Off less often than on, so that most of a life is lived with power. */
const power: Way = (random) => {
  const on = chance(random, 0.8);
  return step("boot", "power", on, (device) => device.power(on));
};

/** Now and then long enough for cells to give out. */
const useUp: Way = (random) => {
  if (!chance(random, 0.02)) return passTime(random);
  const season = days(uniform(random, 30, 120));
  return { doc: `${season} ms pass`, causes: [], do: (bench) => bench.run(season) };
};

const reboot: Way = (random) => {
  const reason = pick(random, bootReasons);
  return step("boot", "reboot", reason, (device) => device.reboot(reason));
};

const happening: Way = (random) => {
  const told = someHappening(random);
  return {
    doc: JSON.stringify(told),
    causes: ["human"],
    do: (bench) => bench.device.happen({ ...told, at: bench.now } as Happening),
  };
};

function someHappening(random: Random): Unplaced<Happening> {
  const person = integer(random, 0, 3);
  const flag = chance(random, 0.5);
  const type = pick(random, ["first", "last", "moved", "activity", "front-door", "windows"] as const);
  switch (type) {
    case "first":
      return { type: pick(random, ["arrival", "entry", "settled", "wake"] as const), person, first: flag };
    case "last":
      return { type: pick(random, ["leaving", "departure", "bedtime"] as const), person, last: flag };
    case "moved": {
      const from = pick(random, rooms);
      return {
        type,
        person,
        from,
        to: pick(
          random,
          rooms.filter((room) => room !== from),
        ),
      };
    }
    case "activity":
      return { type: flag ? "began" : "ended", person, activity: pick(random, activities), room: pick(random, rooms) };
    case "front-door":
    case "windows":
      return { type, open: flag };
  }
}

/** Each happening without its time. */
type Unplaced<T> = T extends unknown ? Omit<T, "at"> : never;
