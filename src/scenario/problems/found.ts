/** Values as messages show them: as written, short, and without credentials. */
import { hideSecrets, secretPartsOf } from "../texts/secrets.ts";
import type { ValuePath } from "../source/value-path.ts";

const longest = 60;

/**
 * @param value what stands at `path` before anything from the environment came in
 * @param written its characters in the text, which for a number may be others than the number's own
 */
export function foundText(path: ValuePath, value: unknown, written: string | undefined): string {
  if (value === undefined || value === null) return "nothing";
  if (Array.isArray(value)) return value.length === 0 ? "an empty list" : "a list";
  if (typeof value === "object") return Object.keys(value).length === 0 ? "an empty mapping" : "a mapping";
  const text = typeof value === "string" ? value : (written ?? String(value));
  const [secret] = secretPartsOf(path, text);
  if (secret !== undefined && secret[0] === 0 && secret[1] === text.length)
    return `a ${typeof value === "string" ? "text" : typeof value}`;
  if (typeof value !== "string") return text;
  // What comes from the environment is not here yet: a reference shows its name.
  const shown = secret === undefined ? text : hideSecrets(path, text);
  return JSON.stringify(shown.length > longest ? `${shown.slice(0, longest)}...` : shown);
}
