/**
 * The words for what the shipped kinds say: short, and about what people notice. What is not here is not told: that a
 * device measures, counts, or says the same in a second attribute.
 */
import type { Value, Values } from "../../device/field.ts";
import { type Duration, type Instant, minutes } from "../../kernel/time.ts";
import type { Style } from "../styled-line.ts";
import type { Phrase } from "./phrase.ts";
import { words } from "./words.ts";

/** What is remembered beside the attributes. */
export interface Known {
  /** What it did when it last worked. */
  ran: "heat" | "cool" | undefined;
  /** The time it is. */
  now: Instant;
  /** When the temperature was last told. */
  degreesAt: Instant | undefined;
}

/** `later`: not worth it yet, and what came before still counts. */
export type Tell = (value: Value, before: Value | undefined, all: Values, known: Known) => Phrase | "later" | undefined;

export interface Vocabulary {
  readonly attributes: Readonly<Record<string, Tell>>;
  readonly events: Readonly<Record<string, (data: Values) => string | undefined>>;
  /** The attribute that tells of motion. */
  readonly moving?: string;
}

function plain(text: string, about?: string): Phrase {
  return { text, style: "plain", ...(about === undefined ? {} : { about }) };
}

/** By value; the others are not told. */
function fixed(texts: Readonly<Record<string, string>>, style: Style = "plain", speaker?: string): Tell {
  return (value) => {
    const text = texts[String(value)];
    return text === undefined ? undefined : { text, style, ...(speaker === undefined ? {} : { speaker }) };
  };
}

const always = (text: string) => (): string => text;
const byValue =
  (name: string, texts: Readonly<Record<string, string>>) =>
  (data: Values): string | undefined =>
    texts[String(data[name])];

/** Percent of a Matter level, 1..254. */
function levelOf(level: Value | undefined): number | undefined {
  return typeof level === "number" ? Math.round((100 * level) / 254) : undefined;
}

/** Kelvin; less is the weather of a room. */
const worthTelling = 1;

/** @param every how long to wait for how it goes on: a window that is opened is one story, and not a line for each kelvin. */
function temperature(every: Duration): Tell {
  return (value, before, _, known) => {
    if (typeof value !== "number" || typeof before !== "number") return undefined;
    if (Math.abs(value - before) < worthTelling) return "later";
    if (known.degreesAt !== undefined && known.now - known.degreesAt < every) return "later";
    known.degreesAt = known.now;
    return { ...plain(`${value.toFixed(1)} °C`, "temperature"), from: before.toFixed(1) };
  };
}

const roomTemperature = temperature(minutes(10));
const cooledTemperature = temperature(minutes(45));

/** A setpoint is told where it matters: for what the equipment does, or did last where it may do both. */
function setpoint(of: "heat" | "cool"): Tell {
  return (value, _, all, known) => {
    if (typeof value !== "number" || all["onOff"] === false) return undefined;
    const mode = all["systemMode"] === "emergencyHeat" ? "heat" : (all["systemMode"] ?? "auto");
    const serves = mode === "auto" ? (known.ran ?? "heat") : mode;
    return serves === of ? plain(`set to ${value.toFixed(1)} °C`, "setpoint") : undefined;
  };
}

/** Of every kind that has them. */
export const common: Readonly<Record<string, Tell>> = {
  onOff: fixed({ true: "on", false: "off" }),
  batChargeLevel: (value) => {
    if (value === "ok") return plain("has a new battery");
    return { text: value === "critical" ? "battery nearly empty" : "battery low", style: "warning" };
  },
  ...Object.fromEntries(
    ["batReplacementNeeded", "bootReason", "rebootCount", "remainingTime"].map((name) => [name, () => undefined]),
  ),
};

