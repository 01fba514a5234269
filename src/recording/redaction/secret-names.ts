/**
 * Which names stand for secrets: of headers, of query parameters, of members in JSON.
 *
 * 1. Names are compared without regard to case and to `-` and `_` between words: `apiKey`, `api-key` and `X-API-Key` are one.
 * 2. In doubt a value is a secret: hiding too much costs a look into the original, showing too much costs a password.
 *    But a `key` of nothing in particular is one in headers and queries only: in messages it is half of every key and value.
 * 3. Texts that name what belongs together (`clientToken` of a device shadow) are no secrets.
 */

/** What stands in a secret's place. */
export const redactedText = "***";

export interface SecretNames {
  /** Of a header or a query parameter. */
  inRequest(name: string): boolean;
  /** Of a member of a message. */
  inMessage(name: string): boolean;
  /** Secret wherever they stand. */
  readonly texts: readonly string[];
  /** Whether `text` may hold a member with a secret's name; false is certain. */
  mayBeIn(text: string): boolean;
}

/** @param more names that are secrets too, by `--redact`. @param texts secrets without a name. */
export function secretNames(more: readonly string[] = [], texts: readonly string[] = []): SecretNames {
  const own = new Set(more.map(plain).filter((name) => name !== ""));
  const anywhere = new RegExp([...wordPatterns, ...[...own].map(spelled)].join("|"), "i");
  const inMessage = (name: string): boolean => {
    const word = plain(name);
    return own.has(word) || (!correlation.has(word) && (partOfName.test(word) || shortNames.has(lastWord(name))));
  };
  return {
    texts: [...new Set(texts.flatMap((one) => [one, encodeURIComponent(one), JSON.stringify(one).slice(1, -1)]))],
    inMessage,
    inRequest: (name) => inMessage(name) || lastWord(name) === "key",
    // An escape may spell any character.
    mayBeIn: (text) => anywhere.test(text) || text.includes("\\u"),
  };
}

const partOfName =
  /authorization|authentication$|cookie|token|secret|password|passwd|passphrase|passcode|pincode$|apikey|privatekey|accesskey|authkey|signature|signingkey|credentials$|credentials?data/;
/** Too short to be looked for within words: `bypass`, `author`. */
const shortNames: ReadonlySet<string> = new Set([
  "auth",
  "bearer",
  "credential",
  "jwt",
  "otp",
  "pass",
  "pin",
  "psk",
  "pwd",
  "sas",
  "sig",
]);

/** Pieces of which every name above has one, as they may be written. */
const wordPatterns = [
  "auth|cookie|token|secret|pass|pwd|api[-_]?key|private[-_]?key|access[-_]?key|signing[-_]?key|sig|credential",
  "bearer|jwt|otp|pin|psk|sas",
];

const correlation: ReadonlySet<string> = new Set(["clienttoken", "replytoken", "nexttoken", "pagetoken", "tokentype"]);

function plain(name: string): string {
  return name.toLowerCase().replace(/[-_\s]/g, "");
}

/** `pin` of `pin`, `doorPin`, `DOOR_PIN` and `door-pin`. */
function lastWord(name: string): string {
  return (/(?:[A-Z]?[a-z\d]+|[A-Z\d]+)$/.exec(name)?.[0] ?? "").toLowerCase();
}

/** The name as a pattern that allows for separators between its letters. */
function spelled(name: string): string {
  return [...name].map((character) => character.replace(/[\\^$.*+?()[\]{}|/]/g, "\\$&")).join("[-_ ]?");
}
