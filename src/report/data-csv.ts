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
import type { DataRecord } from "./data-record.ts";
import { DataTime } from "./data-time.ts";
import type { LineBytes } from "./line-bytes.ts";
import { linePiece, LinePieces } from "./line-pieces.ts";

const newline = 10;

export class CsvRows implements DataFormat {
  readonly head = "at,home,device,kind,type,name,value\n";
  readonly #time: DataTime;
  readonly #who: Map<string, Uint8Array> = new Map();

  constructor(timeZoneOffset: Duration) {
    this.#time = new DataTime(timeZoneOffset);
  }

  write(record: DataRecord, into: LineBytes): number {
    switch (record.type) {
      case "telemetry":
      case "state": {
        let rows = 0;
        for (const name in record.values) {
          this.#start(record, name, into);
          writeCell(record.values[name]!, into);
          into.byte(newline);
          rows++;
        }
        return rows;
      }
      case "event":
        return this.#row(record, JSON.stringify(record.data), into);
      case "result":
        return this.#row(record, record.ok ? "ok" : (record.failure ?? "failed"), into);
    }
  }

  #row(record: Extract<DataRecord, { name: string }>, value: string, into: LineBytes): number {
    this.#start(record, record.name, into);
    into.text(cell(value));
    into.byte(newline);
    return 1;
  }

  #start(record: DataRecord, name: string, into: LineBytes): void {
    this.#time.write(record.at, into);
    into.piece(this.#who.get(record.device) ?? this.#newWho(record));
    into.piece(cells.of(record.type));
    into.piece(cells.of(name));
  }

  /** What stands between the time and the type. */
  #newWho({ home, device, kind }: DataRecord): Uint8Array {
    const piece = linePiece(`,${home},${cell(device)},${cell(kind)},`);
    this.#who.set(device, piece);
    return piece;
  }
}

/** Names with the comma behind them. */
const cells = new LinePieces((text) => `${cell(text)},`);

function writeCell(value: Value, into: LineBytes): void {
  if (typeof value === "number") into.number(value);
  else if (value !== null) into.text(cell(String(value)));
}

function cell(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
