/** Cohorts: which devices belong to one, whether two are the same, and how one is written. */
import type { Cohort } from "./threshold.ts";

/** What cohorts can tell devices apart by. */
export interface Member {
  readonly kind: string;
  readonly group: string;
  readonly variant?: string;
  readonly labels: Readonly<Record<string, string>>;
}

export function belongsTo({ kind, group, variant, labels = {} }: Cohort, member: Member): boolean {
  return (
    (kind === undefined || member.kind === kind) &&
    (group === undefined || member.group === group) &&
    (variant === undefined || member.variant === variant) &&
    Object.entries(labels).every(([name, value]) => Object.hasOwn(member.labels, name) && member.labels[name] === value)
  );
}

/** The same text for cohorts that mean the same. */
export function cohortKey({ kind, group, variant, labels = {} }: Cohort): string {
  const sorted = Object.entries(labels).toSorted(([a], [b]) => (a < b ? -1 : 1));
  return JSON.stringify([kind ?? null, group ?? null, variant ?? null, sorted]);
}
