/** What a simulation writes down of what its devices do: reports, events and results of commands. */
import type { DeviceRecord } from "../fleet/run-events.ts";
import type { Values } from "../device/field.ts";
import type { Instant } from "../kernel/time.ts";

export type DataRecord =
  | Extract<DeviceRecord, { type: "telemetry" | "event" | "result" }>
  | {
      readonly at: Instant;
      readonly device: string;
      readonly home: number;
      readonly kind: string;
      readonly type: "state";
      readonly values: Values;
      readonly cause: string;
    };

/**
 * The record as data; nothing for what is no data.
 *
 * A device that comes up tells a server all of its state; so it does here, in a report with cause `boot`.
 */
export function dataOf(record: DeviceRecord): DataRecord | undefined {
  switch (record.type) {
    case "telemetry":
    case "state":
    case "event":
    case "result":
      return record;
    case "boot": {
      const { at, device, home, kind, values } = record;
      return { at, device, home, kind, type: "state", values, cause: "boot" };
    }
    case "command":
    case "down":
    case "link":
      return undefined;
  }
}
