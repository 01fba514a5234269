/**
 * The password in an MQTT `CONNECT`, which has no name but a place: MQTT 3.1.1 §3.1 and 5.0 §3.1. Over WebSocket it may come in
 * as many messages as the client likes (§6), so it is followed byte by byte.
 *
 *     type 0x10 | length 1-4 | protocol name | level | flags | keep-alive | [properties] | client id | [will ...] | [user] | [password]
 *
 * Every byte of the password becomes an asterisk; all else, lengths included, stays. Nothing after the first packet is looked at.
 */

const connectType = 0x10;
const flag = { password: 0x40, user: 0x80, will: 0x04 } as const;
const versionWithProperties = 5;

/** What is read next. */
type Step =
  | { readonly read: "length" }
  /** Bytes of no interest. */
  | { readonly read: "skip"; rest: number }
  | { readonly read: "level" }
  | { readonly read: "flags" }
  /** A length of two bytes and as many bytes of text; `secret` ones are masked. */
  | { readonly read: "text"; readonly secret: boolean; readonly size: number[]; rest: number | undefined }
  /** A length of one to four bytes, seven bits each, and as many bytes. */
  | { readonly read: "properties"; size: number; shift: number; rest: number | undefined };

export class MqttPassword {
  #steps: Step[] = [];
  #level = 0;
  #state: "begin" | "inside" | "over" = "begin";

  /** @param bytes of the next message from the device. The very bytes, or a copy with what is secret masked. */
  mask(bytes: Buffer): Buffer {
    let masked: Buffer | undefined;
    for (let index = 0; index < bytes.length && this.#state !== "over"; index++) {
      if (!this.#take(bytes[index]!)) continue;
      masked ??= Buffer.from(bytes);
      masked[index] = 0x2a;
    }
    return masked ?? bytes;
  }

  /** Whether this byte is of the password. */
  #take(byte: number): boolean {
    if (this.#state === "begin") {
      this.#state = byte === connectType ? "inside" : "over";
      this.#steps = [{ read: "length" }, text(false), { read: "level" }, { read: "flags" }];
      return false;
    }
    const step = this.#steps[0]!;
    const secret = step.read === "text" && step.secret && step.rest !== undefined;
    if (this.#ends(step, byte)) this.#steps.shift();
    if (this.#steps.length === 0) this.#state = "over";
    return secret;
  }

  /** Takes a byte; whether it was the step's last. */
  #ends(step: Step, byte: number): boolean {
    switch (step.read) {
      case "length":
        return byte < 0x80;
      case "skip":
        return --step.rest === 0;
      case "level":
        this.#level = byte;
        return true;
      case "flags":
        this.#steps.push(...this.#rest(byte));
        return true;
      case "text":
        if (step.rest !== undefined) return --step.rest === 0;
        step.size.push(byte);
        if (step.size.length < 2) return false;
        step.rest = step.size[0]! * 256 + step.size[1]!;
        return step.rest === 0;
      case "properties":
        if (step.rest !== undefined) return --step.rest === 0;
        step.size += (byte & 0x7f) * 2 ** step.shift;
        step.shift += 7;
        if (byte >= 0x80 && step.shift < 28) return false;
        step.rest = step.size;
        return step.rest === 0;
    }
  }

  /** What comes behind the flags. */
  #rest(flags: number): Step[] {
    if ((flags & flag.password) === 0) return [];
    const properties = (): Step[] =>
      this.#level >= versionWithProperties ? [{ read: "properties", size: 0, shift: 0, rest: undefined }] : [];
    return [
      { read: "skip", rest: 2 },
      ...properties(),
      text(false),
      ...((flags & flag.will) === 0 ? [] : [...properties(), text(false), text(false)]),
      ...((flags & flag.user) === 0 ? [] : [text(false)]),
      text(true),
    ];
  }
}

function text(secret: boolean): Step {
  return { read: "text", secret, size: [], rest: undefined };
}
