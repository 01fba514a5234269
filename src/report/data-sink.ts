/** Where data goes. */
export interface DataSink {
  /** How long a piece is that it likes, in bytes. */
  readonly pieceLength: number;
  /** @param piece whole lines, UTF-8; copied, as far as it is kept. */
  write(piece: Buffer): void;
  /** Who wants to know what time data is of: what is written next is so many bytes and lines of this millisecond. */
  mark?(at: number, bytes: number, lines: number): void;
  /** Resolves when more may be written. Rejects when nothing can be. */
  ready(): Promise<void>;
  /** Writes what is left. Rejects when something could not be written. */
  close(): Promise<void>;
}

/** What a stream for data must have besides writing: it says when what was written has been taken. */
export interface DataStream {
  write(text: string): void;
  drained(): Promise<void>;
}

/** Data to a stream, such as stdout, no faster than its reader takes it. */
export class StreamSink implements DataSink {
  readonly pieceLength: number = 64 * 1024;
  readonly #stream: DataStream;
  #pieces: string[] = [];

  constructor(stream: DataStream) {
    this.#stream = stream;
  }

  write(piece: Buffer): void {
    this.#pieces.push(piece.toString());
  }

  async ready(): Promise<void> {
    while (this.#pieces.length > 0) {
      this.#send();
      await this.#stream.drained();
    }
  }

  close(): Promise<void> {
    while (this.#pieces.length > 0) this.#send();
    return Promise.resolve();
  }

  #send(): void {
    this.#stream.write(this.#pieces.shift()!);
  }
}
