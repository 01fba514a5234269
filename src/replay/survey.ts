/**
 * The first pass over a tape, before anything is dialed: whether it is whole, and what a replay must know beforehand.
 *
 * 1. It reads the tape once and keeps nothing that grows with its length: devices, a number for each connection, sums.
 * 2. Which device a connection is of, it decides once: by what the recorder knew, by the upgrade request, by the first message.
 *    Connections that tell no id are each a device of its own.
 * 3. What a device answered to a method is kept from the first few times, and within {@link mostAnswerText} for the whole tape.
 */
import { redactedText } from "../recording/redaction/secret-names.ts";
import type { MessageLine, OpenLine, TapeHeader, TapeLine } from "../recording/tape.ts";
import { nameInMessage, nameInOpen, type NamePlace } from "./device-name.ts";
import { newRecordedDevice, type RecordedDevice, widen } from "./recorded-device.ts";
import { type Frame, frameOnTape, isMembers, type Members, type Rpc, type RpcId } from "./tape-frame.ts";
import { wallTimeOf } from "./wall-time.ts";

/** A tape that can be read again and again. */
export interface TapeSource {
  readonly header: TapeHeader;
  readonly warnings: readonly string[];
  lines(): AsyncIterable<TapeLine>;
}

export interface Survey {
  readonly header: TapeHeader;
  readonly warnings: readonly string[];
  readonly devices: readonly RecordedDevice[];
  readonly connections: number;
  /** Lines, the first one apart. */
  readonly lines: number;
  /** `at` of the last line. */
  readonly duration: number;
  readonly messages: { readonly up: number; readonly down: number };
  /** Time of day at the tape's beginning by what its devices say, milliseconds since 1970; absent when none says. */
  readonly epoch: number | undefined;
  /** {@link weightOf} all lines of the second with most. */
  readonly busiestSecond: number;
  readonly secrets: SecretsMissing;
  /** What cannot be sent again: frames that the tape knows the size of only, and bytes that were no frames. */
  readonly unplayable: { readonly omitted: number; readonly garbage: number };
  /** Place of a connection's device. */
  deviceOf(connection: number): number;
}

/** Names of what the recorder took out of what devices sent, and how often. */
export interface SecretsMissing {
  readonly headers: ReadonlyMap<string, number>;
  readonly query: ReadonlyMap<string, number>;
  /** On how many connections one stood among the subprotocols. */
  readonly subprotocols: number;
  readonly members: ReadonlyMap<string, number>;
}

/** Looks on at every line. The frame of a message is made when asked for: most are not looked into. */
export type Onlooker = (line: TapeLine, frame: () => Frame | undefined) => void;

const answersPerMethod = 8;
const mostAnswerText = 64 * 1024 * 1024;

/** @throws FlotillaError `file` at a line that is none of a tape's. */
export async function surveyTape(tape: TapeSource, place: NamePlace, onlooker?: Onlooker): Promise<Survey> {
  const surveyor = new Surveyor(place, onlooker);
  for await (const line of tape.lines()) surveyor.see(line);
  return surveyor.survey(tape);
}

/** What a line takes in memory, roughly, in bytes. */
export function weightOf(line: TapeLine, frame: Frame | undefined): number {
  const base = 400;
  if (line.type === "open") return base + 200 * line.headers.length;
  if (frame === undefined || frame.kind === "omitted") return base;
  return base + (frame.kind === "binary" ? frame.bytes.length * 3 : frame.text.length * 4);
}

/** A connection whose end has not come yet. */
interface Live {
  readonly open: OpenLine;
  /** Known once something told. */
  device: number | undefined;
  /** What the server asked and the device has not answered. */
  readonly asked: Map<RpcId, { readonly method: string; readonly at: number }>;
}

const mostAsked = 256;

