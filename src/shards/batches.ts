/**
 * Many small things to say, sent together: one batch is on its way at a time, and what comes meanwhile makes the next one. So a reader who
 * takes his time gets larger batches instead of more, and nothing piles up in the channel.
 */
export interface BatchesOptions<Item> {
  /** `taken` is called when the batch has left. */
  readonly send: (items: readonly Item[], dropped: number, taken: () => void) => void;
  /** How many items one batch may have. */
  readonly atOnce: number;
  /** How many may wait; what is more is dropped and counted. Absent: any number. */
  readonly mostWaiting?: number;
}

export class Batches<Item> {
  readonly #options: BatchesOptions<Item>;
  #waiting: Item[] = [];
  #dropped = 0;
  #underWay = false;

  constructor(options: BatchesOptions<Item>) {
    this.#options = options;
  }

  add(item: Item): void {
    const { mostWaiting = Number.POSITIVE_INFINITY } = this.#options;
    if (this.#waiting.length >= mostWaiting) {
      this.#dropped++;
      return;
    }
    this.#waiting.push(item);
    if (!this.#underWay) this.#send();
  }

  readonly #taken = (): void => {
    this.#underWay = false;
    if (this.#waiting.length > 0 || this.#dropped > 0) this.#send();
  };

  #send(): void {
    const items = this.#waiting.splice(0, this.#options.atOnce);
    const dropped = this.#dropped;
    this.#dropped = 0;
    this.#underWay = true;
    this.#options.send(items, dropped, this.#taken);
  }
}
