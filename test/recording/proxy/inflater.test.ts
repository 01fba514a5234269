import { constants, createDeflateRaw, type DeflateRaw } from "node:zlib";
import { expect, onTestFinished, test } from "vitest";
import { Inflater, inflatersFor } from "../../../src/recording/proxy/inflater.ts";

/** Compresses one message after the other as RFC 7692 §7.2.1 says. */
async function compressed(deflate: DeflateRaw, message: Buffer): Promise<Buffer> {
  const pieces: Buffer[] = [];
  const keep = (piece: Buffer): void => void pieces.push(piece);
  deflate.on("data", keep);
  deflate.write(message);
  await new Promise<void>((resolve) => deflate.flush(constants.Z_SYNC_FLUSH, resolve));
  deflate.off("data", keep);
  return Buffer.concat(pieces).subarray(0, -4);
}

function compressor(): DeflateRaw {
  const deflate = createDeflateRaw();
  onTestFinished(() => deflate.close());
  return deflate;
}

test("messages that refer to earlier ones, as far back as 32 KiB, are read", async () => {
  const deflate = compressor();
  const inflater = new Inflater(true, 1_000_000);
  let noise = 7;
  const random = (length: number): Buffer =>
    Buffer.from(Array.from({ length }, () => (noise = (noise * 1_103_515_245 + 12_345) % 2_147_483_648) >> 16));
  const first = random(30_000);
  for (const message of [first, random(1_500), first, Buffer.alloc(100_000, 1), Buffer.alloc(0), first])
    expect(inflater.read(await compressed(deflate, message))).toEqual(message);
});

test("a message that unpacks to more than a tape takes is not read, nor what may refer to it", async () => {
  const deflate = compressor();
  const inflater = new Inflater(true, 10_000);
  expect(inflater.read(await compressed(deflate, Buffer.from("hello")))?.toString()).toBe("hello");
  expect(inflater.read(await compressed(deflate, Buffer.alloc(1_000_000)))).toBeUndefined();
  expect(inflater.read(await compressed(deflate, Buffer.from("hello")))).toBeUndefined();
});

test("without context each message stands for itself, whatever came before", async () => {
  const inflater = new Inflater(false, 10_000);
  expect(inflater.read(Buffer.from([0xff, 0xff]))).toBeUndefined();
  expect(inflater.read(await compressed(compressor(), Buffer.from("hello")))?.toString()).toBe("hello");
});

test("only the extension that was agreed on makes inflaters", () => {
  expect(inflatersFor(undefined, 1)).toEqual({ up: undefined, down: undefined });
  expect(inflatersFor("x-webkit-deflate-frame", 1).up).toBeUndefined();
  expect(inflatersFor("foo, permessage-deflate; client_no_context_takeover", 1).up).toBeInstanceOf(Inflater);
});
