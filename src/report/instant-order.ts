/**
 * Records in an order that does not depend on who came first within an instant: by home, then by device, then as they came.
 */
export interface PlacedLine {
  /** Simulated time. */
  readonly at: number;
  readonly home: number;
  readonly device: string;
  /** The record, as text. */
  readonly line: string;
}

export class InstantOrder {
  readonly #write: (line: string) => void;
  #instant: PlacedLine[] = [];

  /** @param write is given every line, those of an instant when the next one begins. */
  constructor(write: (line: string) => void) {
    this.#write = write;
  }

  /** In the order of time. */
  add(line: PlacedLine): void {
    if (this.#instant.length > 0 && this.#instant[0]!.at !== line.at) this.flush();
    this.#instant.push(line);
  }

  flush(): void {
    const lines = this.#instant;
    this.#instant = [];
    if (lines.length > 1) lines.sort(byPlace);
    for (const { line } of lines) this.#write(line);
  }
}

function byPlace(a: PlacedLine, b: PlacedLine): number {
  return a.home - b.home || (a.device < b.device ? -1 : a.device > b.device ? 1 : 0);
}
