/**
 * Messages to text, written by hand: a device sends a sample far more often than it does anything else, and building the
 * text costs less than building an object and walking it.
 *
 * Each text equals `JSON.stringify` of the object that `docs/protocol.md` shows, member order included.
 */
import type { Columns } from "../../../device/columns.ts";
import type { Value, Values } from "../../../device/field.ts";
import type { DeviceEvent, Sample, StatePatch } from "../message.ts";
import type { RequestId } from "./decode.ts";
import { numberText } from "./number-text.ts";

/** One sample, or a batch of them, as one frame. */
export interface TelemetryFrame {
  readonly samples: readonly Sample[];
  /** Sent as `telemetry.batch`; otherwise there is one sample. */
  readonly batch: boolean;
}

export function encodeFrame(frame: TelemetryFrame, id: number | undefined, again: boolean): string {
  return frame.batch ? encodeBatch(frame.samples, id, again) : encodeTelemetry(frame.samples[0]!, id, again);
}

/** @param id of the request, or `undefined` for a notification. @param again whether it was sent before. */
export function encodeTelemetry(sample: Sample, id: number | undefined, again: boolean): string {
  const head = id === undefined ? notification : `{"jsonrpc":"2.0","id":${id},${telemetryMethod}`;
  // In one piece: what is put together from pieces that were put together costs each of them.
  return `${head}${encodeTime(sample.time)},"seq":${sample.seq},"values":${encodeMeasured(sample)}${again ? ',"dup":true}}' : "}}"}`;
}

const telemetryMethod = '"method":"telemetry.report","params":{"ts":';
const notification = `{"jsonrpc":"2.0",${telemetryMethod}`;

export function encodeBatch(samples: readonly Sample[], id: number | undefined, again: boolean): string {
  const list = `"samples":[${samples.map(encodeSample).join()}]`;
  const params = again ? `{${list},"dup":true}` : `{${list}}`;
  if (id === undefined) return `{"jsonrpc":"2.0","method":"telemetry.batch","params":${params}}`;
  return `{"jsonrpc":"2.0","id":${id},"method":"telemetry.batch","params":${params}}`;
}

/** One entry of a batch. */
export function encodeSample(sample: Sample): string {
  return `{"ts":${encodeTime(sample.time)},"seq":${sample.seq},"values":${encodeMeasured(sample)}}`;
}

export function encodeState(patch: StatePatch): string {
  return `{"jsonrpc":"2.0","method":"state.report","params":{"version":${patch.version},"patch":${encodeValues(patch.values)},"cause":${encodeText(patch.cause)},"ts":${encodeTime(patch.time)}}}`;
}

export function encodeEvent(event: DeviceEvent): string {
  return `{"jsonrpc":"2.0","method":"event.report","params":{"id":${encodeText(event.id)},"ts":${encodeTime(event.time)},"name":${encodeText(event.name)},"severity":${encodeText(event.severity)},"data":${encodeValues(event.data)}}}`;
}

export function encodeResult(id: RequestId | null, result: Readonly<Record<string, unknown>>): string {
  return `{"jsonrpc":"2.0","id":${JSON.stringify(id)},"result":${JSON.stringify(result)}}`;
}

export function encodeError(
  id: RequestId | null,
  code: number,
  message: string,
  data: { readonly failure: string; readonly path?: string },
): string {
  return `{"jsonrpc":"2.0","id":${JSON.stringify(id)},"error":${JSON.stringify({ code, message, data })}}`;
}

export function encodeNotification(method: string, params: Readonly<Record<string, unknown>>): string {
  return JSON.stringify({ jsonrpc: "2.0", method, params });
}

export function encodeRequest(id: number, method: string, params: Readonly<Record<string, unknown>>): string {
  return JSON.stringify({ jsonrpc: "2.0", id, method, params });
}

/** The digits above the last six of the latest time, which stay the same for 1000 s. */
let highDigits = 0;
let highText = "";

/** Writing a number of more than 32 bits costs three times as much as writing one of less. */
function encodeTime(time: number): string {
  const high = Math.floor(time / 1_000_000);
  const low = time - high * 1_000_000;
  // Times before 1970 or not whole are for the general way.
  if (!(high > 0 && Number.isSafeInteger(time))) return numberText(time);
  if (high !== highDigits) {
    highDigits = high;
    highText = `${high}`;
  }
  return low < 100_000 ? highText + `${low + 1_000_000}`.slice(1) : `${highText}${low}`;
}

function encodeMeasured(sample: Sample): string {
  const { columns, list } = sample;
  if (columns === undefined || list === undefined) return encodeValues(sample.values);
  const before = textsOf(columns);
  let text = "";
  for (let i = 0; i < list.length; i++) text += before[i]! + encodeValue(list[i]!);
  return `${text}}`;
}

/** What stands before each value of a sample. */
const texts = new WeakMap<Columns, readonly string[]>();

function textsOf(columns: Columns): readonly string[] {
  let before = texts.get(columns);
  if (before === undefined) {
    before = columns.names.map((name, place) => `${place === 0 ? "{" : ","}${JSON.stringify(name)}:`);
    texts.set(columns, before);
  }
  return before;
}

function encodeValues(values: Values): string {
  let text = "";
  for (const name in values) {
    const value = values[name];
    if (value !== undefined) text += `${text === "" ? "{" : ","}${encodeName(name)}${encodeValue(value)}`;
  }
  return text === "" ? "{}" : `${text}}`;
}

function encodeValue(value: Value): string {
  switch (typeof value) {
    case "number":
      return numberText(value);
    case "string":
      return encodeText(value);
    default:
      return `${value}`;
  }
}

/** Names of attributes as they stand before a value, `"rssi":`. They are few; the limit is for a kind that makes them up. */
const names = new Map<string, string>();
const mostNames = 4_096;

function encodeName(name: string): string {
  let text = names.get(name);
  if (text === undefined) {
    text = `${JSON.stringify(name)}:`;
    if (names.size < mostNames) names.set(name, text);
  }
  return text;
}

/** Characters that stand for themselves within quotes. */
const plain = /^[ !#-[\]-~]*$/;

function encodeText(text: string): string {
  return plain.test(text) ? `"${text}"` : JSON.stringify(text);
}
