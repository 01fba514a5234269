/** However a stream of frames is cut into pieces, the reader hears the same; whatever else comes, it neither throws nor grows. */
import fc from "fast-check";
import { expect, test } from "vitest";
import { type MessageListener, MessageReader } from "../../../src/recording/proxy/message-reader.ts";

interface Heard {
  readonly what: string;
  readonly data: string;
  readonly fragments?: readonly number[] | undefined;
}

function reader(): { reader: MessageReader; heard: Heard[] } {
  const heard: Heard[] = [];
  const listener: MessageListener = {
    text: (data, fragments) => heard.push({ what: "text", data, fragments }),
    binary: (data, fragments) => heard.push({ what: "binary", data: data.toString("hex"), fragments }),
    omitted: ({ kind, why }, fragments) => heard.push({ what: `${kind} ${why}`, data: "", fragments }),
    ping: (type, data) => heard.push({ what: type, data: data.toString("hex") }),
    closeFrame: (code, reason) => heard.push({ what: "close", data: `${code} ${reason}` }),
    garbage: (fault) => heard.push({ what: "garbage", data: fault }),
  };
  return { reader: new MessageReader(listener, undefined), heard };
}

/** Written from RFC 6455 §5.2, apart from the code that reads it. */
function frame(
  opcode: number,
  payload: Buffer,
  { final = true, mask }: { final?: boolean; mask?: Buffer | undefined },
): Buffer {
  const masked = mask === undefined ? 0 : 0x80;
  const length =
    payload.length < 126
      ? [masked | payload.length]
      : payload.length < 65_536
        ? [masked | 126, payload.length >> 8, payload.length & 0xff]
        : [
            masked | 127,
            0,
            0,
            0,
            0,
            (payload.length >> 24) & 0xff,
            (payload.length >> 16) & 0xff,
            (payload.length >> 8) & 0xff,
            payload.length & 0xff,
          ];
  const body = mask === undefined ? payload : Buffer.from(payload.map((byte, index) => byte ^ mask[index % 4]!));
  return Buffer.concat([Buffer.from([(final ? 0x80 : 0) | opcode, ...length]), mask ?? Buffer.alloc(0), body]);
}

const mask = fc.option(
  fc.uint8Array({ minLength: 4, maxLength: 4 }).map((bytes) => Buffer.from(bytes)),
  { nil: undefined },
);
const payload = fc.oneof(
  fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes)),
  fc.integer({ min: 65_530, max: 66_000 }).map((length) => Buffer.alloc(length, 7)),
);

const message = fc
  .record({
    text: fc.boolean(),
    words: fc.string({ unit: "grapheme" }),
    payload,
    cuts: fc.array(fc.nat(200), { maxLength: 3 }),
    mask,
    ping: fc.boolean(),
  })
  .map((one) => {
    const whole = one.text ? Buffer.from(one.words) : one.payload;
    const marks = [0, ...one.cuts.map((cut) => Math.min(cut, whole.length)).toSorted((a, b) => a - b), whole.length];
    const pieces = marks.slice(1).map((to, index) => whole.subarray(marks[index], to));
    const frames = pieces.flatMap((piece, index) => [
      frame(index === 0 ? (one.text ? 1 : 2) : 0, piece, { final: index === pieces.length - 1, mask: one.mask }),
      ...(one.ping && index === 0 ? [frame(9, Buffer.from([1, 2]), { mask: one.mask })] : []),
    ]);
    const said: Heard = {
      what: one.text ? "text" : "binary",
      data: one.text ? one.words : whole.toString("hex"),
      fragments: pieces.length > 1 ? pieces.map(({ length }) => length) : undefined,
    };
    const ping: Heard[] = one.ping ? [{ what: "ping", data: "0102" }] : [];
    // Within a message of several pieces the ping comes first.
    return { bytes: Buffer.concat(frames), said: pieces.length > 1 ? [...ping, said] : [said, ...ping] };
  });

test("pieces make no difference", () => {
  fc.assert(
    fc.property(
      fc.array(message, { maxLength: 8 }),
      fc.array(fc.integer({ min: 1, max: 3_000 }), { minLength: 1 }),
      (messages, sizes) => {
        const { reader: one, heard } = reader();
        const stream = Buffer.concat(messages.map(({ bytes }) => bytes));
        const before = Buffer.from(stream);
        for (let from = 0, turn = 0; from < stream.length; turn++) {
          const to = from + sizes[turn % sizes.length]!;
          one.read(stream.subarray(from, to));
          from = to;
        }
        expect(heard).toEqual(messages.flatMap(({ said }) => said));
        expect(one.betweenFrames).toBe(true);
        // It reads along, and leaves what is not its own as it was.
        expect(stream.equals(before)).toBe(true);
      },
    ),
  );
});

test("anything may come", () => {
  fc.assert(
    fc.property(fc.array(fc.uint8Array({ maxLength: 300 })), (chunks) => {
      const { reader: one, heard } = reader();
      for (const chunk of chunks) one.read(Buffer.from(chunk));
      expect(heard.filter(({ what }) => what === "garbage").length).toBeLessThanOrEqual(1);
    }),
  );
});
