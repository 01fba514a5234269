/** Reads a client's frames by RFC 6455 §5.2, with nothing of ours. */
export interface ClientFrame {
  readonly opcode: number;
  readonly mask: number;
  readonly payload: Buffer;
}

/** All whole frames in `bytes`; what is left over is not one yet. */
export function clientFrames(bytes: Buffer): { readonly frames: readonly ClientFrame[]; readonly rest: number } {
  const frames: ClientFrame[] = [];
  let at = 0;
  while (bytes.length - at >= 6) {
    const short = bytes[at + 1]! & 0x7f;
    const header = short === 126 ? 4 : short === 127 ? 10 : 2;
    if (bytes.length - at < header + 4) break;
    const length =
      short === 126 ? bytes.readUInt16BE(at + 2) : short === 127 ? Number(bytes.readBigUInt64BE(at + 2)) : short;
    const start = at + header + 4;
    if (bytes.length < start + length) break;
    const key = bytes.subarray(start - 4, start);
    const payload = Buffer.from(bytes.subarray(start, start + length).map((byte, place) => byte ^ key[place & 3]!));
    frames.push({ opcode: bytes[at]! & 0x0f, mask: key.readUInt32BE(), payload });
    at = start + length;
  }
  return { frames, rest: bytes.length - at };
}
