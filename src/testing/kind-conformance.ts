/**
 * What every kind must hold, as checks for any test runner:
 *
 *     for (const { name, run } of kindConformance(lock)) test(name, run);
 *
 * Each check leads a real device, on virtual time, through a random life and throws a {@link FlotillaError} saying after
 * which step what was found. A life is decided by its seed, so a failure happens again.
 */
import { faultOf } from "../device/field.ts";
import type { Attribute, Context, Kind, Signal } from "../device/kind.ts";
import { uniform } from "../kernel/distribution.ts";
import { FlotillaError } from "../kernel/errors.ts";
import { RandomStream } from "../kernel/random.ts";
import { days, type Duration, hours, instant, type Instant, later, minutes } from "../kernel/time.ts";
import { type LifeStep, randomLife } from "./random-life.ts";
import { Workbench } from "./workbench.ts";

export interface KindCheck {
  /** A sentence. */
  readonly name: string;
  /** @throws FlotillaError `kind` when the kind does not hold it. */
  run(): void;
}

export interface KindConformanceOptions {
  /** Default 1. */
  readonly seed?: number;
  /** Steps of each life. Default 10,000. */
  readonly steps?: number;
  /** By when a command must have been answered. Default 10 minutes. */
  readonly answerWithin?: Duration;
  /** Largest state, in bytes of JSON: a fleet holds one per device. Default 1,024. */
  readonly stateBytes?: number;
}

/** The checks of `kind`. */
export function kindConformance(kind: Kind, options: KindConformanceOptions = {}): readonly KindCheck[] {
  const { seed = 1, steps = 10_000, answerWithin = minutes(10), stateBytes = 1_024 } = options;
  const check = (name: string, run: () => void): KindCheck => ({ name: `${kind.name}: ${name}`, run });
  return [
    check("its values fit their fields at every moment", () => valuesFit(kind, seed, steps)),
    check("its state is plain JSON at every moment", () => stateIsPlain(kind, seed, steps, stateBytes)),
    check("it lives on unchanged after a JSON round trip of its state", () => survivesRoundTrips(kind, seed, steps)),
    check("the same inputs give the same output", () => repeats(kind, seed, steps)),
    check("every command is answered exactly once", () => answersOnce(kind, seed, steps, answerWithin)),
    check("its signals leave a band when they say, and not before", () => signalsKeepTheirWord(kind, seed, steps)),
    check("reading its values changes nothing, however often", () => readsFreely(kind, seed, steps / 100)),
    check("nothing changes because of what did not happen", () => namesCauses(kind, seed, steps / 10)),
    check("restarts keep what is non-volatile and nothing else", () => keepsWhatItDeclares(kind, seed, steps / 10)),
    check("names it does not have are refused and change nothing", () => refusesUnknownNames(kind, seed)),
  ];
}

function valuesFit(kind: Kind, seed: number, steps: number): void {
  live(kind, seed, steps, (bench, step) => {
    const values = bench.device.values();
    for (const [name, attribute] of Object.entries<Attribute>(kind.attributes)) {
      const fault = faultOf(attribute, values[name]);
      if (fault !== undefined) throw broken(kind, step, `attribute "${name}": ${fault}`);
    }
  });
}

function stateIsPlain(kind: Kind, seed: number, steps: number, stateBytes: number): void {
  live(kind, seed, steps, (bench, step) => {
    const oddity = oddityOf(bench.device.state, "state");
    if (oddity !== undefined) throw broken(kind, step, oddity);
    const size = JSON.stringify(bench.device.state).length;
    if (size > stateBytes) throw broken(kind, step, `expected a state of at most ${stateBytes} bytes, found ${size}`);
  });
}

function survivesRoundTrips(kind: Kind, seed: number, steps: number): void {
  const left = new Workbench({ kind, seed });
  const right = new Workbench({ kind, seed });
  for (const step of randomLife(kind, seed, steps)) {
    const state = right.device.state as Record<string, unknown>;
    const copy = JSON.parse(JSON.stringify(state)) as Record<string, unknown>;
    for (const key of Object.keys(state)) delete state[key];
    Object.assign(state, copy);
    sideBySide(kind, step, left, right);
  }
}

function repeats(kind: Kind, seed: number, steps: number): void {
  const left = new Workbench({ kind, seed });
  const right = new Workbench({ kind, seed });
  for (const step of randomLife(kind, seed, steps)) sideBySide(kind, step, left, right);
}

