/**
 * A way between the parent and one shard: messages arrive in the order they were sent, each once, until either end is gone.
 *
 * 1. `send` never blocks and never throws. After the other end is gone messages go nowhere.
 * 2. `taken` is called when the message has left this end for good. Who waits for it before the next one can never fill a channel
 *    whose reader is slow.
 * 3. `gone` is called once, when the other end is not there any more, and not for one's own {@link Channel.close}.
 */
export interface Channel<Out, In> {
  send(message: Out, taken?: () => void): void;
  /** Has whatever arrives from now on told to `ears`, the only ones. */
  listen(ears: ChannelEars<In>): void;
  /** Lets go of the channel: the other end hears that this one is gone. */
  close(): void;
}

export interface ChannelEars<In> {
  onMessage(message: In): void;
  /** @param why in words: `killed by SIGKILL`, `ended with 1`. */
  onGone(why: string): void;
}

/**
 * The two ends of a channel within one process. What one end sends the other one hears when `deliver` runs it: on a scheduler's
 * clock, at once, or when a test thinks it is time. Messages are copied as between processes.
 *
 * @param deliver runs each delivery, in the order it was asked for; a slow reader is one for whom it waits.
 */
export function channelPair<Left, Right>(
  deliver: (delivery: () => void) => void,
): readonly [Channel<Left, Right>, Channel<Right, Left>] {
  const left = new MemoryChannel<Left, Right>(deliver);
  const right = new MemoryChannel<Right, Left>(deliver);
  left.other = right;
  right.other = left;
  return [left, right];
}

class MemoryChannel<Out, In> implements Channel<Out, In> {
  other: MemoryChannel<In, Out> | undefined;
  readonly #deliver: (delivery: () => void) => void;
  #ears: ChannelEars<In> | undefined;
  /** What came before anybody listened. */
  #early: In[] = [];
  #open = true;

  constructor(deliver: (delivery: () => void) => void) {
    this.#deliver = deliver;
  }

  send(message: Out, taken?: () => void): void {
    if (!this.#open) return;
    const copy = structuredClone(message);
    this.#deliver(() => {
      this.other?.hear(copy);
      taken?.();
    });
  }

  listen(ears: ChannelEars<In>): void {
    this.#ears = ears;
    for (const message of this.#early.splice(0)) ears.onMessage(message);
  }

  close(): void {
    if (!this.#open) return;
    this.#open = false;
    this.#deliver(() => this.other?.lose("closed"));
  }

  hear(message: In): void {
    if (!this.#open) return;
    if (this.#ears === undefined) this.#early.push(message);
    else this.#ears.onMessage(message);
  }

  lose(why: string): void {
    if (!this.#open) return;
    this.#open = false;
    this.#ears?.onGone(why);
  }
}
