import { expect, test } from "vitest";
import { handshakeKey } from "../../../src/wire/transport/handshake-key.ts";

test("each key of an opening handshake is another 16 bytes in base64, however many are asked for", () => {
  const keys = Array.from({ length: 1_000 }, handshakeKey);
  expect(new Set(keys).size).toBe(1_000);
  for (const key of keys) expect(key).toMatch(/^[A-Za-z0-9+/]{21}[AQgw]==$/);
});
