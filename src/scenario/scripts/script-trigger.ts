/** What starts a device's script, by its name in the scenario: an event of the kind, an attribute of it, or a moment of its life. */
import type { EventTable, Kind } from "../../device/kind.ts";
import type { ScriptTrigger } from "../plan.ts";

/** Moments that every device has. */
export const scriptMoments = ["boot", "ready", "lost", "command"] as const;

/** A moment goes before an event, and an event before an attribute of the same name. */
export function scriptTrigger(kind: Kind, name: string): ScriptTrigger | undefined {
  const moment = scriptMoments.find((one) => one === name);
  if (moment !== undefined) return { type: moment };
  if (Object.hasOwn(kind.events as EventTable, name)) return { type: "event", name };
  return Object.hasOwn(kind.attributes, name) ? { type: "attribute", name } : undefined;
}

/** What scripts of this kind may be started by. */
export function scriptTriggerNames(kind: Kind): readonly string[] {
  return [...scriptMoments, ...Object.keys(kind.events), ...Object.keys(kind.attributes)];
}

/** Of a trigger, as in the scenario. */
export function triggerName(trigger: ScriptTrigger): string {
  return "name" in trigger ? trigger.name : trigger.type;
}
