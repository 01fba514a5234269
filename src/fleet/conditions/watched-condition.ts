/** Conditions that steps and expectations have looked at, and who hears what is seen. */
import type { Expression, Scope } from "../../expression/expression.ts";
import type { Household } from "../household.ts";
import type { Unit } from "../unit.ts";

/** Whom a condition is of: a device, a home, or the run when it is neither. */
export interface Subject {
  readonly device?: Unit;
  readonly home?: Household;
}

export interface WatchedCondition {
  readonly condition: Expression;
  readonly scope: "device" | "home" | "run";
  /** Whether the device of this index, or its home, is looked at. Of a condition of the run nobody asks. */
  selects(index: number): boolean;
  /** Whether anybody wants to know at the moment. It is not looked at while nobody does. */
  wanted(): boolean;
  /** A subject is looked at from here on. */
  watch(subject: Subject, eye: Eye): TruthListener;
  /** It cannot be worked out, at this look; that counts as false. */
  failed(problem: string): void;
}

/** One condition of one subject, for who cannot wait for the next look. */
export interface Eye {
  /** What the condition sees. */
  readonly scope: Scope;
  /** Looks at once: from the scheduler, never from within a device. */
  look(): void;
  /** Looks at this very instant, when whoever does something is done. */
  lookSoon(): void;
}

/** Hears of one condition of one subject. Called from the scheduler, never from within a device. */
export interface TruthListener {
  /** What it is. Told at each look, whether it has changed or not. */
  is(truth: boolean): void;
  /** The device leaves the run, or the last selected device of the home does. Nothing more is told. */
  gone(): void;
}
