/**
 * The run on a terminal, redrawn in place at every progress, about once a second. What it looks like: `live/render-live.ts`.
 *
 * 1. News between two redraws wait for the next one, so that a flood of them costs nothing.
 * 2. When the run is over nothing of it is left: the summary takes its place.
 */
import { createLogUpdate } from "log-update";
import type { Notice, Progress, RunInfo, RunOutput } from "../fleet/run-events.ts";
import { type History, noHistory, remember } from "./live/history.ts";
import { renderLive } from "./live/render-live.ts";
import type { Terminal } from "./terminal.ts";

const noticesKept = 20;

export class LiveView implements RunOutput {
  readonly #terminal: Terminal;
  readonly #colour: boolean;
  readonly #update: ReturnType<typeof createLogUpdate>;
  #info: RunInfo | undefined;
  #history: History = noHistory;
  #notices: readonly Notice[] = [];
  #height = 0;

  constructor(terminal: Terminal, { colour = true }: { readonly colour?: boolean } = {}) {
    this.#terminal = terminal;
    this.#colour = colour;
    this.#update = createLogUpdate(streamOf(terminal));
  }

  started(info: RunInfo): void {
    this.#info = info;
    this.#draw(undefined);
  }

  progressed(progress: Progress): void {
    this.#history = remember(this.#history, progress);
    this.#draw(progress);
  }

  noticed(notice: Notice): void {
    this.#notices = [...this.#notices, notice].slice(-noticesKept);
  }

  finished(): void {
    this.#update.clear();
    this.#update.done();
  }

  #draw(progress: Progress | undefined): void {
    if (this.#info === undefined) return;
    // One column and one row stay free: a full last column makes some terminals eat a character, and the cursor needs a row.
    const size = { columns: this.#terminal.columns - 1, rows: this.#terminal.rows - 1, colour: this.#colour };
    const lines = renderLive(this.#info, this.#history, progress, this.#notices, size);
    // log-update redraws only lines that changed, but takes lines at the end that are the same for lines that did not move.
    if (lines.length !== this.#height) this.#update.clear();
    this.#height = lines.length;
    this.#update(lines.join("\n"));
  }
}

/** What log-update uses of a stream. */
function streamOf(terminal: Terminal): NodeJS.WritableStream {
  const used = {
    write: (text: string): boolean => {
      terminal.write(text);
      return true;
    },
    isTTY: true,
    get columns(): number {
      return terminal.columns;
    },
    get rows(): number {
      return terminal.rows;
    },
  };
  return used as unknown as NodeJS.WritableStream;
}
