/**
 * Data as CSV (RFC 4180) in long form, a row for each value:
 *
 *     at,home,device,kind,type,name,value
 *     2026-01-15T17:20:31.512+01:00,0,lock-0001,lock,state,lockState,unlocked
 *     2026-01-15T17:20:31.512+01:00,0,lock-0001,lock,event,lockOperation,"{""lockOperationType"":""unlock""}"
 *     2026-01-15T17:40:00.900+01:00,0,lock-0001,lock,result,lockDoor,ok
 *
 * An event's value is its data as JSON, a result's `ok` or what failed; null is empty.
 */
import type { Value } from "../device/field.ts";
import type { Duration } from "../kernel/time.ts";
import type { DataFormat } from "./data-format.ts";
import { jsonOf } from "./data-json.ts";
import type { DataRecord } from "./data-record.ts";
import { DataTime } from "./data-time.ts";

export class CsvRows implements DataFormat {
  readonly head = "at,home,device,kind,type,name,value\n";
  readonly #time: DataTime;
  readonly #who: Map<string, string> = new Map();
  #lines = 0;

  constructor(timeZoneOffset: Duration) {
    this.#time = new DataTime(timeZoneOffset);
  }

  get lines(): number {
    return this.#lines;
  }

  text(record: DataRecord): string {
    const start = `${this.#time.text(record.at)}${this.#whoOf(record)}${record.type},`;
    switch (record.type) {
      case "telemetry":
      case "state": {
        let rows = "";
        for (const name in record.values) rows += this.#row(start, name, cellOf(record.values[name]!));
        return rows;
      }
      case "event":
        return this.#row(start, record.name, cell(jsonOf(record.data)));
      case "result":
        return this.#row(start, record.name, cell(record.ok ? "ok" : (record.failure ?? "failed")));
    }
  }

  #row(start: string, name: string, value: string): string {
    this.#lines++;
    return `${start}${cell(name)},${value}\n`;
  }

  #whoOf({ home, device, kind }: DataRecord): string {
    let who = this.#who.get(device);
    if (who === undefined) {
      who = `,${home},${cell(device)},${cell(kind)},`;
      this.#who.set(device, who);
    }
    return who;
  }
}

function cellOf(value: Value): string {
  if (value === null) return "";
  return typeof value === "string" ? cell(value) : String(value);
}

function cell(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
