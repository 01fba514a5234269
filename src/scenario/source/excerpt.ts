/** Lines and columns of a text, and the excerpts that point into it. */

export interface TextLocation {
  /** Counted from 1. */
  readonly line: number;
  /** Counted from 1, in UTF-16 code units. */
  readonly column: number;
  /** The line with its number, and carets below `from`..`to`. */
  readonly excerpt: string;
}

/** Longer lines are cut around the place; a scenario may be JSON on one line. */
const widest = 100;

export class TextLines {
  readonly #text: string;
  /** What excerpts show: as long as the text, with the secrets hidden. */
  readonly #shown: string;
  readonly #starts: number[] = [0];

  constructor(text: string, shown: string) {
    this.#text = text;
    this.#shown = shown;
    for (let at = text.indexOf("\n"); at >= 0; at = text.indexOf("\n", at + 1)) this.#starts.push(at + 1);
  }

  /** The place of the characters from `from` to before `to`; at least one caret is shown. */
  locate(from: number, to: number): TextLocation {
    const line = this.#lineOf(from);
    const start = this.#starts[line]!;
    const end = (this.#starts[line + 1] ?? this.#text.length + 1) - 1;
    const content = this.#shown
      .slice(start, end)
      .replace(/\r$/, "")
      .replaceAll(/[\t\u0000-\u001f\u007f]/g, " ");
    const column = from - start;
    const length = Math.max(1, Math.min(to, start + content.length) - from);
    return { line: line + 1, column: column + 1, excerpt: point(line + 1, content, column, length) };
  }

  #lineOf(offset: number): number {
    let low = 0;
    let high = this.#starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (this.#starts[middle]! <= offset) low = middle;
      else high = middle - 1;
    }
    return low;
  }
}

function point(line: number, content: string, column: number, length: number): string {
  const from = content.length <= widest ? 0 : Math.max(0, Math.min(column - widest / 2, content.length - widest));
  const before = from > 0 ? "..." : "";
  const after = from + widest < content.length ? "..." : "";
  const shown = before + content.slice(from, from + widest) + after;
  const carets = Math.min(length, widest - (column - from));
  const number = String(line);
  return `${number} | ${shown}\n${" ".repeat(number.length)} | ${" ".repeat(before.length + column - from)}${"^".repeat(Math.max(1, carets))}`;
}
