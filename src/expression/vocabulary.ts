/**
 * What expressions can name, and of which type: devices, homes, the run, and what goes on in a step or a script.
 *
 * 1. An attribute that only some of the kinds have is `null` on the others; one that they have with different types is
 *    known when it is there (`dyn`).
 * 2. What every device has stands before an attribute of the same name.
 */
import type { EventTable, Kind } from "../device/kind.ts";
import type { Field, FieldTable } from "../device/field.ts";
import { bool, dyn, type ExpressionType, map, number, text } from "./expression-type.ts";

/** Types by the names that expressions begin with. */
export type Vocabulary = Readonly<Record<string, ExpressionType>>;

export interface VocabularyWish {
  /** Of the devices that `device` may be; absent: there is no `device`. */
  readonly kinds?: readonly Kind[] | undefined;
  readonly home?: boolean | undefined;
  readonly run?: boolean | undefined;
  /** Whose data `event` has: its name, and the kinds that may raise it. */
  readonly event?: { readonly name: string; readonly kinds: readonly Kind[] } | undefined;
  /** `command.name` and `command.args`. */
  readonly command?: boolean | undefined;
  /** `step.name` and `step.round`. */
  readonly step?: boolean | undefined;
}

export function vocabularyOf({ kinds, home, run, event, command, step }: VocabularyWish): Vocabulary {
  return {
    ...(kinds === undefined ? {} : deviceVocabulary(kinds)),
    ...(home === true ? homeVocabulary : {}),
    ...(run === true ? runVocabulary : {}),
    ...(event === undefined ? {} : eventVocabulary(event.name, event.kinds)),
    ...(command === true ? { command: live({ name: text, args: map }) } : {}),
    ...(step === true ? { step: live({ name: text, round: number }) } : {}),
  };
}

/** `device`: what every device has, and the attributes of its kind by their names. */
export function deviceVocabulary(kinds: readonly Kind[]): Vocabulary {
  const own = deviceFields(kinds);
  // In this order, as hints name the first ones.
  return { device: live({ ...own, ...shared(kinds.map(({ attributes }) => attributes as FieldTable)), ...own }) };
}

export const homeVocabulary: Vocabulary = {
  home: live({
    index: number,
    present: number,
    awake: number,
    mains: bool,
    network: { is: "text", options: ["good", "degraded", "down"] },
    outdoorTemperature: number,
    outdoorHumidity: number,
    irradiance: number,
    windowsOpen: bool,
  }),
};

const counts = (names: string): Record<string, ExpressionType> =>
  Object.fromEntries(names.split(" ").map((name) => [name, number]));

const countsByName: ExpressionType = { is: "map", of: number };

/** `run`: how far it is, and the counts of the summary. */
export const runVocabulary: Vocabulary = {
  run: live({
    ...counts("elapsed planned wanted ready"),
    connections: live({
      ...counts("attempts opened ready refused failed lost reconnects halfOpen"),
      closeCodes: countsByName,
      refusals: countsByName,
      failures: countsByName,
    }),
    messages: live(
      counts(
        "telemetry events state acked unacknowledged resent received bytesSent bytesReceived dropped violations unhandled",
      ),
    ),
    commands: live(counts("sent received answered failed unknown duplicate late lost")),
    http: live(counts("sent answered unexpected failed")),
  }),
};

/** `event`: its name, and its data. Of a moment that is no event of a kind, the name alone. */
export function eventVocabulary(name: string, kinds: readonly Kind[]): Vocabulary {
  const tables = kinds.map((kind) => (kind.events as EventTable)[name]?.data).filter((table) => table !== undefined);
  return { event: live({ ...shared(tables), name: text }) };
}

/** The type of a field's values. */
export function typeOfField(field: Field): ExpressionType {
  switch (field.type) {
    case "number":
      return number;
    case "boolean":
      return bool;
    case "text":
      return text;
    case "choice":
      return { is: "text", options: field.options };
  }
}

function deviceFields(kinds: readonly Kind[]): Record<string, ExpressionType> {
  return {
    id: text,
    kind: { is: "text", options: [...new Set(kinds.map(({ name }) => name))] },
    group: text,
    variant: text,
    home: number,
    name: text,
    serial: text,
    mac: text,
    room: text,
    firmware: text,
    labels: { is: "map", of: text },
    ready: bool,
    phase: text,
    boots: number,
  };
}

/** The fields of all tables; with a type where those that have it agree. */
function shared(tables: readonly FieldTable[]): Record<string, ExpressionType> {
  const types = new Map<string, ExpressionType[]>();
  for (const table of tables)
    for (const [name, field] of Object.entries(table)) {
      const known = types.get(name) ?? [];
      known.push(typeOfField(field));
      types.set(name, known);
    }
  return Object.fromEntries([...types].map(([name, found]) => [name, found.reduce(agreed)]));
}

function agreed(one: ExpressionType, other: ExpressionType): ExpressionType {
  if (one.is !== other.is) return dyn;
  if (one.is !== "text" || other.is !== "text") return one;
  if (one.options === undefined || other.options === undefined) return text;
  return { is: "text", options: [...new Set([...one.options, ...other.options])] };
}

export function live(fields: Readonly<Record<string, ExpressionType>>): ExpressionType {
  return { is: "object", fields, live: true };
}

/** Names that are known before a run. */
export const compileTimeRoots: readonly string[] = ["env", "vars"];

/** Names that are known only while it runs. */
export const runTimeRoots: readonly string[] = ["device", "home", "run", "event", "command", "step"];

/** Every name of the run with whatever is behind it: for a first look at an expression whose place is not known. */
export const looseVocabulary: Vocabulary = Object.fromEntries(runTimeRoots.map((name) => [name, dyn]));
