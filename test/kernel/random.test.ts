import { describe, expect, test } from "vitest";
import { fingerprint, keyed, RandomStream } from "../../src/kernel/random.ts";

/** The first draws of a stream, as the 32-bit words they are. */
function firstWords(seed: number, index: number, purpose: string): number[] {
  const stream = new RandomStream(seed, index, purpose);
  return Array.from({ length: 4 }, () => stream.next() * 2 ** 32);
}

/**
 * Promises. Whoever wrote down a seed gets the same fleet from every later version, so these figures, taken from the
 * first version, may not change. If one does, the change is wrong or the major version goes up.
 */
describe("golden values", () => {
  test.each([
    [1, 0, "a", [2019745132, 3254172918, 2619710991, 482070971]],
    [42, 0, "identity", [2928386426, 1384859091, 787070164, 3260832495]],
    [42, 4711, "reporting", [4257831633, 3062075987, 2657205436, 454020028]],
    [-7, 3, "noise", [1533438166, 3430803191, 2908804131, 2420440953]],
    [Number.MAX_SAFE_INTEGER, 1_000_000, "link", [3962219790, 3714920268, 2535219433, 3740346003]],
  ])("stream (%d, %d, %s) begins as it always has", (seed, index, purpose, expected) => {
    expect(firstWords(seed, index, purpose)).toEqual(expected);
  });

  test.each([
    [1, "a", 0, 0, 0.08572510006576628],
    [42, "weather", 17, 412_345, 0.7458994264595162],
    [42, "weather", 18, 412_345, 0.8919434522182534],
    [42, "weather", 17, 412_346, 0.2814112506648633],
    [-7, "mains", 3, -1, 0.04801229165077514],
    [7, "day", 9, 1_700_000_000_000, 0.7972919015575204],
  ])("keyed draw (%d, %s, %d, %d) is what it always was", (seed, purpose, i, j, expected) => {
    expect(keyed(seed, purpose, i, j)).toBe(expected);
  });

  // Published test vectors of FNV-1a, 32 bits.
  test.each([
    ["", 0x811c9dc5],
    ["a", 0xe40c292c],
    ["foobar", 0xbf9cf968],
  ])("the fingerprint of %j is FNV-1a's", (text, expected) => {
    expect(fingerprint(text) >>> 0).toBe(expected);
  });
});

describe("names", () => {
  test("equal names give equal draws, whatever other streams do in between", () => {
    const alone = new RandomStream(42, 4711, "noise");
    const expected = Array.from({ length: 100 }, () => alone.next());
    const again = new RandomStream(42, 4711, "noise");
    const others = Array.from({ length: 10 }, (_, index) => new RandomStream(42, index, "noise"));
    const drawn = expected.map(() => {
      for (const other of others) other.next();
      return again.next();
    });
    expect(drawn).toEqual(expected);
  });

  test("a change of seed, index or purpose, high words included, gives other draws", () => {
    const names: [number, number, string][] = [
      [42, 7, "noise"],
      [43, 7, "noise"],
      [-42, 7, "noise"],
      [42 + 2 ** 32, 7, "noise"],
      [42, 8, "noise"],
      [42, 7 + 2 ** 32, "noise"],
      [42, 7, "noisy"],
      [7, 42, "noise"],
    ];
    expect(new Set(names.map((name) => firstWords(...name).join())).size).toBe(names.length);
    expect(new Set(names.map(([seed, index, purpose]) => keyed(seed, purpose, index))).size).toBe(names.length);
  });

  test("a keyed draw tells apart a second key beyond 32 bits, such as an instant", () => {
    expect(keyed(42, "weather", 1, 5)).not.toBe(keyed(42, "weather", 1, 5 + 2 ** 32));
    expect(keyed(42, "weather", 1)).toBe(keyed(42, "weather", 1, 0));
  });

  test("more purposes than are remembered still give each its own draws, and the same ones again", () => {
    const draw = (index: number): number => keyed(42, `purpose-${index}`, 0);
    const first = Array.from({ length: 10_000 }, (_, index) => draw(index));
    expect(new Set(first).size).toBe(10_000);
    expect(first.map((_, index) => draw(index))).toEqual(first);
  });
});
