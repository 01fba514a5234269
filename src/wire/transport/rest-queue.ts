/** Slots that rest, in the order they began to: a ring of numbers, eight bytes each, that grows as it is needed. */

export class RestQueue {
  #slots = new Uint32Array(8);
  /** Whole seconds at which they began. */
  #since = new Uint32Array(8);
  #first = 0;
  #length = 0;

  get length(): number {
    return this.#length;
  }

  /** When the first began to rest. Of an empty queue: never. */
  get since(): number {
    return this.#length === 0 ? Number.POSITIVE_INFINITY : this.#since[this.#first]!;
  }

  push(slot: number, second: number): void {
    if (this.#length === this.#slots.length) this.#grow();
    const end = (this.#first + this.#length++) & (this.#slots.length - 1);
    this.#slots[end] = slot;
    this.#since[end] = second;
  }

  /** Takes the first one. There has to be one. */
  shift(): number {
    const slot = this.#slots[this.#first]!;
    this.#first = (this.#first + 1) & (this.#slots.length - 1);
    this.#length--;
    return slot;
  }

  #grow(): void {
    const { length } = this.#slots;
    const grown = (ring: Uint32Array<ArrayBuffer>): Uint32Array<ArrayBuffer> => {
      const larger = new Uint32Array(2 * length);
      larger.set(ring.subarray(this.#first));
      larger.set(ring.subarray(0, this.#first), length - this.#first);
      return larger;
    };
    [this.#slots, this.#since] = [grown(this.#slots), grown(this.#since)];
    this.#first = 0;
  }
}
