/** Three kinds with something of everything a scenario can name. What they do does not matter here. */
import { defineKind, type Kind } from "flotilla/device";

const shared = { matterType: "none", rooms: { hall: 1 }, attributes: {}, events: {}, wakes: [], signals: {} } as const;
const state = { role: "state", report: { min: "0s", max: "1h" }, matter: "none" } as const;
const idle = { start: () => ({}), step: () => {} };

export const sampleKinds: readonly Kind[] = [
  defineKind({
    ...shared,
    ...idle,
    name: "lock",
    summary: "A door lock.",
    power: "battery",
    attributes: {
      lockState: { type: "choice", doc: "The bolt.", options: ["locked", "unlocked"], ...state },
      batPercentRemaining: { type: "number", doc: "Charge.", min: 0, max: 100, unit: "%", ...state },
    },
    commands: {
      lockDoor: {
        doc: "Locks.",
        matter: "DoorLock.LockDoor",
        args: { pinCode: { type: "text", doc: "Code.", optional: true } },
      },
      unlockDoor: { doc: "Unlocks.", matter: "DoorLock.UnlockDoor", args: {} },
      setUser: {
        doc: "Sets a user.",
        matter: "DoorLock.SetUser",
        args: { userIndex: { type: "number", doc: "Which.", min: 1, max: 10, integer: true } },
      },
    },
    settings: {
      autoRelockTime: { type: "number", doc: "Seconds.", min: 0, max: 180, default: 30, unit: "s" },
      sound: { type: "choice", doc: "Loudness.", options: ["off", "low", "high"], default: "low" },
    },
    faults: { jam: { doc: "The bolt jams." } },
    acts: { "turn-key": { doc: "Turns the key.", args: {} } },
  }),
  defineKind({
    ...shared,
    ...idle,
    name: "bulb",
    summary: "A light bulb.",
    power: "mains",
    attributes: {
      onOff: { type: "boolean", doc: "Whether it is on.", ...state },
    },
    commands: {
      toggle: { doc: "Toggles.", matter: "OnOff.Toggle", args: {} },
    },
    settings: {},
    faults: { flicker: { doc: "Flickers." } },
    acts: { "turn-off": { doc: "Wall switch.", args: {} } },
  }),
  defineKind({
    ...shared,
    ...idle,
    name: "thermostat",
    summary: "A thermostat.",
    power: "mains",
    commands: {},
    settings: {
      heating: { type: "choice", doc: "Equipment.", options: ["furnace", "heat-pump"], default: "furnace" },
    },
    faults: {},
    acts: {},
  }),
];
