/** Makes frames that are nearly right: valid ones, mutated as text or as JSON. Equal seeds make equal frames. */
import { RandomStream } from "../../../../src/kernel/random.ts";

const valid: readonly unknown[] = [
  { jsonrpc: "2.0", id: 1, result: { session: "s-1", heartbeatSec: 30, telemetry: { ack: true } } },
  { jsonrpc: "2.0", id: 2, result: {} },
  { jsonrpc: "2.0", id: 3, error: { code: -32003, message: "busy", data: { retryAfterMs: 5 } } },
  { jsonrpc: "2.0", id: "c-1", method: "command.lockDoor", params: { args: { pinCode: "4711" } } },
  { jsonrpc: "2.0", id: 0, method: "command.unlockDoor" },
  { jsonrpc: "2.0", method: "command.unlockDoor", params: { args: {}, deadline: 1 } },
  { jsonrpc: "2.0", id: 7.5, method: "state.desired", params: { version: 3, patch: { autoRelockTime: 3 } } },
  { jsonrpc: "2.0", id: "", method: "state.get" },
  { jsonrpc: "2.0", id: -4, method: "device.configure", params: { a: 1 } },
  { jsonrpc: "2.0", id: null, method: "device.reboot" },
  { jsonrpc: "2.0", id: "p", method: "device.ping" },
  { jsonrpc: "2.0", id: 9, method: "telemetry.report", params: {} },
];
const scraps: readonly unknown[] = [
  ...[null, true, false, 0, -1, 1.5, 1e21, 2 ** 53, "", "2.0", "x".repeat(200), "\ud800", [], {}, [[]], { args: [] }],
  ...["id", "method", "command.", "device.hello", "__proto__", { __proto__x: 1 }, { version: 1e9, patch: null }],
];
const characters = '{}[]",:\\u0001-+eE. tfn"\u0000é日\u2028';

export class FrameFuzzer {
  readonly #random: RandomStream;

  constructor(seed: number) {
    this.#random = new RandomStream(seed, 0, "frame fuzzer");
  }

  /** An integer from 0 to `end` - 1. */
  below(end: number): number {
    return Math.floor(this.#random.next() * end);
  }

  frame(): string {
    switch (this.below(8)) {
      case 0:
        return JSON.stringify(this.#pick(valid));
      case 1:
        return this.#asText(JSON.stringify(this.#pick(valid)));
      case 2:
        return JSON.stringify(Array.from({ length: this.below(6) }, () => this.#asJson(this.#pick(valid))));
      case 3:
        return JSON.stringify(this.#pick(scraps)) ?? "";
      case 4:
        return this.#withProto(JSON.stringify(this.#asJson(this.#pick(valid))));
      default:
        return JSON.stringify(this.#asJson(this.#pick(valid)));
    }
  }

  /** Changes, removes, adds or moves members, a few times. */
  #asJson(value: unknown): unknown {
    const copy = structuredClone(value) as Record<string, unknown>;
    for (let changes = this.below(4); changes > 0; changes--) {
      const holder = this.#descend(copy);
      const names = Object.keys(holder);
      const name = names.length === 0 || this.below(5) === 0 ? `m${this.below(5)}` : this.#pick(names);
      switch (this.below(4)) {
        case 0:
          Reflect.deleteProperty(holder, name);
          break;
        case 1:
          holder[this.#pick(["id", "method", "params", "result", "error", "jsonrpc"])] = holder[name] ?? null;
          break;
        case 2:
          holder[name] = this.below(1_000);
          break;
        default:
          holder[name] = structuredClone(this.#pick(scraps));
      }
    }
    return copy;
  }

  #descend(value: Record<string, unknown>): Record<string, unknown> {
    const inner = Object.values(value).filter((entry) => typeof entry === "object" && entry !== null);
    if (inner.length === 0 || this.below(2) === 0) return value;
    return this.#descend(this.#pick(inner) as Record<string, unknown>);
  }

  /** Cuts, repeats, inserts or overwrites characters. */
  #asText(text: string): string {
    let result = text;
    for (let changes = 1 + this.below(4); changes > 0; changes--) {
      const at = this.below(result.length + 1);
      const length = this.below(8);
      const scrap = characters[this.below(characters.length)]!;
      switch (this.below(4)) {
        case 0:
          result = result.slice(0, at) + result.slice(at + length);
          break;
        case 1:
          result = result.slice(0, at) + result.slice(Math.max(0, at - length));
          break;
        case 2:
          result = result.slice(0, at) + scrap + result.slice(at);
          break;
        default:
          result = result.slice(0, at) + scrap + result.slice(at + 1);
      }
    }
    return result;
  }

  #withProto(text: string): string {
    return text.replace("{", '{"__proto__":{"jsonrpc":"2.0","id":1,"method":"device.ping"},');
  }

  #pick<T>(list: readonly T[]): T {
    return list[this.below(list.length)]!;
  }
}
