/**
 * One connection's native messages, heard by a third party: it remembers who asked for what, so that answers make sense.
 */
import type { Direction } from "../tape.ts";
import type { DownMessage, NeutralMessage, Ref, UpMessage } from "./neutral-message.ts";
import { readDown, readUp } from "./read-native.ts";

/** Requests without an answer that are remembered; of more, the oldest are forgotten, and their answers told by nothing. */
const mostOpen = 1_024;

export class NativeConversation {
  /** What is asked and not answered yet, by id; made when needed. */
  #device: Map<Ref, string> | undefined;
  #server: Map<Ref, string> | undefined;

  /** @param json a frame's value. Frames come in the order in which they were sent. */
  hear(direction: Direction, json: unknown): NeutralMessage | undefined {
    return direction === "up" ? this.up(json) : this.down(json);
  }

  up(json: unknown): UpMessage | undefined {
    const message = readUp(json, (ref) => this.#server?.get(ref));
    if (message === undefined) return undefined;
    if (message.type === "answer") this.#server?.delete(message.ref);
    else if ("ref" in message && message.ref !== undefined) {
      this.#device ??= new Map();
      remember(this.#device, message.ref, message.type);
    }
    return message;
  }

  down(json: unknown): DownMessage | undefined {
    const message = readDown(json, (ref) => this.#device?.get(ref));
    if (message === undefined) return undefined;
    switch (message.type) {
      case "welcome":
      case "acknowledged":
      case "refusal":
        this.#device?.delete(message.ref);
        break;
      case "command":
        this.#asked(message.ref, message.name);
        break;
      default:
        this.#asked(message.ref, message.type);
    }
    return message;
  }

  #asked(ref: Ref | undefined, what: string): void {
    if (ref === undefined) return;
    this.#server ??= new Map();
    remember(this.#server, ref, what);
  }
}

function remember(open: Map<Ref, string>, ref: Ref, what: string): void {
  open.delete(ref);
  open.set(ref, what);
  if (open.size > mostOpen) for (const oldest of open.keys()) return void open.delete(oldest);
}
