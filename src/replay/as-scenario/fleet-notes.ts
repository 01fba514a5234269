/**
 * What a scenario needs to know of a tape, gathered while it is read: for each device who it is and when it was there, and what happened.
 *
 * 1. Only the native protocol tells it; devices of other protocols are counted and nothing more.
 * 2. Memory grows with devices, not with messages: of intervals and latencies a few are kept for each device, of happenings the first ones.
 */
import { redactedText } from "../../recording/redaction/secret-names.ts";
import type { TapeLine } from "../../recording/tape.ts";
import { deviceMethods, serverMethods } from "../../wire/protocol/native/methods.ts";
import { type Frame, isMembers, type Members, type RpcId } from "../tape-frame.ts";

export interface DeviceNotes {
  readonly id: string;
  readonly kind: string;
  readonly firmware: string | undefined;
  readonly serial: string | undefined;
  readonly mac: string | undefined;
  readonly name: string | undefined;
  readonly firstAt: number;
  /** Between one telemetry report and the next of a connection, milliseconds. */
  readonly intervals: number[];
  acknowledged: boolean;
}

/** The server asked a device to do something. */
export interface CommandNote {
  readonly at: number;
  readonly device: string;
  readonly name: string;
  readonly args: Members;
  /** Names of arguments that the tape does not hold. */
  readonly hidden: readonly string[];
}

/** A device went away and came back. */
export interface AbsenceNote {
  readonly at: number;
  readonly device: string;
  readonly how: "clean" | "abrupt" | "reboot";
  readonly length: number;
}

export interface FleetNotes {
  readonly devices: readonly DeviceNotes[];
  readonly commands: readonly CommandNote[];
  readonly moreCommands: number;
  readonly absences: readonly AbsenceNote[];
  readonly moreAbsences: number;
  /** How often the server closed a connection, by code. */
  readonly closedByServer: ReadonlyMap<number, number>;
  /** Connections whose device never said hello. */
  readonly foreign: number;
  readonly helloNotified: boolean;
  /** Milliseconds from dial to the answer to hello, of some. */
  readonly ready: readonly number[];
  /** A way in the url, where every device used the same with its id in it. */
  readonly pathPattern: string | undefined;
}

const mostIntervals = 50;
const mostHappenings = 500;
const mostLatencies = 10_000;

interface Visit {
  readonly openedAt: number;
  readonly path: string;
  device: DeviceNotes | undefined;
  helloId: RpcId | undefined;
  lastTelemetry: number | undefined;
  goodbye: string | undefined;
}

export class FleetNotebook {
  readonly #devices = new Map<string, DeviceNotes>();
  readonly #visits = new Map<number, Visit>();
  readonly #commands: CommandNote[] = [];
  readonly #absences: AbsenceNote[] = [];
  /** Away since when, and how. */
  readonly #away = new Map<string, { readonly at: number; readonly how: AbsenceNote["how"] }>();
  readonly #closedByServer = new Map<number, number>();
  readonly #ready: number[] = [];
  readonly #paths = new Set<string>();
  #moreCommands = 0;
  #moreAbsences = 0;
  #foreign = 0;
  #notified = false;

