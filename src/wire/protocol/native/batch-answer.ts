/** The answers to one batch: they wait for each other and leave as one array (JSON-RPC 2.0 §6). */
import type { SessionIo } from "../adapter.ts";

export class BatchAnswer {
  readonly #io: SessionIo;
  readonly #answers: string[] = [];
  #expected = 0;
  #sealed = false;

  constructor(io: SessionIo) {
    this.#io = io;
  }

  /** Adds an answer that was not announced. */
  add(text: string): void {
    this.#answers.push(text);
  }

  /** Announces an answer. */
  expect(): void {
    this.#expected++;
  }

  /** Adds an answer that was announced. */
  settle(text: string): void {
    this.#expected--;
    this.#answers.push(text);
    this.#sendWhenComplete();
  }

  /** All entries of the batch have been seen. */
  seal(): void {
    this.#sealed = true;
    this.#sendWhenComplete();
  }

  #sendWhenComplete(): void {
    if (!this.#sealed || this.#expected > 0 || this.#answers.length === 0) return;
    if (!this.#io.send(`[${this.#answers.join()}]`)) this.#io.dropped("answer", this.#answers.length);
  }
}
