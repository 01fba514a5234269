/** A terminal as far as the live view uses one: what stands on it after everything that was written. */
import type { Terminal } from "../../src/report/terminal.ts";

export class Screen implements Terminal {
  readonly isTTY = true;
  columns: number;
  rows: number;
  #lines: string[] = [""];
  #row = 0;
  #column = 0;

  constructor(columns: number, rows: number) {
    this.columns = columns;
    this.rows = rows;
  }

  /** Lines from the top, without styles, spaces and empty lines at their end. */
  get shown(): string[] {
    const lines = this.#lines.map((line) => line.trimEnd());
    return lines.slice(0, lines.findLastIndex((line) => line !== "") + 1);
  }

  write(text: string): void {
    for (const [, parameters, control, character] of text.matchAll(/\u001b\[([?\d;]*)([A-Za-z])|([\s\S])/gu)) {
      if (character !== undefined) this.#print(character);
      else this.#control(control!, parameters === "" ? 1 : Number(parameters));
    }
  }

  #print(character: string): void {
    if (character === "\n") {
      this.#row++;
      this.#column = 0;
    } else {
      if (this.#column >= this.columns) throw new Error(`a line wraps: ${this.#lines[this.#row]}`);
      const line = (this.#lines[this.#row] ?? "").padEnd(this.#column);
      this.#lines[this.#row] = line.slice(0, this.#column) + character + line.slice(this.#column + 1);
      this.#column++;
    }
    if (this.#row >= this.rows) throw new Error("the screen scrolls");
    this.#lines[this.#row] ??= "";
  }

  #control(control: string, count: number): void {
    switch (control) {
      case "A":
        this.#row = Math.max(0, this.#row - count);
        return;
      case "B":
        this.#row = Math.min(this.rows - 1, this.#row + count);
        return;
      case "G":
        this.#column = 0;
        return;
      case "K": {
        const line = this.#lines[this.#row] ?? "";
        this.#lines[this.#row] = count === 2 ? "" : line.slice(0, this.#column);
        return;
      }
      case "m":
      case "h":
      case "l":
        return;
      default:
        throw new Error(`unknown control sequence ${control}`);
    }
  }
}