class Surveyor {
  readonly #place: NamePlace;
  readonly #onlooker: Onlooker | undefined;
  readonly #devices: RecordedDevice[] = [];
  readonly #byId = new Map<string, number>();
  #deviceOf = new Int32Array(1_024).fill(-1);
  readonly #live = new Map<number, Live>();
  readonly #epochs: number[] = [];
  readonly #told = new Set<number>();
  readonly #secrets = {
    headers: new Map<string, number>(),
    query: new Map<string, number>(),
    subprotocols: 0,
    members: new Map<string, number>(),
  };
  #connections = 0;
  #lines = 0;
  #last = 0;
  readonly #messages = { up: 0, down: 0 };
  #omitted = 0;
  #garbage = 0;
  #answerText = 0;
  #second = 0;
  #weight = 0;
  #busiest = 0;

  constructor(place: NamePlace, onlooker: Onlooker | undefined) {
    this.#place = place;
    this.#onlooker = onlooker;
  }

  see(line: TapeLine): void {
    this.#lines++;
    this.#last = line.at;
    let made: Frame | undefined;
    const frame = (): Frame | undefined => {
      if (line.type === "message") made ??= frameOnTape(line);
      return made;
    };
    this.#weigh(line, frame);
    switch (line.type) {
      case "open":
        this.#onOpen(line);
        break;
      case "message":
        if (this.#isPlain(line)) this.#messages[line.direction]++;
        else if (line.direction === "up") this.#onUp(line, frame()!);
        else this.#onDown(line, frame()!);
        break;
      case "garbage":
        this.#garbage++;
        break;
      case "end":
        this.#name(line.connection, undefined);
        break;
      default:
        break;
    }
    this.#onlooker?.(line, frame);
    if (line.type === "end") this.#live.delete(line.connection);
  }

  survey({ header, warnings }: TapeSource): Survey {
    for (const connection of this.#live.keys()) this.#name(connection, undefined);
    const deviceOf = this.#deviceOf;
    return {
      header,
      warnings: [...warnings],
      devices: this.#devices,
      connections: this.#connections,
      lines: this.#lines,
      duration: this.#last,
      messages: { ...this.#messages },
      epoch: median(this.#epochs),
      busiestSecond: Math.max(this.#busiest, this.#weight),
      secrets: this.#secrets,
      unplayable: { omitted: this.#omitted, garbage: this.#garbage },
      deviceOf: (connection) => deviceOf[connection] ?? -1,
    };
  }

  #onOpen(line: OpenLine): void {
    const { connection } = line;
    this.#connections++;
    this.#live.set(connection, { open: line, device: undefined, asked: new Map() });
    if (line.device !== undefined) this.#name(connection, line.device);
    for (const [name, value] of line.headers) if (value.includes(redactedText)) count(this.#secrets.headers, name);
    if (line.subprotocols.some((name) => name.includes(redactedText))) this.#secrets.subprotocols++;
    for (const [name, value] of new URLSearchParams(line.query ?? "")) {
      if (value.includes(redactedText)) count(this.#secrets.query, name);
    }
  }

  #onUp({ connection, at }: MessageLine, frame: Frame): void {
    this.#messages.up++;
    const live = this.#live.get(connection);
    if (live === undefined) return;
    if (live.device === undefined) this.#name(connection, nameInMessage(frame, this.#place));
    if (frame.kind === "omitted") this.#omitted++;
    if (frame.kind !== "json") return;
    if (frame.text.includes(`"${redactedText}`)) this.#noteSecrets(frame.value);
    const { rpc } = frame;
    if (rpc === undefined) return;
    const device = this.#devices[live.device!]!;
    if (rpc.type === "result" || rpc.type === "error") this.#noteAnswer(device, live, rpc, frame.text, at);
    else if (isMembers(rpc.params)) this.#noteReport(device, rpc.method, rpc.params, at);
  }

  #onDown({ connection, at }: MessageLine, frame: Frame): void {
    this.#messages.down++;
    const asked = this.#live.get(connection)?.asked;
    if (asked === undefined || frame.kind !== "json" || frame.rpc?.type !== "request" || asked.size >= mostAsked)
      return;
    asked.set(frame.rpc.id, { method: frame.rpc.method, at });
  }

  #noteReport(device: RecordedDevice, method: string, params: Members, at: number): void {
    if (method === "device.hello") {
      const { type, serial, mac, boot, state } = params;
      const first = device.boots.last === 0;
      device.kind ??= textOf(type);
      device.serial ??= textOf(serial);
      device.mac ??= textOf(mac);
      widen(device.boots, boot, first);
      if (isMembers(state)) widen(device.versions, state["version"], first);
    } else if (method === "state.report") widen(device.versions, params["version"], false);
    const time = this.#told.has(device.place) ? undefined : wallTimeOf(method, params);
    if (time === undefined) return;
    this.#told.add(device.place);
    this.#epochs.push(time - at);
  }

  #noteAnswer(
    device: RecordedDevice,
    { asked }: Live,
    rpc: Extract<Rpc, { type: "result" | "error" }>,
    text: string,
    at: number,
  ): void {
    const request = asked.get(rpc.id);
    if (request === undefined) return;
    asked.delete(rpc.id);
    const answers = device.answers.get(request.method) ?? [];
    if (answers.length >= answersPerMethod || this.#answerText + text.length > mostAnswerText) return;
    this.#answerText += text.length;
    const body = rpc.type === "result" ? { result: rpc.result } : { error: rpc.error };
    answers.push({ body, delay: at - request.at });
    device.answers.set(request.method, answers);
  }

  #noteSecrets(value: unknown): void {
    if (typeof value !== "object" || value === null) return;
    for (const [name, member] of Object.entries(value)) {
      if (typeof member === "string" && member.includes(redactedText)) count(this.#secrets.members, name);
      else this.#noteSecrets(member);
    }
  }

  /** Decides whose connection it is: `id`, or what the upgrade request tells. */
  #name(connection: number, id: string | undefined): void {
    const live = this.#live.get(connection);
    if (live === undefined || live.device !== undefined) return;
    const name = id ?? nameInOpen(live.open, this.#place);
    let device = name === undefined ? undefined : this.#byId.get(name);
    if (device === undefined) {
      device = this.#devices.length;
      this.#devices.push(newRecordedDevice(device, name));
      if (name !== undefined) this.#byId.set(name, device);
    }
    live.device = device;
    this.#remember(connection, device);
  }

  #remember(connection: number, device: number): void {
    if (connection >= this.#deviceOf.length) {
      const wider = new Int32Array(Math.max(connection + 1, this.#deviceOf.length * 2)).fill(-1);
      wider.set(this.#deviceOf);
      this.#deviceOf = wider;
    }
    this.#deviceOf[connection] = device;
  }

  /** One of the many that tell nothing new: telemetry of a device that is known, and its acknowledgement. */
  #isPlain({ connection, message }: MessageLine): boolean {
    if (message === undefined || !plainTypes.has(message.type)) return false;
    const device = this.#live.get(connection)?.device;
    return device !== undefined && this.#told.has(device);
  }

  #weigh(line: TapeLine, frame: () => Frame | undefined): void {
    const second = Math.floor(line.at / 1_000);
    if (second !== this.#second) {
      this.#busiest = Math.max(this.#busiest, this.#weight);
      this.#second = second;
      this.#weight = 0;
    }
    this.#weight += line.type === "message" && this.#isPlain(line) ? plainWeight : weightOf(line, frame());
  }
}

const plainTypes: ReadonlySet<string> = new Set(["telemetry", "acknowledged"]);
/** Of telemetry, rather more than less. */
const plainWeight = 1_600;

function count(counts: Map<string, number>, name: string): void {
  counts.set(name, (counts.get(name) ?? 0) + 1);
}

function textOf(value: unknown): string | undefined {
  return typeof value === "string" && value !== "" && !value.includes(redactedText) ? value : undefined;
}

/** A clock that is wrong by years shifts no other device. */
function median(values: readonly number[]): number | undefined {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];
}
