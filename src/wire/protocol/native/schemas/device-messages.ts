/** What a device says. */
import { callOfDevice, failure, type MessageSchema, notification, result } from "./message-schema.ts";
import { deviceMethods } from "../methods.ts";
import { ref } from "./value-schemas.ts";

export type DeviceMessageName =
  | "hello"
  | "telemetry"
  | "telemetryBatch"
  | "state"
  | "event"
  | "bye"
  | "done"
  | "desiredTaken"
  | "reported"
  | "pong"
  | "failed";

export const deviceMessages: Readonly<Record<DeviceMessageName, MessageSchema>> = {
  hello: {
    title: "Hello",
    summary: "The first message on every connection. A notification with `hello: notify`.",
    payload: callOfDevice(deviceMethods.hello, {
      type: "object",
      required: [
        "device",
        "type",
        "model",
        "fw",
        "hw",
        "serial",
        "mac",
        "name",
        "room",
        "boot",
        "reason",
        "ts",
        "caps",
        "state",
      ],
      properties: {
        device: { type: "string", description: "Unique in the fleet." },
        type: { type: "string", description: "Kind of device: lock, bulb, thermostat, ..." },
        model: { type: "string" },
        fw: { type: "string", description: "Firmware version." },
        hw: { type: "string", description: "Hardware version." },
        serial: { type: "string" },
        mac: { type: "string", pattern: "^([0-9a-f]{2}:){5}[0-9a-f]{2}$" },
        name: { type: "string", description: "What its owner calls it." },
        room: { type: "string" },
        labels: { type: "object", additionalProperties: { type: "string" } },
        boot: { type: "integer", minimum: 1, description: "How often it has booted." },
        reason: {
          enum: [
            "powerOnReboot",
            "brownOutReset",
            "softwareWatchdogReset",
            "hardwareWatchdogReset",
            "softwareUpdateCompleted",
            "softwareReset",
          ],
          description: "Why it booted last.",
        },
        ts: ref("time"),
        caps: { type: "array", items: { type: "string" }, description: "Commands it understands." },
        state: {
          type: "object",
          required: ["version", "reported"],
          properties: { version: ref("stateVersion"), reported: ref("stateValues") },
        },
      },
    }),
    example: {
      jsonrpc: "2.0",
      id: 1,
      method: "device.hello",
      params: {
        device: "lock-0001",
        type: "lock",
        model: "SIM-L1",
        fw: "1.4.2",
        hw: "B",
        serial: "L1-0001-77A2",
        mac: "02:5b:26:a8:dc:12",
        name: "Front door",
        room: "hall",
        boot: 3,
        reason: "powerOnReboot",
        ts: 1795362608250,
        caps: ["lockDoor", "unlockDoor"],
        state: { version: 12, reported: { lockState: "locked" } },
      },
    },
  },
  telemetry: {
    title: "Telemetry",
    summary: "Measured values. A request when telemetry is acknowledged, else a notification.",
    payload: callOfDevice(deviceMethods.telemetry, {
      type: "object",
      required: ["ts", "seq", "values"],
      properties: { ts: ref("time"), seq: ref("sequence"), values: ref("telemetryValues"), dup: ref("repetition") },
    }),
    example: {
      jsonrpc: "2.0",
      method: "telemetry.report",
      params: { ts: 1795362608659, seq: 1041, values: { rssi: -61 } },
    },
  },
  telemetryBatch: {
    title: "Telemetry batch",
    summary: "What was measured without a connection, oldest first.",
    payload: callOfDevice(deviceMethods.batch, {
      type: "object",
      required: ["samples"],
      properties: { samples: { type: "array", minItems: 1, items: ref("sample") }, dup: ref("repetition") },
    }),
    example: {
      jsonrpc: "2.0",
      id: 8,
      method: "telemetry.batch",
      params: {
        samples: [
          { ts: 1795362500000, seq: 1030, values: { rssi: -62 } },
          { ts: 1795362530000, seq: 1031, values: { rssi: -61 } },
        ],
      },
    },
  },
  state: {
    title: "State patch",
    summary: "State attributes that changed, to be laid over those known.",
    payload: notification(deviceMethods.state, {
      type: "object",
      required: ["version", "patch", "cause", "ts"],
      properties: {
        version: ref("stateVersion"),
        patch: ref("stateValues"),
        cause: { enum: ["human", "schedule", "command", "desired", "physics", "fault", "boot"] },
        ts: ref("time"),
      },
    }),
    example: {
      jsonrpc: "2.0",
      method: "state.report",
      params: { version: 13, patch: { lockState: "unlocked" }, cause: "human", ts: 1795362609120 },
    },
  },
  event: {
    title: "Event",
    summary: "Something happened.",
    payload: notification(deviceMethods.event, ref("event")),
    example: {
      jsonrpc: "2.0",
      method: "event.report",
      params: {
        id: "e-78",
        ts: 1795362610400,
        name: "doorLockAlarm",
        severity: "error",
        data: { alarmCode: "lockJammed" },
      },
    },
  },
  bye: {
    title: "Bye",
    summary: "The device leaves on purpose; close code 1000 follows.",
    payload: notification(deviceMethods.bye, {
      type: "object",
      required: ["reason", "ts"],
      properties: { reason: { enum: ["shutdown", "reboot", "sleep", "disconnect"] }, ts: ref("time") },
    }),
    example: { jsonrpc: "2.0", method: "device.bye", params: { reason: "reboot", ts: 1795362700000 } },
  },
  done: {
    title: "Done",
    summary: "A command, a configuration or a reboot was carried out; with whatever the command returns.",
    payload: result("serverId", {
      type: "object",
      required: ["status"],
      properties: { status: { const: "done" } },
      additionalProperties: true,
    }),
    example: { jsonrpc: "2.0", id: "c-9", result: { status: "done" } },
  },
  desiredTaken: {
    title: "Desired state taken, or not",
    summary: "`applied` is false when the device had this version or a newer one; `version` is the one it has now.",
    payload: result("serverId", {
      type: "object",
      required: ["version", "applied"],
      properties: { version: { type: "integer", minimum: 0 }, applied: { type: "boolean" } },
    }),
    example: { jsonrpc: "2.0", id: "d-6", result: { version: 6, applied: true } },
  },
  reported: {
    title: "All state",
    summary: "All state attributes now.",
    payload: result("serverId", {
      type: "object",
      required: ["version", "reported"],
      properties: { version: ref("stateVersion"), reported: ref("stateValues") },
    }),
    example: { jsonrpc: "2.0", id: "q-1", result: { version: 14, reported: { lockState: "unlocked" } } },
  },
  pong: {
    title: "Pong",
    summary: "The device is there.",
    payload: result("serverId", { type: "object" }),
    example: { jsonrpc: "2.0", id: 22, result: {} },
  },
  failed: {
    title: "Failed",
    summary: "A request that was not carried out.",
    payload: failure("serverId", ref("deviceError")),
    example: {
      jsonrpc: "2.0",
      id: "c-9",
      error: { code: -32010, message: "the bolt is jammed", data: { failure: "hardware" } },
    },
  },
};
