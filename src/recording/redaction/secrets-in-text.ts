/**
 * Secrets in what was said: in JSON by the names of members, elsewhere by what gives them away.
 *
 * 1. The text is not parsed, only walked: what is no secret stays as it was, to the character, and a text that breaks off,
 *    or that only begins like JSON, is looked through as far as it goes.
 * 2. A member's secret value goes as a whole, lists and objects too. Booleans, null and empty texts stay.
 * 3. JSON within a string of JSON is looked through as well.
 * 4. Anywhere: tokens of the form of a JWT, what follows `Bearer`, passwords in urls; with a secret's name, `name=value` and
 *    lines of `name:value`, which are the headers of STOMP and other protocols of text.
 */
import { redactedText, type SecretNames } from "./secret-names.ts";

/** A part of the text and what to write there; `to` is behind its last character. */
interface Secret {
  readonly from: number;
  readonly to: number;
  readonly instead: string;
}

/** The text with `***` for every secret; the very text when there is none. */
export function redactText(text: string, names: SecretNames): string {
  const members = names.mayBeIn(text) ? secretMembers(text, names, 0) : [];
  return redactLoose(replace(text, members), names);
}

/**
 * The bytes with secrets as asterisks, as many as they had characters, so that lengths that the bytes tell stay right; the
 * very bytes when there is none. Finds what stands in them as text.
 */
export function redactBytes(bytes: Buffer, names: SecretNames): Buffer {
  const text = bytes.toString("latin1");
  const members = names.mayBeIn(text) ? secretMembers(text, names, 0) : [];
  const secrets = [...members, ...looseSecrets(text, names)];
  if (secrets.length === 0) return bytes;
  const masked = Buffer.from(bytes);
  for (const { from, to } of secrets) masked.fill("*", from, to);
  return masked;
}

/** As {@link redactText}, for texts that are no JSON: paths, headers. */
export function redactLoose(text: string, names: SecretNames): string {
  return replace(text, looseSecrets(text, names));
}

function replace(text: string, secrets: readonly Secret[]): string {
  if (secrets.length === 0) return text;
  let result = "";
  let copied = 0;
  for (const { from, to, instead } of secrets) {
    if (from >= copied) result += text.slice(copied, from) + instead;
    copied = Math.max(copied, to);
  }
  return result + text.slice(copied);
}

/** Levels of JSON in strings of JSON. */
const deepest = 4;

function secretMembers(text: string, names: SecretNames, depth: number): Secret[] {
  const found: Secret[] = [];
  let position = text.indexOf('"');
  while (position !== -1) {
    const end = endOfString(text, position);
    const colon = skipSpace(text, end + 1);
    if (text[colon] === ":") {
      const value = skipSpace(text, colon + 1);
      const secret = names.inMessage(unescaped(text.slice(position + 1, end))) ? valueAt(text, value) : undefined;
      if (secret !== undefined) found.push(secret);
      position = text.indexOf('"', secret === undefined ? value : closing(text, secret));
    } else {
      const nested = depth < deepest ? secretsWithin(text, position + 1, end, names, depth) : undefined;
      if (nested !== undefined) found.push(nested);
      position = text.indexOf('"', end + 1);
    }
  }
  return found;
}

/** What is to go of the value at `from`, if anything. */
function valueAt(text: string, from: number): Secret | undefined {
  switch (text[from]) {
    case '"': {
      const to = endOfString(text, from);
      return to > from + 1 ? { from: from + 1, to, instead: redactedText } : undefined;
    }
    case "{":
    case "[":
      return { from, to: endOfNested(text, from), instead: `"${redactedText}"` };
    default: {
      number.lastIndex = from;
      const match = number.exec(text);
      return match === null ? undefined : { from, to: from + match[0].length, instead: `"${redactedText}"` };
    }
  }
}

const number = /-?\d[\d.eE+-]*/y;

/** Where to go on after a secret: behind the quote that closes it, where there is one. */
function closing(text: string, { to, instead }: Secret): number {
  return instead.startsWith('"') ? to : Math.min(to + 1, text.length);
}

function secretsWithin(text: string, from: number, to: number, names: SecretNames, depth: number): Secret | undefined {
  const written = text.slice(from, to);
  if (!written.includes('\\"') || !names.mayBeIn(written)) return undefined;
  const inner = unescaped(written);
  const secrets = secretMembers(inner, names, depth + 1);
  return secrets.length === 0 ? undefined : { from, to, instead: JSON.stringify(replace(inner, secrets)).slice(1, -1) };
}

/** The string that is written so between quotes; as it is written when that is no JSON. */
function unescaped(written: string): string {
  if (!written.includes("\\")) return written;
  try {
    return JSON.parse(`"${written}"`) as string;
  } catch {
    return written;
  }
}

function endOfString(text: string, quote: number): number {
  for (let position = quote + 1; position < text.length; position++) {
    const character = text[position];
    if (character === "\\") position++;
    else if (character === '"') return position;
  }
  return text.length;
}

/** Behind the bracket that closes the one at `from`. */
function endOfNested(text: string, from: number): number {
  let depth = 0;
  for (let position = from; position < text.length; position++) {
    switch (text[position]) {
      case '"':
        position = endOfString(text, position);
        break;
      case "{":
      case "[":
        depth++;
        break;
      case "}":
      case "]":
        if (--depth === 0) return position + 1;
        break;
    }
  }
  return text.length;
}

function skipSpace(text: string, from: number): number {
  let position = from;
  while (position < text.length && /\s/.test(text[position]!)) position++;
  return position;
}

// None of them looks at a character more often than a few times, whatever the text.
const jwt = /(?<![\w-])eyJ[\w-]{5,}\.[\w-]{5,}\.[\w-]*/g;
const bearer = /\bbearer[ +]+([\w.~+/=-]{12,})/gi;
const userInfo = /:\/\/([^/?#\s@"\\]+)@/g;
const pair = /(?:^|[?&;,\s"])([\w.-]+)=([^&\s"#;,<>\\]+)/g;
const headerLine = /^([\w-]+):[ \t]*(\S[^\r\n\0]*)/gm;

function looseSecrets(text: string, names: SecretNames): Secret[] {
  const found: Secret[] = [];
  const add = (match: RegExpExecArray, part: string): void => {
    const from = match.index + match[0].indexOf(part, match[0].length - part.length - 1);
    if (part !== redactedText) found.push({ from, to: from + part.length, instead: redactedText });
  };
  if (text.includes("eyJ")) for (const match of text.matchAll(jwt)) add(match, match[0]);
  if (/bearer/i.test(text)) for (const match of text.matchAll(bearer)) add(match, match[1]!);
  if (text.includes("@")) for (const match of text.matchAll(userInfo)) add(match, match[1]!);
  if (text.includes("="))
    for (const match of text.matchAll(pair)) if (names.inRequest(match[1]!)) add(match, match[2]!);
  if (text.includes("\n"))
    for (const match of text.matchAll(headerLine)) if (names.inMessage(match[1]!)) add(match, match[2]!);
  for (const secret of names.texts) {
    for (let from = text.indexOf(secret); from !== -1; from = text.indexOf(secret, from + secret.length))
      found.push({ from, to: from + secret.length, instead: redactedText });
  }
  return found.toSorted((a, b) => a.from - b.from);
}
