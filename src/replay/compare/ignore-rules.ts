/**
 * Which parts of two messages may differ without being a difference.
 *
 * 1. By rule: members whose very name says that they are never the same twice (ids, sessions, times, tokens), and pairs of values that
 *    both are a time of day or both a UUID, whatever they are called. Only where both messages have the member.
 * 2. By wish (`--ignore`): a name is every member of that name; a path with dots is that one, with `*` for any one part. There even
 *    a member that only one of them has is none.
 * 3. What was a secret on the tape fits anything.
 */
import { redactedText } from "../../recording/redaction/secret-names.ts";

export class IgnoreRules {
  readonly #names: ReadonlySet<string>;
  readonly #paths: readonly (readonly string[])[];

  /** @param wishes `heartbeatSec`, `result.desired.version`, `result.items.*.id`. */
  constructor(wishes: readonly string[]) {
    this.#names = new Set(wishes.filter((wish) => !wish.includes(".")));
    this.#paths = wishes.filter((wish) => wish.includes(".")).map((wish) => wish.split("."));
  }

  /** Whether nothing below this path matters. */
  ignores(path: readonly string[]): boolean {
    if (this.#names.size > 0 && path.some((part) => this.#names.has(part))) return true;
    return this.#paths.some(
      (wish) => wish.length <= path.length && wish.every((part, index) => part === "*" || part === path[index]),
    );
  }

  /** Whether two values that are not equal are as good as equal at this place. */
  forgives(path: readonly string[], expected: unknown, found: unknown): boolean {
    if (typeof expected === "string" && expected.includes(redactedText)) return true;
    const name = path.at(-1);
    if (name !== undefined && volatileNames.has(plain(name)) && typeof expected === typeof found) return true;
    return shapes.some((shape) => shape(expected) && shape(found));
  }
}

/** Named in docs/record-replay.md. */
const volatileNames: ReadonlySet<string> = new Set([
  ...["id", "uuid", "session", "sessionid", "requestid", "messageid", "correlationid", "traceid", "spanid", "eventid"],
  ...["ts", "time", "timestamp", "date", "now", "deadline", "expires", "expiry", "uptime"],
  ...["nonce", "token", "etag", "signature"],
]);

function plain(name: string): string {
  return name.toLowerCase().replaceAll(/[-_]/g, "");
}

const shapes: readonly ((value: unknown) => boolean)[] = [
  // 2001 to 2286 in milliseconds.
  (value) => typeof value === "number" && Number.isInteger(value) && value >= 1e12 && value < 1e13,
  (value) => typeof value === "string" && /^\d{4}-\d\d-\d\d[T ]\d\d:\d\d/.test(value),
  (value) => typeof value === "string" && /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(value),
];
