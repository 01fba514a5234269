/** Loads kinds that users wrote in their own files, TypeScript or JavaScript, on every Node. */
import { existsSync } from "node:fs";
import { resolve } from "node:path";
import type { Kind } from "../../device/kind.ts";
import { FlotillaError, messageOf } from "../../kernel/errors.ts";
import { loadModule } from "./load-module.ts";

/**
 * The catalog with the kinds of `files` added: every export of a file that `defineKind` made. A kind of a known name replaces it.
 *
 * @throws FlotillaError `kind` when a file cannot be loaded or exports no kind.
 */
export async function loadKinds(catalog: readonly Kind[], files: readonly string[], folder: string): Promise<Kind[]> {
  const kinds = new Map(catalog.map((kind) => [kind.name, kind]));
  for (const file of files) for (const kind of await loadFile(resolve(folder, file))) kinds.set(kind.name, kind);
  return [...kinds.values()];
}

async function loadFile(file: string): Promise<Kind[]> {
  if (!existsSync(file)) {
    throw new FlotillaError("kind", `expected a file with kinds at ${file}, found none`, {
      hint: "Paths in a scenario count from the scenario's folder, those of --kinds from the current one.",
    });
  }
  let exported: Readonly<Record<string, unknown>>;
  try {
    exported = await loadModule(file);
  } catch (cause) {
    throw new FlotillaError("kind", `${file} could not be loaded: ${messageOf(cause)}`, { cause });
  }
  const found = Object.values(exported)
    .flatMap((value) => (Array.isArray(value) ? value : [value]))
    .filter(isKind);
  if (found.length === 0) {
    throw new FlotillaError(
      "kind",
      `expected ${file} to export a kind, found ${Object.keys(exported).join(", ") || "no exports"}`,
      {
        hint: "Export what defineKind returns: export const heater = defineKind({...}).",
      },
    );
  }
  return [...new Set(found)];
}

function isKind(value: unknown): value is Kind {
  const kind = value as Partial<Kind> | null;
  return (
    typeof kind === "object" &&
    kind !== null &&
    typeof kind.name === "string" &&
    typeof kind.step === "function" &&
    typeof kind.start === "function"
  );
}
