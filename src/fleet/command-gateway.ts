/**
 * How what the timeline asks for gets out: commands through the server, because that is the way that is tested, and requests to
 * the target's own API.
 */
import type { Identity } from "../device/identity.ts";

/** A command for one device. */
export interface CommandOrder {
  readonly name: string;
  readonly args: Readonly<Record<string, unknown>>;
}

/** A request for one device or for a step, all filled in. */
export interface HttpRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
}

export type HttpAnswer =
  /** `text` is how the body begins. */
  | { readonly type: "answered"; readonly status: number; readonly statusText: string; readonly text: string }
  /** There was no answer, or none in time. */
  | { readonly type: "failed"; readonly why: string };

export interface CommandGateway {
  /**
   * Whether there is anybody outside to ask by HTTP. Where there is not, as in a simulation, a command goes through the server,
   * whatever its way is in a run.
   */
  readonly outside: boolean;
  /**
   * Asks the server to send a command to a device. `done` is called once: with nothing when the server took it (also when
   * the device then refused it), else with what went wrong.
   */
  send(device: Identity, order: CommandOrder, done: (problem?: string) => void): void;
  /** Makes a request when its turn has come, and answers once. What `make` throws is a failure. */
  request(make: () => HttpRequest, done: (answer: HttpAnswer) => void): void;
}