  see(line: TapeLine, frameOf: () => Frame | undefined): void {
    if (line.type === "open") {
      this.#visits.set(line.connection, {
        openedAt: line.at,
        path: line.path,
        device: undefined,
        helloId: undefined,
        lastTelemetry: undefined,
        goodbye: undefined,
      });
      return;
    }
    const visit = this.#visits.get(line.connection);
    if (visit === undefined) return;
    switch (line.type) {
      case "message":
        // The many that there are need not be written out to be understood.
        if (line.message?.type === "telemetry") this.#telemetry(visit, line.message.ref !== undefined, line.at);
        else this.#message(visit, line.direction, frameOf(), line.at);
        break;
      case "close":
        if (line.direction === "down" && visit.goodbye === undefined) this.#closed(visit, line.code, line.at);
        break;
      case "end":
        this.#visits.delete(line.connection);
        if (line.how !== "unopened" && visit.device === undefined) this.#foreign++;
        if (visit.device !== undefined && line.by === "device") this.#left(visit, line.how === "lost", line.at);
        break;
      default:
        break;
    }
  }

  notes(): FleetNotes {
    for (const visit of this.#visits.values()) if (visit.device === undefined) this.#foreign++;
    return {
      devices: [...this.#devices.values()],
      commands: this.#commands,
      moreCommands: this.#moreCommands,
      absences: this.#absences,
      moreAbsences: this.#moreAbsences,
      closedByServer: this.#closedByServer,
      foreign: this.#foreign,
      helloNotified: this.#notified,
      ready: this.#ready,
      pathPattern: this.#paths.size === 1 ? [...this.#paths][0] : undefined,
    };
  }

  #message(visit: Visit, direction: "up" | "down", frame: Frame | undefined, at: number): void {
    const rpc = frame?.kind === "json" ? frame.rpc : undefined;
    if (rpc === undefined) return;
    if (!("method" in rpc)) {
      if (direction === "down" && rpc.id === visit.helloId && this.#ready.length < mostLatencies)
        this.#ready.push(at - visit.openedAt);
      return;
    }
    const params = isMembers(rpc.params) ? rpc.params : {};
    if (direction === "down") {
      if (rpc.method.startsWith(serverMethods.command)) this.#command(visit, rpc.method, params, at);
      return;
    }
    switch (rpc.method) {
      case deviceMethods.hello:
        return this.#hello(visit, rpc.type === "request" ? rpc.id : undefined, params, at);
      case deviceMethods.telemetry:
        return this.#telemetry(visit, rpc.type === "request", at);
      case deviceMethods.bye:
        visit.goodbye = typeof params["reason"] === "string" ? params["reason"] : "";
    }
  }

  #hello(visit: Visit, ref: RpcId | undefined, params: Members, at: number): void {
    const { device: id, type: kind, fw, serial, mac, name } = params;
    if (typeof id !== "string" || typeof kind !== "string") return;
    visit.helloId = ref;
    this.#notified ||= ref === undefined;
    this.#paths.add(visit.path.replace(encodeURIComponent(id), "{id}"));
    const known = this.#devices.get(id);
    visit.device = known ?? {
      id,
      kind,
      firmware: textOf(fw),
      serial: textOf(serial),
      mac: textOf(mac),
      name: textOf(name),
      firstAt: visit.openedAt,
      intervals: [],
      acknowledged: false,
    };
    if (known === undefined) this.#devices.set(id, visit.device);
    const away = this.#away.get(id);
    this.#away.delete(id);
    if (away === undefined) return;
    if (this.#absences.length >= mostHappenings) this.#moreAbsences++;
    else this.#absences.push({ at: away.at, device: id, how: away.how, length: at - away.at });
  }

  #telemetry(visit: Visit, asked: boolean, at: number): void {
    const { device, lastTelemetry } = visit;
    visit.lastTelemetry = at;
    if (device === undefined) return;
    device.acknowledged ||= asked;
    if (lastTelemetry !== undefined && device.intervals.length < mostIntervals)
      device.intervals.push(at - lastTelemetry);
  }

  #command({ device }: Visit, method: string, params: Members, at: number): void {
    if (device === undefined) return;
    if (this.#commands.length >= mostHappenings) {
      this.#moreCommands++;
      return;
    }
    const given = Object.entries(isMembers(params["args"]) ? params["args"] : {});
    this.#commands.push({
      at,
      device: device.id,
      name: method.slice(serverMethods.command.length),
      args: Object.fromEntries(given.filter(([, value]) => !isHidden(value))),
      hidden: given.filter(([, value]) => isHidden(value)).map(([name]) => name),
    });
  }

  #left({ device, goodbye }: Visit, lost: boolean, at: number): void {
    const how = goodbye === "reboot" ? "reboot" : lost ? "abrupt" : "clean";
    this.#away.set(device!.id, { at, how });
  }

  #closed({ device }: Visit, code: number, _at: number): void {
    if (device !== undefined) this.#closedByServer.set(code, (this.#closedByServer.get(code) ?? 0) + 1);
  }
}

function isHidden(value: unknown): boolean {
  return typeof value === "string" && value.includes(redactedText);
}

function textOf(value: unknown): string | undefined {
  return typeof value === "string" && value !== "" && !isHidden(value) ? value : undefined;
}
