import fc from "fast-check";
import { isIP } from "node:net";
import { expect, test } from "vitest";
import { ipAddressText, parseIpAddress } from "../../src/kernel/ip-address.ts";

test("an address survives being written, and is one to the system too", () => {
  fc.assert(
    fc.property(fc.oneof(fc.ipV4(), fc.ipV6()), (text) => {
      const address = parseIpAddress(text)!;
      const written = ipAddressText(address);
      expect(isIP(written)).toBe(address.family);
      expect(parseIpAddress(written)).toEqual(address);
    }),
  );
});

test("what is no address to the system is none here", () => {
  const almost = fc.array(fc.constantFrom("0", "1", "25", "256", ":", "::", ".", "a", "fff", "g"), { maxLength: 15 });
  fc.assert(
    fc.property(almost, (parts) => {
      const text = parts.join("");
      expect(parseIpAddress(text)?.family ?? 0).toBe(isIP(text));
    }),
    { numRuns: 2_000 },
  );
});
