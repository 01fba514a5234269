/**
 * What devices say, in words.
 *
 * 1. Only what has changed is told: a device that repeats itself says nothing new.
 * 2. Attributes that people would notice have words of their own; of the others those of state are told by name, and those
 *    that are measured are not told.
 */
import type { Value, Values } from "../../device/field.ts";
import type { DeviceRecord } from "../../fleet/run-events.ts";
import type { Style } from "../styled-line.ts";
import { words } from "./words.ts";

export interface Phrase {
  readonly text: string;
  readonly style: Style;
  /** A later phrase about the same replaces this one; without it, it is one more. */
  readonly about?: string;
}

/** Remembers what each device has said. */
export class DeviceTongue {
  readonly #known: Map<string, Record<string, Value>> = new Map();

  /** What is worth telling of this record. */
  phrases(record: DeviceRecord): readonly Phrase[] {
    switch (record.type) {
      case "telemetry":
      case "state":
        return this.#report(record.device, record.kind, record.type, record.values, causes[causeOf(record)] ?? "");
      case "boot": {
        const news = this.#known.has(record.device) ? [plain("back", "running")] : [];
        // Of one that is new all is new, and nothing has changed.
        const changes = this.#report(record.device, record.kind, "state", record.values, "");
        return news.length === 0 ? [] : [...news, ...changes];
      }
      case "down":
        return [{ text: record.why === "power" ? "dark" : "restarts", style: "warning", about: "running" }];
      case "event":
        return eventPhrases(record.name, record.severity, record.data);
      case "result":
        return record.ok ? [] : [{ text: `refuses ${record.name}: ${record.message ?? ""}`, style: "warning" }];
      case "command":
      case "link":
        return [];
    }
  }

  #report(device: string, kind: string, role: string, values: Values, suffix: string): Phrase[] {
    let known = this.#known.get(device);
    if (known === undefined) this.#known.set(device, (known = {}));
    const phrases: Phrase[] = [];
    for (const name in values) {
      const value = values[name]!;
      const before = known[name];
      const tell = special[`${kind}.${name}`] ?? special[name];
      if (value === before) continue;
      if (tell === undefined && (role === "telemetry" || before === undefined)) {
        known[name] = value;
        continue;
      }
      const next = { ...known, ...values };
      const phrase = tell === undefined ? plain(`${words(name)} ${shown(value)}`, name) : tell(value, before, next);
      // Small changes are not told, and add up until they are.
      if (phrase !== "later") known[name] = value;
      if (phrase === "later" || phrase === undefined || before === undefined) continue;
      phrases.push(suffix === "" ? phrase : { ...phrase, text: `${phrase.text}${suffix}` });
    }
    return phrases;
  }
}

type Tell = (value: Value, before: Value | undefined, all: Values) => Phrase | "later" | undefined;

const silent: Tell = () => undefined;
const fixed =
  (texts: Readonly<Record<string, string>>): Tell =>
  (value) => {
    const text = texts[String(value)];
    return text === undefined ? undefined : { text, style: "plain" };
  };
const setTo: Tell = (value) => plain(`set to ${Number(value).toFixed(1)} °C`, "setpoint");

/** Kelvin; less is the weather of a room. */
const worthTelling = 1;

/** State that goes with something told anyway, or that nobody notices. */
const unnoticed = [
  "bootReason",
  "colorMode",
  "colorTemperatureMireds",
  "currentHue",
  "currentSaturation",
  "currentX",
  "currentY",
  "occupancy",
  "rebootCount",
  "remainingTime",
  "setpointChangeSource",
  "setpointChangeSourceTimestamp",
  "temperatureSetpointHold",
  "temperatureSetpointHoldDuration",
  "thermostatRunningState",
  "thermostatRunningMode",
  "unoccupiedHeatingSetpoint",
];

/** By attribute, or by kind and attribute where it means something else there. */
const special: Readonly<Record<string, Tell>> = {
  ...Object.fromEntries(unnoticed.map((name) => [name, silent])),
  onOff: (value, _, all) => {
    if (value !== true) return { text: "off", style: "plain" };
    const level = levelOf(all["currentLevel"]);
    return plain(level === undefined || level >= 100 ? "on" : `on at ${level} %`, "light");
  },
  currentLevel: (value, _, all) => {
    const level = levelOf(value);
    return all["onOff"] !== true || level === undefined ? undefined : plain(`on at ${level} %`, "light");
  },
  lockState: silent,
  doorState: fixed({ doorOpen: "door opens", doorClosed: "door closes", doorAjar: "door ajar" }),
  "contact-sensor.stateValue": fixed({ true: "closed", false: "open" }),
  "leak-sensor.stateValue": fixed({ true: "wet", false: "dry" }),
  "occupancy-sensor.occupancy": fixed({ true: "triggered" }),
  localTemperature: (value, before) => {
    if (typeof value !== "number" || typeof before !== "number") return undefined;
    if (Math.abs(value - before) < worthTelling) return "later";
    return plain(`${before.toFixed(1)} → ${value.toFixed(1)} °C`, "temperature");
  },
  occupiedHeatingSetpoint: setTo,
  occupiedCoolingSetpoint: setTo,
  activePresetHandle: (value) => (value === null ? undefined : plain(words(String(value)), "preset")),
  batChargeLevel: (value) => (value === "ok" ? undefined : { text: `battery ${shown(value)}`, style: "warning" }),
};

function eventPhrases(name: string, severity: string, data: Values): Phrase[] {
  const style: Style = severity === "error" ? "bad" : severity === "warning" ? "warning" : "plain";
  switch (name) {
    case "lockOperation": {
      const verb = data["lockOperationType"] === "lock" ? "locked" : "unlocked";
      const source = sources[String(data["operationSource"])] ?? "";
      return [{ text: `${verb}${source}`, style: "plain" }];
    }
    default: {
      // What has changed and been measured, the attributes tell.
      if (severity === "info" && /(?:Changed?|Measured)$/.test(name)) return [];
      const details = Object.values(data).filter((value) => value !== null);
      return [{ text: [words(name), ...details.map(shown)].join(" "), style }];
    }
  }
}

const sources: Readonly<Record<string, string>> = {
  manual: " by hand",
  keypad: " with a code",
  auto: " by itself",
  button: " with the button",
  proprietaryRemote: " by phone",
  remote: " by command",
};

/** What follows a phrase, by what made it so. People and physics need no mention. */
const causes: Readonly<Record<string, string>> = {
  command: " by command",
  desired: " by the server",
  fault: " by a fault",
  schedule: " by schedule",
};

function causeOf(record: DeviceRecord): string {
  return record.type === "state" ? record.cause : "";
}

function plain(text: string, about: string): Phrase {
  return { text, style: "plain", about };
}

/** Percent of a Matter level, 1..254. */
function levelOf(level: Value | undefined): number | undefined {
  return typeof level === "number" ? Math.round((100 * level) / 254) : undefined;
}

function shown(value: Value): string {
  if (typeof value === "string") return words(value);
  if (typeof value === "boolean") return value ? "yes" : "no";
  return value === null ? "none" : String(Math.round(value * 10) / 10);
}
