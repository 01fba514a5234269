/** What a device reports once it has said hello: telemetry, state, events. Takes it into the device's record and counts it. */
import type { Scheduler } from "../kernel/scheduler.ts";
import type { Counters } from "./counters.ts";
import type { DeviceRecord } from "./device-record.ts";
import { misfit } from "./hello.ts";
import type { HubLimits } from "./hub-limits.ts";
import { type JsonObject, rpcCode, type RpcError } from "./json-rpc.ts";

/** What reports need of the hub. */
export interface ReportsHost {
  readonly scheduler: Scheduler;
  readonly limits: HubLimits;
  /** Counts of all devices together. */
  readonly totals: Counters;
}

const longestMethod = 128;

export class DeviceReports {
  readonly #device: DeviceRecord;
  readonly #host: ReportsHost;
  readonly #onMissedPatch: () => void;

  constructor(device: DeviceRecord, host: ReportsHost, onMissedPatch: () => void) {
    this.#device = device;
    this.#host = host;
    this.#onMissedPatch = onMissedPatch;
  }

  /** Takes one report. Returns what is wrong with it when it cannot be taken. */
  take(method: string, params: JsonObject): RpcError | undefined {
    switch (method) {
      case "telemetry.report":
        return this.#takeSample(params, false, "/params");
      case "telemetry.batch":
        return this.#takeBatch(params);
      case "state.report":
        return this.#takePatch(params);
      case "event.report":
        return this.#takeEvent(params);
      default: {
        const name = JSON.stringify(method.slice(0, longestMethod));
        return { code: rpcCode.method, message: `unknown method ${name}` };
      }
    }
  }

  #takeSample(params: unknown, repeated: boolean, path: string): RpcError | undefined {
    const missing = this.#device.missing;
    const taken = this.#device.sample(params, repeated, this.#host.limits, path);
    if (typeof taken === "object") return taken;
    this.#count(taken === "new" ? "samples" : "duplicates");
    if (this.#device.missing !== missing) this.#count("missing", this.#device.missing - missing);
    return undefined;
  }

  /** One bad sample does not cost the others; the last fault is what the device hears. */
  #takeBatch(params: JsonObject): RpcError | undefined {
    const { samples } = params;
    if (!Array.isArray(samples)) return misfit("/params/samples", "expected samples to be a list");
    const repeated = params["dup"] === true;
    let fault: RpcError | undefined;
    for (const [index, sample] of samples.entries()) {
      fault = this.#takeSample(sample, repeated, `/params/samples/${index}`) ?? fault;
    }
    return fault;
  }

  #takePatch(params: JsonObject): RpcError | undefined {
    const taken = this.#device.patch(params, this.#host.limits);
    if (typeof taken === "object") return taken;
    if (taken === "repeated") {
      this.#count("stalePatches");
      return undefined;
    }
    this.#count("patches");
    if (taken > 0) {
      this.#count("missedPatches", taken);
      this.#onMissedPatch();
    }
    return undefined;
  }

  #takeEvent(params: JsonObject): RpcError | undefined {
    const fault = this.#device.event(params, this.#host.scheduler.now, this.#host.limits);
    if (fault === undefined) this.#count("events");
    return fault;
  }

  #count(name: keyof Counters, by = 1): void {
    this.#host.totals[name] += by;
    this.#device.counters[name] += by;
  }
}
