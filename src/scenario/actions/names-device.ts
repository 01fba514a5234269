/** Whether a text of a request or a log line asks for something of a device, so that there is one for each of them. */
import { compileTemplate, splitTemplate } from "../../expression/template.ts";
import { looseVocabulary } from "../../expression/vocabulary.ts";

/** @param placeholders `{id}` and the like, where they are filled in. */
export function namesDevice(text: string, placeholders: readonly string[] = []): boolean {
  const compiled = compileTemplate(text, looseVocabulary);
  const roots = compiled.ok ? compiled.template.roots : new Set<string>();
  if (roots.has("device") || roots.has("home")) return true;
  const found = withoutExpressions(text).matchAll(/\{(\w+)\}/g);
  return Array.from(found).some(([, name]) => placeholders.includes(name!));
}

/** The text with as many other characters in place of each `${...}`, so that what is left stands where it stood. */
export function withoutExpressions(text: string): string {
  let plain = text;
  for (const part of splitTemplate(text)) {
    if (part.type !== "expression") continue;
    const [from, to] = [part.from - 2, part.from + part.expression.length + 1];
    plain = plain.slice(0, from) + "x".repeat(to - from) + plain.slice(to);
  }
  return plain;
}
