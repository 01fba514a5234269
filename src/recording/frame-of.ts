/** From a message's line on a tape back to the frame that was sent. */
import { writeNative } from "./native/write-native.ts";
import type { MessageLine } from "./tape.ts";

/** The frame: a text for a text frame, bytes for a binary one; `undefined` where the tape does not hold it. */
export function frameOf(line: MessageLine): string | Buffer | undefined {
  if (line.text !== undefined) return line.text;
  if (line.json !== undefined) return JSON.stringify(line.json);
  if (line.message !== undefined) return writeNative(line.message);
  if (line.binary !== undefined) return Buffer.from(line.binary, "base64");
  return undefined;
}
