/** Devices as the REST API shows them: what the hub knows, with times a person can read. */
import type { DesiredStatus } from "./desired-state.ts";
import type { DeviceDetail, DeviceSummary, Presence, Reported } from "./device-record.ts";
import type { JsonObject, RpcError } from "./json-rpc.ts";

export interface DeviceSummaryJson {
  id: string;
  kind: string;
  name: string;
  model: string;
  firmware: string;
  connected: boolean;
  lastSeenAt: string;
  reported: Reported;
}

export interface DeviceJson extends DeviceSummaryJson {
  hardware: string;
  serial: string;
  mac: string;
  room: string;
  labels: Record<string, string>;
  commands: string[];
  boot: number;
  bootReason: string;
  firstSeenAt: string;
  /** Only while it is connected. */
  connection?: { since: string; session: string };
  /** Only while it is not. */
  disconnection?: { at: string; code: number; reason: string; goodbye?: string };
  telemetry: { seq?: number; time?: string; values: JsonObject };
  events: { id: string; name: string; severity: string; time: string; receivedAt: string; data: JsonObject }[];
  desired: { version: number; values: JsonObject; status: DesiredStatus["type"]; error?: RpcError };
  counters: Record<string, number>;
}

export function summaryJson(device: DeviceSummary): DeviceSummaryJson {
  const { id, kind, name, model, firmware, presence, lastSeenAt, reported } = device;
  const connected = presence.type === "connected";
  return { id, kind, name, model, firmware, connected, lastSeenAt: isoTime(lastSeenAt), reported };
}

export function deviceJson(device: DeviceDetail): DeviceJson {
  const { hardware, serial, mac, room, labels, commands, boot, bootReason, firstSeenAt, desired, telemetry } = device;
  const { status } = desired;
  return {
    ...summaryJson(device),
    hardware,
    serial,
    mac,
    room,
    labels: { ...labels },
    commands: [...commands],
    boot,
    bootReason,
    firstSeenAt: isoTime(firstSeenAt),
    ...presenceJson(device.presence),
    telemetry: {
      ...(telemetry.seq !== undefined && { seq: telemetry.seq }),
      ...(telemetry.time !== undefined && { time: isoTime(telemetry.time) }),
      values: telemetry.values,
    },
    events: device.events.map(({ time, receivedAt, ...event }) => ({
      ...event,
      time: isoTime(time),
      receivedAt: isoTime(receivedAt),
    })),
    desired: {
      version: desired.version,
      values: desired.values,
      status: status.type,
      ...(status.type === "refused" && { error: status.error }),
    },
    counters: { ...device.counters },
  };
}

function presenceJson(presence: Presence): Pick<DeviceJson, "connection" | "disconnection"> {
  switch (presence.type) {
    case "connected":
      return { connection: { since: isoTime(presence.since), session: presence.session } };
    case "gone": {
      const { since, code, reason, goodbye } = presence;
      return { disconnection: { at: isoTime(since), code, reason, ...(goodbye !== undefined && { goodbye }) } };
    }
  }
}

/** @param time milliseconds since 1970, within what a calendar can say. */
function isoTime(time: number): string {
  return new Date(time).toISOString();
}
