/** Hides texts that are known to be secret, wherever they stand. */

/** What stands in a credential's place. */
export const redacted = "***";

/** Shorter ones are words that stand in a text for other reasons. */
export function isLongEnough(secret: string): boolean {
  return secret.length >= 6;
}

/** A copy of `value` in which no text is or contains one of the `secrets`. */
export function hideTexts(value: unknown, secrets: readonly string[]): unknown {
  if (typeof value === "string") return secrets.reduce(hideText, value);
  if (Array.isArray(value)) return value.map((item) => hideTexts(item, secrets));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, hideTexts(item, secrets)]));
}

function hideText(text: string, secret: string): string {
  if (text === secret && secret !== "") return redacted;
  return isLongEnough(secret) ? text.replaceAll(secret, redacted) : text;
}
