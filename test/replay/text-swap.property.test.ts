import fc from "fast-check";
import { expect, test } from "vitest";
import { TextSwap } from "../../src/replay/text-swap.ts";

const name = fc.stringMatching(/^[a-z]{2,5}-[0-9]{1,4}$/);
const around = fc.constantFrom("", "/", ":", ".", " ", '"', "(", ",", "\n", "ü", "_", "-", "x", "7");

test("a name is replaced where it stands as a word, and the copy's names give the recorded text back", () => {
  fc.assert(
    fc.property(name, around, around, (from, before, behind) => {
      const to = `${from}-2`;
      const text = `${before}${from}${behind}`;
      const swapped = new TextSwap(new Map([[from, to]])).text(text);
      const word = !/[\w-]$/.test(before) && !/^[\w-]/.test(behind);
      expect(swapped).toBe(word ? `${before}${to}${behind}` : text);
      expect(new TextSwap(new Map([[to, from]])).text(swapped)).toBe(text);
    }),
  );
});

test("in JSON it is the strings' texts that change, as if every string were changed by itself, and nothing else", () => {
  const value = fc.jsonValue();
  fc.assert(
    fc.property(value, name, (json, from) => {
      const swap = new TextSwap(new Map([[from, `${from}-2`]]));
      const mixed = { json, here: from, list: [`${from}/x`, `${from}x`, 7], [from]: true };
      const { [`${from}-2`]: named, ...rest } = JSON.parse(swap.json(JSON.stringify(mixed))) as Record<string, unknown>;
      expect(named).toBe(true);
      expect(rest).toEqual({
        json: JSON.parse(swap.json(JSON.stringify(json))),
        here: `${from}-2`,
        list: [`${from}-2/x`, `${from}x`, 7],
      });
      // Without the name in it, a text stays as it is to the character.
      const text = JSON.stringify(json, null, 2);
      expect(swap.json(text)).toBe(text.includes(from) ? swap.json(text) : text);
    }),
  );
});

test("any text is safe to swap in, as a name and as what it is replaced in", () => {
  fc.assert(
    fc.property(fc.string(), fc.string(), fc.string(), (from, to, text) => {
      const swap = new TextSwap(new Map([[from, to]]));
      expect(typeof swap.text(text)).toBe("string");
      expect(() => JSON.parse(swap.json(JSON.stringify({ [text]: text })))).not.toThrow();
      expect(typeof swap.urlPart(text)).toBe("string");
    }),
  );
});
