/**
 * How the timeline's commands get to their devices: through the server, because that is the way that is tested.
 */
import type { Identity } from "../device/identity.ts";
import type { Action } from "../scenario/plan.ts";

export type CommandAction = Extract<Action, { type: "command" }>;

export interface CommandGateway {
  /**
   * Asks the server to send a command to a device. `done` is called once: with nothing when the server took it (also when
   * the device then refused it), else with what went wrong.
   */
  send(device: Identity, action: CommandAction, done: (problem?: string) => void): void;
}
