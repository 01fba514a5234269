/**
 * Whether what somebody wants of a device is something its kind has. A server's mistakes are answered, a scenario's or a
 * program's are thrown.
 */
import { FlotillaError } from "../kernel/errors.ts";
import { refuse, type Refusal } from "./call-outcome.ts";
import { faultIn, faultOf, type FieldTable } from "./field.ts";
import { firmwareFaults } from "./firmware.ts";
import type { Kind } from "./kind.ts";
import type { Layout } from "./layout.ts";

type Unchecked = Readonly<Record<string, unknown>>;

/** What is wrong with a command's name or arguments. */
export function commandProblem({ kind, commands }: Layout, name: string, args: Unchecked): Refusal | undefined {
  if (!Object.hasOwn(kind.commands, name)) {
    return refuse("unknown", `expected a command of ${kind.name} (${commands.join(", ")}), found "${name}"`);
  }
  const fault = faultIn(kind.commands[name].args as FieldTable, args);
  return fault && refuse("invalid", `args.${fault.field}: ${fault.fault}`, fault.field);
}

/** What is wrong with a wish for attributes. */
export function desireProblem({ kind, indexOf, attributes }: Layout, values: Unchecked): Refusal | undefined {
  for (const name of Object.keys(values)) {
    const attribute = attributes[indexOf.get(name) ?? -1];
    if (attribute === undefined) {
      return refuse("invalid", `${name}: expected a writable attribute of ${kind.name}, found no such attribute`, name);
    }
    if (attribute.writable !== true) {
      return refuse("invalid", `${name}: expected a writable attribute, found a read-only one`, name);
    }
    const fault = faultOf(attribute, values[name]);
    if (fault !== undefined) return refuse("invalid", `${name}: ${fault}`, name);
  }
  return undefined;
}

/** What is wrong with new settings. */
export function settingsProblem({ kind }: Layout, values: Unchecked): Refusal | undefined {
  for (const name of Object.keys(values)) {
    const setting = Object.hasOwn(kind.settings, name) ? kind.settings[name] : undefined;
    if (setting === undefined) {
      const known = Object.keys(kind.settings).join(", ");
      return refuse("invalid", `${name}: expected a setting of ${kind.name} (${known})`, name);
    }
    const fault = faultOf(setting, values[name]);
    if (fault !== undefined) return refuse("invalid", `${name}: ${fault}`, name);
  }
  return undefined;
}

/** @throws FlotillaError `usage` for an act the kind does not have or arguments that do not fit. */
export function checkAct(kind: Kind, name: string, args: Unchecked): void {
  if (!Object.hasOwn(kind.acts, name)) throw notOf(kind, "act", name, Object.keys(kind.acts));
  const fault = faultIn(kind.acts[name].args as FieldTable, args);
  if (fault === undefined) return;
  throw new FlotillaError("usage", `act "${name}" of ${kind.name}, ${fault.field}: ${fault.fault}`);
}

/** @throws FlotillaError `usage` for a fault that neither the kind nor the firmware has. */
export function checkFault(kind: Kind, name: string): void {
  if (Object.hasOwn(kind.faults, name) || Object.hasOwn(firmwareFaults, name)) return;
  throw notOf(kind, "fault", name, [...Object.keys(kind.faults), ...Object.keys(firmwareFaults)]);
}

function notOf(kind: Kind, what: "act" | "fault", name: string, known: readonly string[]): FlotillaError {
  const article = what === "act" ? "an" : "a";
  const title = what === "act" ? "Acts" : "Faults";
  return new FlotillaError("usage", `expected ${article} ${what} of ${kind.name}, found "${name}"`, {
    hint: `${title} of ${kind.name}: ${known.join(", ")}.`,
  });
}
