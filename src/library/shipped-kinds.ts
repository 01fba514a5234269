/** The shipped kinds by their names, each loaded for itself: a process that lives a part of a fleet needs only some of them. */
import type { Kind } from "../device/kind.ts";
import { FlotillaError } from "../kernel/errors.ts";

/** @param names of kinds in the catalog: each is a folder in `devices` with a file of the same name. */
export function shippedKinds(names: readonly string[]): Promise<readonly Kind[]> {
  return Promise.all(names.map(shippedKind));
}

async function shippedKind(name: string): Promise<Kind> {
  const module = (await import(`../../devices/${name}/${name}.ts`)) as Readonly<Record<string, unknown>>;
  const kind = Object.values(module).find((value) => (value as Partial<Kind> | null)?.name === name);
  if (kind !== undefined) return kind as Kind;
  throw new FlotillaError("internal", `expected the kind ${name} in devices/${name}/${name}.ts, found none`);
}
