/**
 * All that the server knows of one device. Applies what the device says, and keeps it while the device is away.
 *
 * 1. A sample is known by boot and sequence number: sent twice, it counts once.
 * 2. State is a snapshot (from hello or `state.get`) with patches laid over it in the order of their versions; an older patch is ignored.
 * 3. A device that starts counting anew, as a simulated one does in its next run, is a new life of the same device: told by a state
 *    version that went back, or by a session whose first sample is an old one that is not marked as a repetition.
 */
import type { Values } from "../device/field.ts";
import type { Instant } from "../kernel/time.ts";
import { type Counters, newCounters } from "./counters.ts";
import { DesiredState, type DesiredStatus } from "./desired-state.ts";
import { type Hello, type Introduction, isCount, misfit } from "./hello.ts";
import type { HubLimits } from "./hub-limits.ts";
import { isObject, type JsonObject, type RpcError } from "./json-rpc.ts";
import { isKeepable } from "./json-size.ts";
import { SequenceWindow } from "./sequence-window.ts";
import { type ValueFault, ValueTable } from "./value-table.ts";

/** Whether the device is there. Times are the server's. */
export type Presence =
  | { readonly type: "connected"; readonly since: Instant; readonly session: string }
  /** `goodbye` is the reason it gave for leaving; absent when the connection was lost. */
  | {
      readonly type: "gone";
      readonly since: Instant;
      readonly code: number;
      readonly reason: string;
      readonly goodbye?: string;
    };

export interface ReceivedEvent {
  readonly id: string;
  readonly name: string;
  readonly severity: string;
  /** The device's time, milliseconds since 1970. */
  readonly time: number;
  readonly receivedAt: Instant;
  readonly data: JsonObject;
}

/** State attributes. `version` is absent while it is not known: the device did not say. */
export interface Reported {
  readonly version?: number;
  readonly values: Values;
}

/** A device in a list. */
export interface DeviceSummary {
  readonly id: string;
  readonly kind: string;
  readonly name: string;
  readonly model: string;
  readonly firmware: string;
  readonly presence: Presence;
  readonly lastSeenAt: Instant;
  readonly reported: Reported;
}

/** Everything about a device, as a copy. */
export interface DeviceDetail extends Introduction {
  readonly presence: Presence;
  readonly firstSeenAt: Instant;
  readonly lastSeenAt: Instant;
  readonly reported: Reported;
  /** The latest value of each measured attribute; `seq` and `time` (the device's) are of the latest sample. */
  readonly telemetry: { readonly seq?: number; readonly time?: number; readonly values: Values };
  /** The latest events, oldest first. */
  readonly events: readonly ReceivedEvent[];
  readonly desired: { readonly version: number; readonly values: JsonObject; readonly status: DesiredStatus };
  readonly counters: Readonly<Counters>;
}

/** What became of a message of the device. */
export type Taken = "new" | "repeated" | RpcError;

const longestText = 256;

export class DeviceRecord {
  readonly counters: Counters = newCounters();
  readonly desired: DesiredState = new DesiredState();
  readonly #firstSeenAt: Instant;
  introduction: Introduction;
  presence: Presence;
  lastSeenAt: Instant;
  #version: number | undefined;
  readonly #reported = new ValueTable();
  #seq: number | undefined;
  #time: number | undefined;
  readonly #telemetry = new ValueTable();
  #window = new SequenceWindow();
  #missingBefore = 0;
  /** No sample has come in this session yet. */
  #fresh = true;
  #events: ReceivedEvent[] = [];

  constructor(introduction: Introduction, presence: Presence) {
    this.introduction = introduction;
    this.presence = presence;
    this.#firstSeenAt = presence.since;
    this.lastSeenAt = presence.since;
  }

  /** Takes what a hello says. Returns what is wrong with it, and changes nothing, when its state cannot be kept. */
  greet(hello: Hello, limits: HubLimits): RpcError | undefined {
    const { state, ...introduction } = hello;
    const reborn = state !== undefined && this.#version !== undefined && state.version < this.#version;
    if (state !== undefined) {
      const fault = this.#reported.replace(state.reported, limits);
      if (fault !== undefined) return misfitIn("/params/state/reported", fault);
      this.#version = state.version;
    }
    if (reborn) this.desired.forget();
    if (reborn || introduction.boot !== this.introduction.boot) this.#countAnew();
    this.#fresh = true;
    this.introduction = introduction;
    return undefined;
  }

