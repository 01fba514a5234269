/**
 * A device as functions of a scenario see it.
 *
 * 1. It is one of its place in the fleet: when it has left and come again, it is the new one.
 * 2. What is done to a device that is not there does not happen, and is not an error, as in the timeline.
 */
import { faultIn, type Value } from "../../device/field.ts";
import type { CommandTable } from "../../device/kind.ts";
import { checkAct, checkFault } from "../../device/input-check.ts";
import { layoutOf } from "../../device/layout.ts";
import { FlotillaError } from "../../kernel/errors.ts";
import { defaults } from "../../scenario/defaults.ts";
import type { Action } from "../../scenario/plan.ts";
import { readActions } from "../../scenario/scripts/read-actions.ts";
import type { ActionInput } from "../../scenario/scenario-input.ts";
import type { ScriptDevice, ScriptHome } from "../../scenario/scripts/script-context.ts";
import { nameHint } from "../../scenario/problems/suggestion.ts";
import { DeviceNames } from "../device-names.ts";
import type { Occasion } from "../timeline/occasion.ts";
import type { Unit } from "../unit.ts";
import type { CallRoom } from "./function-calls.ts";
import { lengthOf } from "./function-context.ts";
import { FunctionHome } from "./function-home.ts";

export class FunctionDevice extends DeviceNames implements ScriptDevice {
  readonly #room: CallRoom;
  readonly #occasion: Occasion;
  #last: Unit;

  constructor(unit: Unit, room: CallRoom, occasion: Occasion) {
    super(unit);
    this.#last = unit;
    this.#room = room;
    this.#occasion = occasion;
  }

  get home(): ScriptHome {
    return new FunctionHome(this.#unit.household, (unit) => new FunctionDevice(unit, this.#room, this.#occasion));
  }

  get ready(): boolean {
    return this.#unit.ready;
  }

  get phase(): string {
    return this.#unit.phase;
  }

  get boots(): number {
    return this.#unit.boots;
  }

  get(attribute: string): Value {
    const { device } = this.#unit;
    const { names } = layoutOf(device.kind);
    const number = names.indexOf(attribute);
    if (number < 0) throw unknown("an attribute", attribute, this.kind, names);
    return device.valueAt(number);
  }

  act(name: string, args: Readonly<Record<string, Value>> = {}): void {
    checkAct(this.#unit.device.kind, name, args);
    this.#perform([{ type: "act", name, args }]);
  }

  command(name: string, args: Readonly<Record<string, Value>> = {}): void {
    const commands = this.#unit.device.kind.commands as CommandTable;
    const command = Object.hasOwn(commands, name) ? commands[name] : undefined;
    if (command === undefined) throw unknown("a command", name, this.kind, Object.keys(commands));
    const misfit = faultIn(command.args, args);
    if (misfit !== undefined)
      throw new FlotillaError("usage", `command ${name} of ${this.kind}, ${misfit.field}: ${misfit.fault}`);
    this.#perform([{ type: "command", name, args, via: { type: "server" } }]);
  }

  fault(name: string, length?: string | number): void {
    checkFault(this.#unit.device.kind, name);
    this.#perform([{ type: "fault", name, ...(length === undefined ? {} : { for: lengthOf(length) }) }]);
  }

  do(...actions: readonly ActionInput[]): void {
    const { plan, scheduler } = this.#room.stage;
    const columns = Object.keys(this.#unit.member.identities?.columns ?? {});
    const read = readActions(actions, this.#unit.device.kind, plan.target !== undefined, columns);
    this.#perform(scheduler.clock.virtual ? rehearsed(read) : read);
  }

  disconnect(how: "clean" | "abrupt", length: string | number = defaults.disconnectFor): void {
    this.#perform([{ type: "disconnect", abrupt: how === "abrupt", for: lengthOf(length) }]);
  }

  reboot(): void {
    this.#perform([{ type: "reboot" }]);
  }

  memory<Memory extends object>(first: () => Memory): Memory {
    const { memories } = this.#room;
    const { index } = this.#last.identity;
    let memory = memories.get(index);
    if (memory === undefined) memories.set(index, (memory = first()));
    return memory as Memory;
  }

  #perform(actions: readonly Action[]): void {
    const unit = this.#unit;
    if (!unit.leaving) this.#room.performer.perform(actions, [unit], { ...this.#occasion, device: unit });
  }

  /** The device that is there now, or was last. */
  get #unit(): Unit {
    if (this.#last.leaving) this.#last = this.#room.stage.unit(this.#last.identity.index) ?? this.#last;
    return this.#last;
  }
}

/** Virtual time has nobody outside: commands go through the built-in server, and other requests are not made. */
function rehearsed(actions: readonly Action[]): readonly Action[] {
  return actions
    .filter(({ type }) => type !== "http")
    .map((action) => (action.type === "command" ? { ...action, via: { type: "server" } } : action));
}

function unknown(what: string, found: string, kind: string, known: Iterable<string>): FlotillaError {
  return new FlotillaError("usage", `expected ${what} of ${kind}, found ${JSON.stringify(found)}`, {
    hint: nameHint(found, known),
  });
}