/** Also by a device that restarts or loses its power meanwhile; one without power refuses at once. */
function answersOnce(kind: Kind, seed: number, steps: number, answerWithin: Duration): void {
  const bench = new Workbench({ kind, seed });
  const answered = new Set<number>();
  let oldest = 0;
  const settle = (step: LifeStep): void => {
    for (const said of bench.said) {
      if (said.type !== "outcome") continue;
      if (answered.has(said.call)) throw broken(kind, step, `expected one answer to command ${said.call}, found two`);
      answered.add(said.call);
    }
    bench.said.length = 0;
    while (oldest < bench.given.length && answered.has(bench.given[oldest]!.call)) oldest++;
    const waiting = bench.given[oldest];
    if (waiting !== undefined && bench.now - waiting.at > answerWithin) {
      throw broken(kind, step, `expected an answer to command ${waiting.call} within ${answerWithin} ms, found none`);
    }
  };
  const wait: LifeStep = {
    doc: "the time to answer passes",
    causes: [],
    do: () => bench.run((answerWithin * 2) as Duration),
  };
  for (const step of [...randomLife(kind, seed, steps), wait]) {
    step.do(bench);
    settle(step);
  }
}

function signalsKeepTheirWord(kind: Kind, seed: number, steps: number): void {
  const random = new RandomStream(seed, 0, "signal bands");
  const signals = Object.entries<Signal<never, object> | undefined>(kind.signals);
  live(kind, seed, steps, (bench, step) => {
    for (const [name, signal] of signals) {
      if (signal?.leaves === undefined) continue;
      const fault = faultOfSignal(signal, kind.attributes[name] as Attribute, bench, random);
      if (fault !== undefined) throw broken(kind, step, `signal "${name}": ${fault}`);
    }
  });
}

/** A device looked at every second says and is the same as one nobody looks at. */
function readsFreely(kind: Kind, seed: number, steps: number): void {
  const watched = new Workbench({ kind, seed });
  const alone = new Workbench({ kind, seed });
  for (const step of randomLife(kind, seed, steps)) {
    step.do(alone);
    const second = { onDue: (): void => look() };
    const look = (): void => {
      watched.device.values();
      if (watched.now + 1_000 < alone.now) watched.scheduler.at(later(watched.now, 1_000), second);
    };
    look();
    step.do(watched);
    settleSides(kind, step, watched, alone);
  }
}

/** A life without commands has no change by command, and so for every cause that only comes from outside. */
function namesCauses(kind: Kind, seed: number, steps: number): void {
  for (const cause of ["command", "desired", "fault"] as const) {
    const bench = new Workbench({ kind, seed });
    for (const step of randomLife(kind, seed, steps)) {
      if (step.causes.includes(cause)) continue;
      step.do(bench);
      const stray = bench.said.find((said) => said.type === "changed" && said.cause === cause);
      if (stray !== undefined) {
        throw broken(kind, step, `expected no change by ${cause} in a life without, found ${JSON.stringify(stray)}`);
      }
      bench.said.length = 0;
    }
  }
}

/** What a writable attribute is when the firmware has started: what it was if it is non-volatile, else its first value. */
function keepsWhatItDeclares(kind: Kind, seed: number, steps: number): void {
  const writable = Object.entries<Attribute>(kind.attributes).filter(
    ([name, attribute]) => attribute.writable === true && kind.signals[name] === undefined,
  );
  const first = new Map<string, unknown>();
  const latest = new Map<string, unknown>();
  let fault: string | undefined;
  const note = (into: Map<string, unknown>, context: Context): void => {
    for (const [name] of writable) into.set(name, context.get(name));
  };
  const watched: Kind = {
    ...kind,
    start(context) {
      const state: object = kind.start(context);
      note(first, context);
      note(latest, context);
      return state;
    },
    step(state, input, context) {
      if (input.type === "boot") {
        for (const [name, { nonVolatile }] of writable) {
          const expected = nonVolatile === true ? latest.get(name) : first.get(name);
          const found: unknown = context.get(name);
          if (found !== expected) fault = `attribute "${name}": expected ${expected} after the restart, found ${found}`;
        }
      }
      kind.step(state, input, context);
      note(latest, context);
    },
  };
  live(watched, seed, steps, (_bench, step) => {
    if (fault !== undefined) throw broken(kind, step, fault);
  });
}

function refusesUnknownNames(kind: Kind, seed: number): void {
  const bench = new Workbench({ kind, seed });
  const before = JSON.stringify(bench.device.state);
  const step: LifeStep = { doc: "an unknown name", causes: [], do: () => undefined };
  for (const name of ["noSuchName", "constructor", "__proto__", ""]) {
    const outcomes = [
      bench.command(name),
      bench.device.desire({ [name]: 1, noSuchName: 1 }),
      bench.device.configure({ [name]: 1, noSuchName: 1 }),
    ];
    if (outcomes.some((outcome) => outcome?.ok !== false)) {
      throw broken(kind, step, `expected "${name}" to be refused as command, attribute and setting, found it accepted`);
    }
  }
  if (JSON.stringify(bench.device.state) !== before) throw broken(kind, step, "expected the state unchanged");
}