  /** @param params of `telemetry.report`, or one of the samples of a batch. */
  sample(params: unknown, repeated: boolean, limits: HubLimits, path: string): Taken {
    if (!isObject(params)) return misfit(path, "expected a sample to be an object");
    const { seq, ts, values } = params;
    if (!isObject(values)) return misfit(`${path}/values`, "expected values to be an object");
    if (seq !== undefined && !isCount(seq)) return misfit(`${path}/seq`, "expected seq to be a whole number from 0");
    if (ts !== undefined && !isTime(ts))
      return misfit(`${path}/ts`, "expected ts to be a whole number of milliseconds");
    const dup = repeated || params["dup"] === true;
    if (seq !== undefined && this.#isOld(seq, dup)) return "repeated";
    const late = seq !== undefined && this.#seq !== undefined && seq < this.#seq;
    // What is older than the latest sample is counted, but must not overwrite newer values.
    const fault = late ? undefined : this.#telemetry.overlay(values, limits);
    if (fault !== undefined) return misfitIn(`${path}/values`, fault);
    if (seq !== undefined) this.#window.add(seq);
    if (!late) {
      this.#seq = seq ?? this.#seq;
      this.#time = ts ?? this.#time;
    }
    return "new";
  }

  /** Samples known to be missing, of all boots. */
  get missing(): number {
    return this.#missingBefore + this.#window.missing;
  }

  /** Whether this sample has come before. Decides at the first sample of a session whether the device counts anew. */
  #isOld(seq: number, dup: boolean): boolean {
    const fresh = this.#fresh;
    this.#fresh = false;
    if (!this.#window.has(seq)) return false;
    if (!fresh || dup) return true;
    this.#countAnew();
    return false;
  }

  #countAnew(): void {
    this.#missingBefore += this.#window.missing;
    this.#window = new SequenceWindow();
    this.#seq = undefined;
  }

  /** @param params of `state.report`. Returns how many patches were missed before it, "repeated" for one that is older than what is known. */
  patch(params: JsonObject, limits: HubLimits): number | "repeated" | RpcError {
    const { version, patch } = params;
    if (!isObject(patch)) return misfit("/params/patch", "expected patch to be an object");
    if (version !== undefined && !isCount(version)) {
      return misfit("/params/version", "expected version to be a whole number from 0");
    }
    const known = this.#version;
    if (version !== undefined && known !== undefined && version <= known) return "repeated";
    const fault = this.#reported.overlay(patch, limits);
    if (fault !== undefined) return misfitIn("/params/patch", fault);
    if (version === undefined) return 0;
    this.#version = version;
    return known === undefined ? 0 : version - known - 1;
  }

  /** @param result of `state.get`: everything at once. Ignored when it is older than what is known, or does not fit. */
  snapshot(result: unknown, limits: HubLimits): void {
    if (!isObject(result) || !isCount(result["version"]) || !isObject(result["reported"])) return;
    if (this.#version !== undefined && result["version"] < this.#version) return;
    if (this.#reported.replace(result["reported"], limits) === undefined) this.#version = result["version"];
  }

  /** @param params of `event.report`. */
  event(params: JsonObject, now: Instant, limits: HubLimits): RpcError | undefined {
    const { id = "", name, severity = "info", ts = now, data = {} } = params;
    if (!isText(name) || name === "") return misfit("/params/name", "expected name to be the name of the event");
    if (!isText(id)) return misfit("/params/id", `expected id to be a text of at most ${longestText} characters`);
    if (!isText(severity)) return misfit("/params/severity", "expected severity to be info, warning or error");
    if (!isTime(ts)) return misfit("/params/ts", "expected ts to be a whole number of milliseconds");
    if (!isObject(data) || !isKeepable(data, limits)) {
      return misfit("/params/data", `expected data to be an object of at most ${limits.values} short values`);
    }
    this.#events.push({ id, name, severity, time: ts, receivedAt: now, data });
    if (this.#events.length > limits.events) this.#events.shift();
    return undefined;
  }

  summary(): DeviceSummary {
    const { id, kind, name, model, firmware } = this.introduction;
    const { presence, lastSeenAt } = this;
    return { id, kind, name, model, firmware, presence, lastSeenAt, reported: this.#reportedNow() };
  }

  detail(): DeviceDetail {
    const { desired } = this;
    return {
      ...this.introduction,
      presence: this.presence,
      firstSeenAt: this.#firstSeenAt,
      lastSeenAt: this.lastSeenAt,
      reported: this.#reportedNow(),
      telemetry: {
        ...(this.#seq !== undefined && { seq: this.#seq }),
        ...(this.#time !== undefined && { time: this.#time }),
        values: this.#telemetry.copy(),
      },
      events: [...this.#events],
      desired: { version: desired.version, values: desired.values, status: desired.status },
      counters: { ...this.counters },
    };
  }

  #reportedNow(): Reported {
    return { ...(this.#version !== undefined && { version: this.#version }), values: this.#reported.copy() };
  }
}

function misfitIn(path: string, { name, fault }: ValueFault): RpcError {
  return misfit(name === "" ? path : `${path}/${pointerPart(name)}`, fault);
}

/** RFC 6901 §3. */
function pointerPart(name: string): string {
  return name.replaceAll("~", "~0").replaceAll("/", "~1");
}

/** Furthest from 1970 that a calendar date can be (ECMA-262 §21.4.1.1). */
const longestTime = 8.64e15;

function isTime(value: unknown): value is number {
  return Number.isInteger(value) && Math.abs(value as number) <= longestTime;
}

function isText(value: unknown): value is string {
  return typeof value === "string" && value.length <= longestText;
}
