import { describe, expect, test } from "vitest";
import { type BurstMember, FrameBurst } from "../../../src/wire/transport/frame-burst.ts";
import { clientFrames } from "./client-frames.ts";

class Member implements BurstMember {
  readonly bytes: Buffer[] = [];

  writeGathered(bytes: Buffer, from: number, to: number): void {
    this.bytes.push(Buffer.from(bytes.subarray(from, to)));
  }

  get texts(): readonly string[] {
    const { frames, rest } = clientFrames(Buffer.concat(this.bytes));
    expect(rest).toBe(0);
    expect(frames.every(({ opcode }) => opcode === 1)).toBe(true);
    return frames.map(({ payload }) => payload.toString());
  }
}

describe("a burst of frames", () => {
  test("is written when the work in hand is over, each by its own member and in order", async () => {
    const burst = new FrameBurst();
    const [one, other] = [new Member(), new Member()];
    burst.addText(one, "first");
    burst.addText(other, "second");
    burst.addText(one, "third");
    expect(one.bytes).toEqual([]);
    await Promise.resolve();
    expect(one.texts).toEqual(["first", "third"]);
    expect(other.texts).toEqual(["second"]);
  });

  test("holds texts of any length and any characters, and says how long their frames are", () => {
    const burst = new FrameBurst();
    const member = new Member();
    const texts = ["", "a", "grün", "✓ 🔒", "x".repeat(125), "x".repeat(126), "ü".repeat(63), "€".repeat(4_096)];
    const lengths = texts.map((text) => burst.addText(member, text));
    burst.flush();
    expect(member.texts).toEqual(texts);
    expect(member.bytes.map(({ length }) => length)).toEqual(lengths);
  });

  test("does not take a text that is too long for it", () => {
    const burst = new FrameBurst();
    const member = new Member();
    expect(burst.addText(member, "x".repeat(4_097))).toBe(0);
    burst.flush();
    expect(member.bytes).toEqual([]);
  });

  test("does not wait for that when it is full", () => {
    const burst = new FrameBurst();
    const member = new Member();
    const texts = Array.from({ length: 1_000 }, (_, number) => `${number} ${"€".repeat(number % 400)}`);
    for (const text of texts) burst.addText(member, text);
    expect(member.bytes.length).toBeGreaterThan(900);
    burst.flush();
    expect(member.texts).toEqual(texts);
  });

  test("has another mask for each frame, beyond what the system's generator gives at once", () => {
    const burst = new FrameBurst();
    const member = new Member();
    for (let count = 0; count < 5_000; count++) burst.addText(member, "a");
    burst.flush();
    const masks = new Set(clientFrames(Buffer.concat(member.bytes)).frames.map(({ mask }) => mask));
    expect(masks.size).toBeGreaterThan(4_990);
  });
});
