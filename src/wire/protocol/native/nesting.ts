/**
 * How deep a JSON text nests, seen without parsing it: whatever walks the parsed value afterwards may then recurse.
 */

const quote = 0x22;
const backslash = 0x5c;
const openBracket = 0x5b;
const closeBracket = 0x5d;
const openBrace = 0x7b;
const closeBrace = 0x7d;

/** Whether lists and objects in `text` nest more than `limit` levels. Says something about JSON only. */
export function nestsDeeper(text: string, limit: number): boolean {
  // A text of this length cannot open and close so many.
  if (text.length <= 2 * limit) return false;
  let depth = 0;
  for (let position = 0; position < text.length; position++) {
    switch (text.charCodeAt(position)) {
      case quote:
        position = endOfString(text, position);
        break;
      case openBracket:
      case openBrace:
        if (++depth > limit) return true;
        break;
      case closeBracket:
      case closeBrace:
        depth--;
        break;
    }
  }
  return false;
}

/** The position of the quote that ends the string opened at `start`, or the end of the text. */
function endOfString(text: string, start: number): number {
  for (let position = start + 1; position < text.length; position++) {
    const unit = text.charCodeAt(position);
    if (unit === backslash) position++;
    else if (unit === quote) return position;
  }
  return text.length;
}
