import { describe, expect, test } from "vitest";
import type { TapeLine } from "../../src/recording/tape.ts";
import { millis, seconds } from "../../src/kernel/time.ts";
import { TapeWindow } from "../../src/replay/tape-window.ts";
import { listener, politely, stage, Story, tapeOf } from "./tape-rig.ts";

/** A tape that is made while it is read, a message every millisecond, and counts how far that has gone. */
function endless(text: string): { lines: () => AsyncIterable<TapeLine>; read: () => number } {
  let read = 0;
  return {
    // eslint-disable-next-line typescript/require-await -- a tape is read from a disk, this one is made up
    lines: async function* made() {
      for (let at = 0; ; at++) {
        read++;
        yield { at, connection: 1, type: "message", direction: "up", text };
      }
    },
    read: () => read,
  };
}

const fed = async (window: TapeWindow): Promise<void> => {
  while (window.hungry) await window.feed();
};

describe("what is held of a tape", () => {
  test("is as far ahead of the first player as wanted, and nothing behind the last", async () => {
    const { lines, read } = endless("x");
    const window = new TapeWindow({ lines, rounds: 1, duration: 0, period: 0, ahead: 500 });
    await fed(window);
    for (let number = 0; number < 20_000; number++) {
      expect(window.entry(number)).toMatchObject({ at: number });
      window.reached(number + 1);
      if (number % 64 === 0) window.release(number);
      if (window.hungry) await window.feed();
    }
    // A piece more than wanted at most.
    expect(read()).toBeLessThan(20_000 + 500 + 1_000 + 1);
    expect(window.entry(18_000)).toBe(undefined);
    expect(window.entry(19_500)).toBeDefined();
    await window.close();
  });

  test("is less where the tape is dense, and never beyond the memory for it", async () => {
    const { lines, read } = endless("x".repeat(50_000));
    const window = new TapeWindow({ lines, rounds: 1, duration: 0, period: 0, ahead: 500_000 });
    await fed(window);
    expect(read()).toBeLessThan(100);
    expect(window.entry(50)).toBeDefined();
    await window.close();
  });

  test("is every round of it, each with its end", async () => {
    const { lines } = tapeOf(...new Story(1).open().after(7).text("up", "a").lines);
    const window = new TapeWindow({ lines, rounds: 3, duration: 7, period: 100, ahead: 1_000 });
    await fed(window);
    const entries = Array.from({ length: 13 }, (_, number) => window.entry(number));
    expect(entries.map((entry) => entry?.at)).toEqual([0, 0, 7, 7, 100, 100, 107, 107, 200, 200, 207, 207, undefined]);
    expect(entries.map((entry) => entry?.line?.type)).toEqual([
      ...["open", "opened", "message", undefined, "open", "opened", "message", undefined],
      ...["open", "opened", "message", undefined, undefined],
    ]);
    expect(window.complete).toBe(true);
  });
});

describe("copies of a dense tape", () => {
  test("are no further apart than the memory allows, and that is said when more was wanted", async () => {
    const story = new Story(1).open().after(10).hello("lock-1");
    for (let count = 0; count < 60; count++) story.after(20).text("up", "x".repeat(100_000));
    const tape = tapeOf(...story.after(100).bye().lines, {
      at: 60_000,
      connection: 2,
      type: "open",
      path: "/devices/lock-2",
      subprotocols: [],
      headers: [],
    });
    const set = stage();
    listener(set, (text, heard) => {
      if (text.startsWith("{")) politely(text, heard);
    });
    const quiet = await set.toEnd(tape, { devices: 6, within: seconds(200) });
    expect(quiet.warnings).toEqual([]);
    expect(quiet.replay.spreadSeconds).toBeLessThan(4);
    const told = await set.toEnd(tape, { devices: 6, spread: seconds(20), within: seconds(200) });
    expect(told.warnings[0]).toMatch(/^the copies are spread over 3\.\d+ s instead of 20 s: more of so dense a tape/);
    const little = await set.toEnd(tape, { devices: 6, spread: millis(500), within: seconds(200) });
    expect(little).toMatchObject({ warnings: [], replay: { spreadSeconds: 0.5 }, messages: { unsent: 0 } });
  });

  test("that fails while it is played ends the replay with what is wrong", async () => {
    const { lines } = new Story(1).open().after(10).hello("lock-1").after(60_000).bye();
    let passes = 0;
    const set = stage();
    listener(set, politely);
    const { replay } = await set.play(
      {
        ...tapeOf(),
        // eslint-disable-next-line typescript/require-await -- as above
        lines: async function* made() {
          passes++;
          for (const line of lines) {
            if (passes > 2 && line.at > 100) throw new Error("the disk is gone");
            yield line;
          }
        },
      },
      { rounds: 5 },
    );
    const failed = expect(replay.ended).rejects.toThrow("the disk is gone");
    await replay.advance(seconds(600));
    await failed;
  });
});
