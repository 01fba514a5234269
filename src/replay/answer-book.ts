/**
 * What a replayed device answers when the server asks it something: what the tape's device answered to the same method.
 *
 * 1. The first time a method is asked for, the first recorded answer, then the second; the last one again and again.
 * 2. A device of which the tape has no such answer gives that of the first of its kind that has one.
 * 3. `device.ping` is always answered. `state.desired` is answered with the version that was asked for, where the tape's was taken.
 */
import { serverMethods } from "../wire/protocol/native/methods.ts";
import type { RecordedAnswer, RecordedDevice } from "./recorded-device.ts";
import { isMembers, type Members } from "./tape-frame.ts";

export class AnswerBook {
  /** By kind and method. */
  readonly #byKind = new Map<string, readonly RecordedAnswer[]>();

  constructor(devices: readonly RecordedDevice[]) {
    for (const { kind, answers } of devices) {
      for (const [method, some] of answers) {
        const name = nameOf(kind, method);
        if (!this.#byKind.has(name)) this.#byKind.set(name, some);
      }
    }
  }

  /** @param time how often this device was asked for this method before. */
  answer(device: RecordedDevice, method: string, params: unknown, time: number): RecordedAnswer | undefined {
    const answers = device.answers.get(method) ?? this.#byKind.get(nameOf(device.kind, method));
    const answer = answers?.[Math.min(time, answers.length - 1)];
    if (answer === undefined) return method === serverMethods.ping ? pong : undefined;
    return method === serverMethods.desired ? { ...answer, body: withVersion(answer.body, params) } : answer;
  }
}

const pong: RecordedAnswer = { body: { result: {} }, delay: 0 };

function nameOf(kind: string | undefined, method: string): string {
  return `${kind ?? ""}\n${method}`;
}

function withVersion(body: Members, params: unknown): Members {
  const { result } = body;
  if (!isMembers(result) || result["applied"] !== true || !isMembers(params)) return body;
  return { result: { ...result, version: params["version"] } };
}