/** Leads a device through a life, looking at it after every step. */
function live(kind: Kind, seed: number, steps: number, look: (bench: Workbench, step: LifeStep) => void): void {
  const bench = new Workbench({ kind, seed });
  for (const step of randomLife(kind, seed, steps)) {
    step.do(bench);
    look(bench, step);
    bench.said.length = 0;
  }
}

/** Does one step to two devices that must stay the same in what they say and are. */
function sideBySide(kind: Kind, step: LifeStep, left: Workbench, right: Workbench): void {
  step.do(left);
  step.do(right);
  settleSides(kind, step, left, right);
}

function settleSides(kind: Kind, step: LifeStep, left: Workbench, right: Workbench): void {
  const [one, other] = [left, right].map((bench) =>
    JSON.stringify([bench.said, bench.device.values(), bench.device.state]),
  );
  if (one !== other) throw broken(kind, step, `expected the same from both devices, found ${one} and ${other}`);
  left.said.length = 0;
  right.said.length = 0;
}

/** What is not plain JSON in `value`, or `undefined`. */
function oddityOf(value: unknown, path: string): string | undefined {
  switch (typeof value) {
    case "string":
    case "boolean":
      return undefined;
    case "number":
      return Number.isFinite(value) ? undefined : `expected a finite number in ${path}, found ${value}`;
    case "object": {
      if (value === null) return undefined;
      const prototype: unknown = Object.getPrototypeOf(value);
      if (prototype !== Object.prototype && prototype !== Array.prototype) {
        return `expected a plain object or list in ${path}, found ${prototype === null ? "null prototype" : value.constructor.name}`;
      }
      for (const [key, inner] of Object.entries(value)) {
        const oddity = oddityOf(inner, `${path}.${key}`);
        if (oddity !== undefined) return oddity;
      }
      return undefined;
    }
    default:
      return `expected plain JSON in ${path}, found ${typeof value}`;
  }
}

const samplesPerBand = 24;
const lookAhead = days(1);
/** Share of a reportable change to which a signal may be rounded. */
const resolution = 0.06;
/** ms by which a signal may be late in saying when it leaves. */
const lateness = 1;

/** Asks when a signal leaves a band around its value, and watches it until then. */
function faultOfSignal(
  signal: Signal<never, object>,
  attribute: Attribute,
  bench: Workbench,
  random: RandomStream,
): string | undefined {
  const { device, now } = bench;
  // What is unknown meanwhile has left every band.
  const read = (at: number): number =>
    signal.value(device.state, contextAt(bench, instant(at)) as never) ?? Number.POSITIVE_INFINITY;
  const value = read(now);
  if (value === Number.POSITIVE_INFINITY) return undefined;
  const change = attribute.report.change || 1;
  const width = change * uniform(random, 0.2, 3);
  const tolerance = change * resolution;
  const [low, high] = [value - width, value + width];
  const leaves = signal.leaves!(device.state, contextAt(bench, now) as never, low, high);
  if (Number.isNaN(leaves) || leaves < now) return `expected to leave its band at or after ${now}, found ${leaves}`;
  const end = Math.max(now, Math.min(leaves - lateness, now + lookAhead));
  for (let i = 1; i < samplesPerBand; i++) {
    const at = now + ((end - now) * i) / samplesPerBand;
    const seen = read(at);
    if (seen <= low - tolerance || seen >= high + tolerance) {
      return `expected ${low}..${high} until ${leaves}, found ${seen} at ${at}`;
    }
  }
  if (leaves > now + hours(1_000_000)) return undefined;
  const edge = read(leaves);
  if (edge > low + tolerance && edge < high - tolerance) {
    return `expected it to be out of ${low}..${high} at ${leaves}, found ${edge}`;
  }
  return undefined;
}

/** What a signal sees of the device at another time. It may look, and nothing else. */
function contextAt({ device }: Workbench, now: Instant): Context {
  const refuse = (what: string) => (): never => {
    throw new FlotillaError("kind", `expected a signal only to look, found it to ${what}`);
  };
  return {
    now,
    random: { next: refuse("draw") },
    home: device.home,
    settings: device.settings,
    room: device.room,
    get: (attribute: string): never => device.get(attribute),
    has: (fault) => device.has(fault),
    set: refuse("set an attribute"),
    raise: refuse("raise an event"),
    done: refuse("answer a command"),
    fail: refuse("answer a command"),
    wake: refuse("ask for a wake"),
    restart: refuse("restart"),
    powerDown: refuse("power down"),
  };
}

function broken(kind: Kind, step: LifeStep, message: string): FlotillaError {
  return new FlotillaError("kind", `kind "${kind.name}", after "${step.doc}": ${message}`, {
    hint: "The life repeats with the same seed: break there and look at the state.",
    details: { kind: kind.name, step: step.doc },
  });
}
