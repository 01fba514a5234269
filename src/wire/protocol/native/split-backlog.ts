/** Cuts a backlog into batches that fit a frame. */
import type { Sample } from "../message.ts";
import { encodeSample } from "./encode.ts";
import { limits } from "./limits.ts";

/** In order, nothing lost; each batch is short enough, or a single sample. */
export function splitBacklog(samples: readonly Sample[]): readonly (readonly Sample[])[] {
  const parts: Sample[][] = [];
  let part: Sample[] = [];
  let length = 0;
  for (const sample of samples) {
    const more = encodeSample(sample).length + 1;
    if (part.length > 0 && length + more > limits.batchText) {
      parts.push(part);
      part = [];
      length = 0;
    }
    part.push(sample);
    length += more;
  }
  if (part.length > 0) parts.push(part);
  return parts;
}
