/** Kinds with attributes of every type. What they do does not matter here. */
import { type Attribute, defineKind, type Kind } from "flotilla/device";

const shared = { matterType: "none", rooms: { hall: 1 }, power: "mains", wakes: [], signals: {} } as const;
const none = { commands: {}, settings: {}, faults: {}, acts: {} } as const;
const idle = { start: () => ({}), step: () => {} };
const state = { role: "state", report: { min: "0s", max: "never" }, matter: "ours" } as const;

const level: Attribute = { ...state, type: "number", doc: "Level.", min: 1, max: 254, integer: true };

export const sampleKinds: readonly Kind[] = [
  defineKind({
    ...shared,
    ...none,
    ...idle,
    name: "lock",
    summary: "A door lock.",
    attributes: {
      lockState: { ...state, type: "choice", doc: "The bolt.", options: ["locked", "unlocked"] },
      mode: { ...state, type: "choice", doc: "Mode.", options: ["normal", "vacation"] },
      trouble: { ...state, type: "text", doc: "What ails it.", nullable: true },
      source: { ...state, type: "number", doc: "Of the last change." },
    },
    events: {
      doorLockAlarm: {
        doc: "An alarm.",
        severity: "warning",
        data: { alarmCode: { type: "choice", doc: "Which.", options: ["jammed", "forced"] } },
        matter: "DoorLock.DoorLockAlarm",
      },
    },
  }),
  defineKind({
    ...shared,
    ...none,
    ...idle,
    name: "bulb",
    summary: "A light bulb.",
    attributes: {
      onOff: { ...state, type: "boolean", doc: "On." },
      currentLevel: level,
      mode: { ...state, type: "choice", doc: "Mode.", options: ["normal", "party"] },
      source: { ...state, type: "text", doc: "Of the last change." },
    },
    events: {},
  }),
  defineKind({
    ...shared,
    ...none,
    ...idle,
    name: "thermostat",
    summary: "A thermostat.",
    attributes: {
      localTemperature: { ...state, type: "number", doc: "Warmth.", nullable: true },
      currentLevel: level,
    },
    events: {},
  }),
];
