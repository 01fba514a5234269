/**
 * Loads a module that a user wrote, TypeScript or JavaScript, on every Node, from wherever it lies.
 *
 * 1. `flotilla/device` and `flotilla/scenario` in it are this very program's own, installed beside it or not.
 * 2. It is evaluated anew each time: what one run leaves behind in its variables the next does not find.
 */

/** What it exports. Rejects with whatever it throws. */
export async function loadModule(file: string): Promise<Readonly<Record<string, unknown>>> {
  // Loaded only when needed: most runs have no code of their own.
  const { createJiti } = await import("jiti");
  const virtualModules = {
    "flotilla/device": await import("../../device/index.ts"),
    "flotilla/scenario": await import("../../scenario/index.ts"),
  };
  const jiti = createJiti(import.meta.url, { virtualModules, moduleCache: false });
  const exported: unknown = await jiti.import(file);
  // CommonJS that exports one value.
  if (typeof exported !== "object" || exported === null) return { default: exported };
  return exported as Readonly<Record<string, unknown>>;
}
