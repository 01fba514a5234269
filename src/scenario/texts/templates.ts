/** Placeholders in braces, such as `{id}`, that are filled in per device. */
import type { Report } from "../problems/report.ts";
import { nameHint } from "../problems/suggestion.ts";
import type { ValuePath } from "../source/value-path.ts";

/** What urls, headers and credentials may contain. */
export const devicePlaceholders: readonly string[] = ["id", "serial", "kind", "mac", "home", "index"];

/** What the body of a command's request may contain besides. */
export const commandPlaceholders: readonly string[] = [...devicePlaceholders, "command", "args"];

/** Reports placeholders in the text at `path` that nothing fills in. */
export function checkTemplate(text: unknown, path: ValuePath, known: readonly string[], report: Report): void {
  if (typeof text !== "string") return;
  for (const { 0: placeholder, 1: name, index } of text.matchAll(/\{(\w+)\}/g)) {
    if (known.includes(name!) || text[index - 1] === "$") continue;
    report.problem(path, `expected a placeholder that is filled in, found ${placeholder}`, {
      hint: nameHint(name!, known),
      within: [index, index + placeholder.length],
    });
  }
}
