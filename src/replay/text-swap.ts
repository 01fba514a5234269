/**
 * Replaces the names of one recorded device by those of a copy of it, wherever they stand in a text as a word of their own.
 *
 * 1. `lock-1` is a word in `devices/lock-1/state` and in `"lock-1"`, and none in `lock-12`, `my-lock-1` or `lock-1-b`.
 * 2. Of a name shorter than three characters only a text that is it and nothing else is one: `1` is in too many texts.
 * 3. All names are replaced at once, so that what was put in is not replaced again.
 */

const shortest = 3;

export class TextSwap {
  readonly #names: ReadonlyMap<string, string>;
  readonly #pattern: RegExp | undefined;

  /** @param names by recorded name the copy's. */
  constructor(names: ReadonlyMap<string, string>) {
    this.#names = new Map([...names].filter(([from, to]) => from !== "" && from !== to));
    const words = [...this.#names.keys()].filter((name) => name.length >= shortest);
    words.sort((a, b) => b.length - a.length);
    this.#pattern =
      words.length === 0 ? undefined : new RegExp(`(?<![\\w-])(?:${words.map(escape).join("|")})(?![\\w-])`, "g");
  }

  /** True when no text would change. */
  get idle(): boolean {
    return this.#names.size === 0;
  }

  text(text: string): string {
    const whole = this.#names.get(text);
    if (whole !== undefined) return whole;
    if (this.#pattern === undefined) return text;
    return text.replace(this.#pattern, (name) => this.#names.get(name) ?? name);
  }

  /** A path or a query: each part of it as it reads, written again only where it changed. */
  urlPart(part: string): string {
    if (this.idle) return part;
    return part.replaceAll(/[^/&=?]+/g, (raw) => {
      const read = decoded(raw);
      const swapped = this.text(read);
      return swapped === read ? raw : encodeURIComponent(swapped);
    });
  }

  /** Within the strings of a JSON text; all else stays as it is written, to the character. */
  json(text: string): string {
    if (this.idle) return text;
    return text.replaceAll(/"(?:[^"\\]|\\.)*"/g, (literal) => {
      const read = literal.includes("\\") ? (JSON.parse(literal) as string) : literal.slice(1, -1);
      const swapped = this.text(read);
      return swapped === read ? literal : JSON.stringify(swapped);
    });
  }

  /** A JSON value; the same one when nothing in it changes. */
  value(value: unknown): unknown {
    if (this.idle) return value;
    if (typeof value === "string") return this.text(value);
    if (typeof value !== "object" || value === null) return value;
    if (Array.isArray(value)) return value.map((entry) => this.value(entry));
    return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, this.value(member)]));
  }
}

function escape(name: string): string {
  return name.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);
}

function decoded(raw: string): string {
  try {
    return decodeURIComponent(raw);
  } catch {
    return raw;
  }
}
