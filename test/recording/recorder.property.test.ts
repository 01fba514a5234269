/** Whatever is said, the tape gives it back: to the character when nothing in it is secret, and never with the secret when there is. */
import fc from "fast-check";
import { expect, test } from "vitest";
import { frameOf } from "../../src/recording/frame-of.ts";
import { Recorder } from "../../src/recording/recorder.ts";
import { secretNames } from "../../src/recording/redaction/secret-names.ts";
import type { MessageLine } from "../../src/recording/tape.ts";
import { memoryTape } from "./memory-tape.ts";

function framesOf(texts: readonly string[], redact: boolean): { frames: unknown[]; tape: string } {
  const tape = memoryTape();
  const recorder = new Recorder(tape.writer, () => 0, redact ? secretNames() : undefined);
  const connection = recorder.open({ path: "/", query: undefined, subprotocols: [], headers: [] });
  for (const text of texts) connection.text("up", text);
  const frames = tape.lines.filter((line): line is MessageLine => line.type === "message").map(frameOf);
  return { frames, tape: tape.text };
}

/** Of whole characters, as every frame's text is. */
const anyText = fc.string({ unit: "binary" });
const native = fc.record({
  jsonrpc: fc.constant("2.0"),
  id: fc.option(fc.oneof(fc.integer(), fc.string(), fc.constant(null)), { nil: undefined }),
  method: fc.constantFrom(
    "device.hello",
    "telemetry.report",
    "telemetry.batch",
    "state.report",
    "event.report",
    "device.bye",
  ),
  params: fc.oneof(
    fc.object(),
    fc.dictionary(
      fc.constantFrom("device", "ts", "seq", "values", "patch", "version", "cause", "name", "samples", "boot"),
      fc.jsonValue(),
    ),
  ),
});

test("every text frame is given back to the character", () => {
  fc.assert(
    fc.property(
      fc.array(
        fc.oneof(
          anyText,
          fc.json(),
          native.map((json) => JSON.stringify(json)),
        ),
      ),
      (texts) => {
        expect(framesOf(texts, false).frames).toEqual(texts);
      },
    ),
  );
});

test("a secret never reaches the tape, however deep it is and however its name is written", () => {
  const name = fc.constantFrom(
    "token",
    "Password",
    "api_key",
    "X-Api-Key",
    "clientSecret",
    "accessToken",
    "pinCode",
    "authorization",
    "refresh-token",
  );
  const secret = fc.stringMatching(/^[A-Za-z0-9]{8,20}$/).map((text) => `S3CRET${text}`);
  fc.assert(
    fc.property(
      fc.jsonValue(),
      name,
      secret,
      fc.integer({ min: 0, max: 6 }),
      fc.boolean(),
      (other, key, hidden, depth, spaced) => {
        let value: unknown = { other, [key]: hidden };
        for (let level = 0; level < depth; level++) value = level % 2 === 0 ? [value, other] : { nested: value };
        const { tape } = framesOf([JSON.stringify(value, null, spaced ? 2 : undefined)], true);
        expect(tape).not.toContain(hidden);
      },
    ),
  );
});