export const vocabularies: Readonly<Record<string, Vocabulary>> = {
  lock: {
    attributes: {
      doorState: fixed(
        {
          doorOpen: "door opens",
          doorClosed: "door closes",
          doorAjar: "door left ajar",
          doorForcedOpen: "door forced open",
        },
        "plain",
        "front",
      ),
      operatingMode: (value) => plain(`in ${words(String(value))} mode`, "mode"),
    },
    events: {
      lockOperation({ lockOperationType: type, operationSource: source }) {
        if (type !== "lock" && type !== "unlock") return undefined;
        return `${type}ed${sources[String(source)] ?? ""}`;
      },
      lockOperationError: byValue("operationError", {
        unspecified: "does not turn",
        invalidCredential: "refuses a wrong code",
        disabledUserDenied: "refuses a code that is not allowed",
        restricted: "refuses to turn now",
        insufficientBattery: "is too weak to turn",
      }),
      doorLockAlarm: byValue("alarmCode", {
        lockJammed: "jams",
        wrongCodeEntryLimit: "locked up after too many wrong codes",
        forcedUser: "opened under duress",
      }),
      lockUserChange: byValue("dataOperationType", {
        add: "a user added",
        clear: "a user removed",
        modify: "a user changed",
      }),
    },
  },
  bulb: {
    attributes: {
      onOff: (value, _, all) => {
        if (value !== true) return plain("off");
        const level = levelOf(all["currentLevel"]);
        return plain(level === undefined || level >= 100 ? "on" : `on at ${level} %`, "light");
      },
      currentLevel: (value, _, all) => {
        const level = levelOf(value);
        return all["onOff"] !== true || level === undefined ? undefined : plain(`on at ${level} %`, "light");
      },
    },
    events: {},
  },
  plug: { attributes: {}, events: { overloadTripped: always("trips, too much current") } },
  "contact-sensor": {
    attributes: {
      stateValue: fixed({ true: "closed", false: "open" }),
      tampered: fixed({ true: "tampered with" }, "bad"),
    },
    events: {},
  },
  "occupancy-sensor": {
    attributes: { occupancy: (value) => (value === true ? { ...plain("motion"), moved: true } : undefined) },
    events: {},
    moving: "occupancy",
  },
  "leak-sensor": {
    attributes: {
      stateValue: fixed({ true: "wet", false: "dry again" }, "warning"),
      alarmsActive: fixed({ audible: "sounds" }, "warning"),
      alarmsSuppressed: fixed({ audible: "silenced" }),
    },
    events: {},
  },
  "smoke-alarm": {
    attributes: {
      // Its events tell of the battery.
      batChargeLevel: () => undefined,
      unmounted: fixed({ true: "taken down", false: "put up again" }, "warning"),
      contaminationState: fixed({ warning: "dusty", critical: "too dusty to work" }, "warning"),
    },
    events: {
      smokeAlarm: byValue("alarmSeverityLevel", { warning: "warns of smoke", critical: "sounds for smoke" }),
      coAlarm: byValue("alarmSeverityLevel", {
        warning: "warns of carbon monoxide",
        critical: "sounds for carbon monoxide",
      }),
      interconnectSmokeAlarm: always("sounds along for smoke"),
      interconnectCoAlarm: always("sounds along for carbon monoxide"),
      lowBattery: byValue("alarmSeverityLevel", {
        warning: "chirps for a new battery",
        critical: "battery nearly empty",
      }),
      hardwareFault: always("has a fault"),
      endOfService: always("has come to the end of its life"),
      selfTestComplete: always("tested"),
      alarmMuted: always("silenced by hand"),
      allClear: always("all clear"),
    },
  },
  thermostat: {
    attributes: {
      localTemperature: roomTemperature,
      occupiedHeatingSetpoint: setpoint("heat"),
      occupiedCoolingSetpoint: setpoint("cool"),
      systemMode: (value) => plain(value === "off" ? "off" : `set to ${words(String(value))}`, "mode"),
    },
    events: {},
  },
  "air-conditioner": {
    attributes: {
      onOff: (value, _, all) => plain(value === true ? atWork(all) : "off", "work"),
      systemMode: (_, __, all) => (all["onOff"] === true ? plain(atWork(all), "work") : undefined),
      // While it does nothing it is the thermostat of a room that has no say.
      localTemperature: (value, before, all, known) =>
        all["onOff"] === true ? cooledTemperature(value, before, all, known) : undefined,
      occupiedHeatingSetpoint: setpoint("heat"),
      occupiedCoolingSetpoint: setpoint("cool"),
      acErrorCode: fixed({ compressorFail: "compressor fails", fanFail: "fan fails", none: "works again" }, "warning"),
      changeIndication: fixed(
        { warning: "filter is dusty", critical: "filter must be cleaned", ok: "filter is clean" },
        "warning",
      ),
    },
    events: {},
  },
};

const modes: Readonly<Record<string, string>> = {
  cool: ", cooling",
  heat: ", heating",
  dry: ", drying",
  fanOnly: ", fan only",
  sleep: ", quiet for the night",
};

function atWork(all: Values): string {
  return `on${modes[String(all["systemMode"])] ?? ""}`;
}

const sources: Readonly<Record<string, string>> = {
  manual: " by hand",
  keypad: " with a code",
  auto: " by itself",
  button: " with the button",
  proprietaryRemote: " by phone",
  remote: " by command",
};
