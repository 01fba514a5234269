/** Values as a person would write them into a scenario. */
import { formatDuration, millis } from "../../kernel/time.ts";

/** `12.5s`, to the millisecond. */
export function length(milliseconds: number): string {
  return formatDuration(millis(Math.round(milliseconds)));
}

/** JSON is YAML; what is a plain word in both is written as one. A template in it stays text. */
export function quoted(text: string): string {
  return /^[a-z][a-z0-9-]*$/i.test(text) && !/^(?:true|false|null|yes|no|on|off|y|n|~)$/i.test(text)
    ? text
    : JSON.stringify(text.replaceAll("${", "$${"));
}

/** What may stand behind a `#`. */
export function comment(text: string): string {
  return text.replaceAll(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, " ");
}
