import fc from "fast-check";
import { expect, test } from "vitest";
import { UpgradeAnswerReader } from "../../../src/wire/transport/upgrade-answer.ts";

/** What becomes of bytes that come in these pieces, and how many lie behind the head. */
function readIn(pieces: readonly Buffer[]): { readonly found: unknown; readonly rest: number } {
  const reader = new UpgradeAnswerReader();
  for (const [index, piece] of pieces.entries()) {
    const found = reader.read(piece);
    if (found === undefined) continue;
    const later = pieces.slice(index + 1).reduce((sum, { length }) => sum + length, 0);
    return { found, rest: found.type === "failed" ? 0 : reader.rest + later };
  }
  return { found: undefined, rest: 0 };
}

function cut(bytes: Buffer, places: readonly number[]): Buffer[] {
  const edges = [0, ...places.map((place) => place % (bytes.length + 1)), bytes.length].toSorted((a, b) => a - b);
  return edges.slice(1).map((end, index) => bytes.subarray(edges[index], end));
}

const line = fc.oneof(
  fc.tuple(fc.stringMatching(/^[A-Za-z-]{1,12}$/), fc.stringMatching(/^[ -~]{0,20}$/)).map(([n, v]) => `${n}: ${v}`),
  fc.string({ unit: "binary-ascii", maxLength: 12 }),
);
const head = fc
  .tuple(
    fc.constantFrom("101 Ok", "100 Continue", "403", "503 Try later", "1010 x", ""),
    fc.array(line, { maxLength: 6 }),
  )
  .map(([status, lines]) => [`HTTP/1.1 ${status}`, ...lines, "", ""].join("\r\n"));
const answer = fc
  .tuple(fc.array(head, { maxLength: 3 }), fc.uint8Array({ maxLength: 20 }))
  .map(([heads, rest]) => Buffer.concat([Buffer.from(heads.join(""), "latin1"), rest]));

test("an answer is the same however it is cut into pieces", () => {
  fc.assert(
    fc.property(answer, fc.array(fc.nat(200), { maxLength: 8 }), (bytes, places) => {
      const whole = readIn([bytes]);
      const pieces = readIn(cut(bytes, places));
      // What is not HTTP may be found out at an earlier fault when less is known.
      if ((whole.found as { type?: string } | undefined)?.type === "failed") {
        expect(pieces.found).toMatchObject({ type: "failed", reason: "BAD_HTTP" });
      } else expect(pieces).toEqual(whole);
    }),
    { numRuns: 500 },
  );
});

test("no bytes make it throw", () => {
  fc.assert(
    fc.property(fc.array(fc.uint8Array({ maxLength: 60 }), { maxLength: 5 }), (pieces) => {
      readIn([Buffer.from("HTTP/1.1 101 a\r\n"), ...pieces.map((piece) => Buffer.from(piece))]);
    }),
  );
});
