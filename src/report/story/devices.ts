/**
 * What devices say, in words.
 *
 * 1. Only what has changed is told: a device that repeats itself says nothing new.
 * 2. The kinds that are shipped have words for what people notice of them (vocabulary.ts); what has none is not told.
 * 3. Of any other kind all state and all events are told by their names; what is measured is not.
 */
import type { NumberField, Value, Values } from "../../device/field.ts";
import type { Kind } from "../../device/kind.ts";
import type { DeviceRecord } from "../../fleet/run-events.ts";
import { type Duration, type Instant, minutes } from "../../kernel/time.ts";
import type { Style } from "../styled-line.ts";
import type { Phrase } from "./phrase.ts";
import { common, type Known, type Vocabulary, vocabularies } from "./vocabulary.ts";
import { words } from "./words.ts";

/** What is remembered of a device. */
interface Memory extends Known {
  readonly values: Record<string, Value>;
  movedAt: Instant | undefined;
}

/** Remembers what each device has said. */
export class DeviceTongue {
  readonly #kinds: ReadonlyMap<string, Kind>;
  readonly #memories: Map<string, Memory> = new Map();

  /** @param kinds whose attributes and events have units and names. */
  constructor(kinds: readonly Kind[]) {
    this.#kinds = new Map(kinds.map((kind) => [kind.name, kind]));
  }

  /** What is worth telling of this record. */
  phrases(record: DeviceRecord): readonly Phrase[] {
    switch (record.type) {
      case "telemetry":
      case "state":
        return this.#report(record, record.values, record.type, causeOf(record));
      case "boot": {
        const isNew = !this.#memories.has(record.device);
        // Of one that is new all is new, and nothing has changed.
        const changes = this.#report(record, record.values, "state", "");
        return isNew ? [] : [{ text: "back", style: "plain", about: "running" }, ...changes];
      }
      case "down":
        return [{ text: record.why === "power" ? "dark" : "restarts", style: "warning", about: "running" }];
      case "event":
        return this.#event(record.kind, record.name, record.severity, record.data);
      case "result":
        return record.ok ? [] : [{ text: `refuses ${record.name}: ${record.message ?? ""}`, style: "warning" }];
      case "command":
      case "link":
        return [];
    }
  }

  #report({ at, device, kind }: DeviceRecord, values: Values, role: "telemetry" | "state", cause: string): Phrase[] {
    let memory = this.#memories.get(device);
    if (memory === undefined) this.#memories.set(device, (memory = newMemory(at)));
    memory.now = at;
    const vocabulary = vocabularies[kind];
    const known = memory.values;
    const mode = values["thermostatRunningMode"];
    if (mode === "heat" || mode === "cool") memory.ran = mode;
    const all = { ...known, ...values };
    const phrases: Phrase[] = [];
    let moved = false;
    for (const name in values) {
      const value = values[name]!;
      const before = known[name];
      if (value === before) continue;
      const tell = vocabulary?.attributes[name] ?? common[name];
      const phrase =
        tell === undefined
          ? vocabulary === undefined && role === "state"
            ? this.#unknown(kind, name, value)
            : undefined
          : tell(value, before, all, memory);
      // That there is nobody any more is a sign of life too: it has not been quiet up to then.
      if (name === vocabulary?.moving && before !== undefined) moved = true;
      // Small changes are not told, and add up until they are.
      if (phrase === "later") continue;
      known[name] = value;
      if (phrase === undefined || before === undefined) continue;
      if (phrase.moved === true && !hasBeenQuiet(memory, at)) continue;
      phrases.push(cause === "" ? phrase : { ...phrase, text: `${phrase.text}${cause}` });
    }
    if (moved) memory.movedAt = at;
    return phrases;
  }

  /** `opening`, `child lock`, `no longer child lock`, `target 21.5 °C` */
  #unknown(kind: string, name: string, value: Value): Phrase | undefined {
    const field = this.#kinds.get(kind)?.attributes[name];
    const subject = subjectOf(name, words(kind));
    if (value === null) return undefined;
    if (typeof value === "boolean") return { text: `${value ? "" : "no longer "}${words(name)}`, style: "plain" };
    if (typeof value === "string") return { text: `${subject} ${words(value)}`.trim(), style: "plain" };
    const unit = (field as NumberField | undefined)?.unit;
    return { text: `${words(name)} ${amount(value, unit)}`, style: "plain", about: name };
  }

  #event(kind: string, name: string, severity: string, data: Values): Phrase[] {
    const style: Style = severity === "error" ? "bad" : severity === "warning" ? "warning" : "plain";
    const vocabulary: Vocabulary | undefined = vocabularies[kind];
    if (vocabulary !== undefined) {
      const text = vocabulary.events[name]?.(data);
      return text === undefined ? [] : [{ text, style }];
    }
    // What has changed and been measured, the attributes tell.
    if (severity === "info" && /(?:Changed?|Measured)$/.test(name)) return [];
    const fields = this.#kinds.get(kind)?.events[name]?.data;
    const details = Object.entries(data).flatMap(([detail, value]) => {
      if (value === null || value === false) return [];
      if (value === true) return [words(detail)];
      if (typeof value === "string") return [words(value)];
      return [`${words(detail)} ${amount(value, (fields?.[detail] as NumberField | undefined)?.unit)}`];
    });
    return [{ text: `${words(name)}${details.length === 0 ? "" : ` (${details.join(", ")})`}`, style }];
  }
}

function newMemory(now: Instant): Memory {
  return { values: {}, ran: undefined, now, degreesAt: undefined, movedAt: undefined };
}

/** Who moves again within this is still there: that is one visit, and no news. */
const visit: Duration = minutes(30);

function hasBeenQuiet({ movedAt }: Memory, at: Instant): boolean {
  return movedAt === undefined || at - movedAt >= visit;
}

/** What follows a phrase, by what made it so. People and physics need no mention. */
const causes: Readonly<Record<string, string>> = {
  command: " by command",
  desired: " by the server",
  fault: " by a fault",
  schedule: " by schedule",
};

function causeOf(record: DeviceRecord): string {
  return record.type === "state" ? (causes[record.cause] ?? "") : "";
}

/** `liftState` of a shade is about the lift, `doorState` of a garage door about what goes without saying. */
function subjectOf(name: string, kind: string): string {
  const subject = words(name).replace(/ ?(?:state|status)$/, "");
  return ` ${kind} `.includes(` ${subject} `) ? "" : subject;
}

function amount(value: number, unit: string | undefined): string {
  return `${Math.round(value * 10) / 10}${unit === undefined ? "" : ` ${unit}`}`;
}
