/**
 * Reads messages compressed with permessage-deflate (RFC 7692), without a stream of its own for every connection.
 *
 * With context takeover a message refers to what came before it, at most 32 KiB back. Those are kept, and given to each
 * message as its dictionary: so a message is read at once, in the turn in which it came.
 */
import { constants, inflateRawSync } from "node:zlib";

/** What the sender leaves out of every message's end (§7.2.1). */
const tail = Buffer.from([0x00, 0x00, 0xff, 0xff]);
const windowLength = 32 * 1024;

export class Inflater {
  readonly #takeover: boolean;
  readonly #longest: number;
  #window: Buffer = Buffer.alloc(0);
  #broken = false;

  /** @param takeover whether messages refer to earlier ones. @param longest bytes of a message; longer ones are not read. */
  constructor(takeover: boolean, longest: number) {
    this.#takeover = takeover;
    this.#longest = longest;
  }

  /** The message, or `undefined` if it cannot be read: it is damaged or too long, or it may refer to one that was. */
  read(compressed: Buffer): Buffer | undefined {
    if (this.#broken) return undefined;
    try {
      const message = inflateRawSync(Buffer.concat([compressed, tail]), {
        finishFlush: constants.Z_SYNC_FLUSH,
        maxOutputLength: this.#longest,
        ...(this.#window.length > 0 && { dictionary: this.#window }),
      });
      if (this.#takeover) this.#remember(message);
      return message;
    } catch {
      this.skip();
      return undefined;
    }
  }

  /** A message went by unread. */
  skip(): void {
    this.#broken = this.#takeover;
  }

  #remember(message: Buffer): void {
    this.#window =
      message.length >= windowLength
        ? Buffer.from(message.subarray(-windowLength))
        : Buffer.concat([this.#window.subarray(-(windowLength - message.length)), message]);
  }
}

/** The two directions' inflaters, for the extensions that a server agreed to. */
export function inflatersFor(
  extensions: string | undefined,
  longest: number,
): { readonly up: Inflater | undefined; readonly down: Inflater | undefined } {
  const agreed = extensions?.split(",").find((one) => one.trim().startsWith("permessage-deflate"));
  if (agreed === undefined) return { up: undefined, down: undefined };
  return {
    up: new Inflater(!agreed.includes("client_no_context_takeover"), longest),
    down: new Inflater(!agreed.includes("server_no_context_takeover"), longest),
  };
}
