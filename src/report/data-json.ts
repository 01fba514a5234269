/**
 * Data as JSON lines:
 *
 *     {"at":"2026-01-15T17:20:31.512+01:00","home":0,"device":"lock-0001","kind":"lock","type":"state","cause":"human","values":{"lockState":"unlocked"}}
 *     {"at":"2026-01-15T17:21:02.000+01:00","home":0,"device":"lock-0001","kind":"lock","type":"telemetry","values":{"batPercentRemaining":182}}
 *     {"at":"...","home":0,"device":"lock-0001","kind":"lock","type":"event","name":"lockOperation","severity":"info","data":{...}}
 *     {"at":"...","home":0,"device":"lock-0001","kind":"lock","type":"result","name":"lockDoor","ok":true}
 *
 * The same text as `JSON.stringify` makes, from pieces that are made once per device, name and choice.
 */
import type { Value, Values } from "../device/field.ts";
import type { Duration } from "../kernel/time.ts";
import type { DataFormat } from "./data-format.ts";
import type { DataRecord } from "./data-record.ts";
import { DataTime } from "./data-time.ts";
import type { LineBytes } from "./line-bytes.ts";
import { linePiece, LinePieces } from "./line-pieces.ts";

export class JsonLines implements DataFormat {
  readonly head = "";
  readonly #time: DataTime;
  readonly #who: Map<string, Uint8Array> = new Map();

  constructor(timeZoneOffset: Duration) {
    this.#time = new DataTime(timeZoneOffset);
  }

  write(record: DataRecord, line: LineBytes): number {
    line.piece(at);
    this.#time.write(record.at, line);
    line.piece(this.#who.get(record.device) ?? this.#newWho(record));
    what(record, line);
    line.piece(end);
    return 1;
  }

  /** What stands between the time and the type. */
  #newWho({ home, device, kind }: DataRecord): Uint8Array {
    const who = `","home":${home},"device":${JSON.stringify(device)},"kind":${JSON.stringify(kind)},"type":"`;
    const piece = linePiece(who);
    this.#who.set(device, piece);
    return piece;
  }
}

const at = linePiece(`{"at":"`);
const end = linePiece("}\n");
const telemetry = linePiece(`telemetry","values":`);
const state = linePiece(`state","cause":`);
const values = linePiece(`,"values":`);
const event = linePiece(`event","name":`);
const severity = linePiece(`,"severity":`);
const data = linePiece(`,"data":`);
const result = linePiece(`result","name":`);

function what(record: DataRecord, line: LineBytes): void {
  switch (record.type) {
    case "telemetry":
      line.piece(telemetry);
      writeJson(record.values, line);
      return;
    case "state":
      line.piece(state);
      line.piece(quoted.of(record.cause));
      line.piece(values);
      writeJson(record.values, line);
      return;
    case "event":
      line.piece(event);
      line.piece(quoted.of(record.name));
      line.piece(severity);
      line.piece(quoted.of(record.severity));
      line.piece(data);
      writeJson(record.data, line);
      return;
    case "result": {
      const { name, ok, failure, message } = record;
      line.piece(result);
      line.piece(quoted.of(name));
      line.text(`,"ok":${ok}`);
      if (!ok) line.text(`,"failure":${JSON.stringify(failure ?? "")},"message":${JSON.stringify(message ?? "")}`);
    }
  }
}

const comma = 44;
const opening = 123;
const closing = 125;

/** Values as a JSON object. */
function writeJson(given: Values, line: LineBytes): void {
  let before = opening;
  for (const name in given) {
    line.byte(before);
    line.piece(keys.of(name));
    writeScalar(given[name]!, line);
    before = comma;
  }
  if (before === opening) line.byte(opening);
  line.byte(closing);
}

const yes = linePiece("true");
const no = linePiece("false");
const nothing = linePiece("null");

function writeScalar(value: Value, line: LineBytes): void {
  if (typeof value === "number" && Number.isFinite(value)) line.number(value);
  else if (typeof value === "string") line.piece(quoted.of(value));
  else line.piece(value === true ? yes : value === false ? no : nothing);
}

/** Names and choices in quotes, and names as keys. */
const quoted = new LinePieces((text) => JSON.stringify(text));
const keys = new LinePieces((name) => `${JSON.stringify(name)}:`);
