/**
 * Text from elsewhere (frames of a server, reasons, names in a scenario) made safe to print on one line.
 *
 * A server must not be able to move the cursor, change a title or forge a line: control characters, line and paragraph
 * separators, characters of direction and lone surrogates become escapes such as `\n` and `\u001b`.
 */
export function printable(text: string): string {
  return text.replace(unprintable, escaped);
}

const unprintable = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu;
const short: Readonly<Record<string, string>> = { "\n": "\\n", "\r": "\\r", "\t": "\\t" };

function escaped(character: string): string {
  const code = character.codePointAt(0)!;
  return short[character] ?? (code > 0xffff ? `\\u{${code.toString(16)}}` : `\\u${code.toString(16).padStart(4, "0")}`);
}
