/**
 * Looks on at one device and starts its scripts.
 *
 * An attribute has changed when the device says another value of it than it said before, or comes up with another after a boot.
 */
import type { Value, Values } from "../../device/field.ts";
import { layoutOf } from "../../device/layout.ts";
import type { Duration, Instant } from "../../kernel/time.ts";
import type { Unit, UnitPhase } from "../unit.ts";
import type { UnitWatcher } from "../watchers.ts";
import type { Script, ScriptEvent, Scripts } from "./scripts.ts";

export class ScriptWatch implements UnitWatcher {
  readonly #scripts: readonly Script[];
  readonly #runner: Scripts;
  /** Attributes that start scripts, as they were last. */
  readonly #known: Map<string, Value> = new Map();
  readonly #counts: Map<Script, { readonly since: Instant; runs: number }> = new Map();
  #stopped: Set<Script> | undefined;

  constructor(unit: Unit, scripts: readonly Script[], runner: Scripts) {
    this.#scripts = scripts;
    this.#runner = runner;
    for (const { plan } of scripts)
      if (plan.trigger.type === "attribute") this.#known.set(plan.trigger.name, valueOf(unit, plan.trigger.name));
  }

  changed(unit: Unit, values: Values): void {
    for (const [attribute, before] of this.#known) {
      if (!Object.hasOwn(values, attribute)) continue;
      const value = values[attribute]!;
      if (value === before) continue;
      this.#known.set(attribute, value);
      this.#start(unit, { name: attribute, value, before }, ({ plan: { trigger } }) => {
        return trigger.type === "attribute" && trigger.name === attribute;
      });
    }
  }

  raised(unit: Unit, event: string, data: Values): void {
    this.#start(unit, { ...data, name: event }, ({ plan: { trigger } }) => {
      return trigger.type === "event" && trigger.name === event;
    });
  }

  booted(unit: Unit): void {
    // What a boot resets, nobody says.
    for (const attribute of this.#known.keys()) this.changed(unit, { [attribute]: valueOf(unit, attribute) });
    this.#moment(unit, "boot", { name: "boot", reason: unit.bootReason });
  }

  linkChanged(unit: Unit, phase: UnitPhase, before: UnitPhase): void {
    if (phase === "ready") this.#moment(unit, "ready", { name: "ready" });
    else if (before === "ready") this.#moment(unit, "lost", { name: "lost", phase });
  }

  commanded(unit: Unit, command: string, args: Readonly<Record<string, unknown>>): void {
    this.#moment(unit, "command", { ...args, args, name: command });
  }

  /** Counts one more run of `script` in the stretch of time under way, which begins anew after `length`. */
  count(script: Script, now: Instant, length: Duration): number {
    let counted = this.#counts.get(script);
    if (counted === undefined || now - counted.since >= length) {
      counted = { since: now, runs: 0 };
      this.#counts.set(script, counted);
    }
    return ++counted.runs;
  }

  isStopped(script: Script): boolean {
    return this.#stopped?.has(script) ?? false;
  }

  stop(script: Script): void {
    this.#stopped ??= new Set();
    this.#stopped.add(script);
  }

  #moment(unit: Unit, type: "boot" | "ready" | "lost" | "command", event: ScriptEvent): void {
    this.#start(unit, event, ({ plan: { trigger } }) => trigger.type === type);
  }

  #start(unit: Unit, event: ScriptEvent, isMeant: (script: Script) => boolean): void {
    for (const script of this.#scripts) if (isMeant(script)) this.#runner.start(script, unit, event, this);
  }
}

function valueOf({ device }: Unit, attribute: string): Value {
  return device.valueAt(layoutOf(device.kind).names.indexOf(attribute));
}
