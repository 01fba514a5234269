/** Where data goes. */
export interface DataSink {
  write(text: string): void;
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

/** Characters. */
const pieceLength = 64 * 1024;

/** Data to a stream, such as stdout, no faster than its reader takes it. */
export class StreamSink implements DataSink {
  readonly #stream: DataStream;
  #gathered = "";

  constructor(stream: DataStream) {
    this.#stream = stream;
  }

  write(text: string): void {
    this.#gathered += text;
  }

  async ready(): Promise<void> {
    if (this.#gathered.length < pieceLength) return;
    this.#send();
    await this.#stream.drained();
  }

  close(): Promise<void> {
    this.#send();
    return Promise.resolve();
  }

  #send(): void {
    if (this.#gathered !== "") this.#stream.write(this.#gathered);
    this.#gathered = "";
  }
}
