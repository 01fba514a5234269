/** The latest news, newest last. */
import { elapsed } from "../elapsed.ts";
import { printable } from "../printable.ts";
import { type Line, span } from "../styled-line.ts";
import type { Scene } from "./scene.ts";

export function noticesSection({ notices }: Scene, most: number): Line[] {
  return notices
    .slice(-most)
    .map(({ elapsedMillis, level, text }) => [
      span(`${elapsed(elapsedMillis)}  `, "faint"),
      span(printable(text), level === "warning" ? "warning" : "plain"),
    ]);
}
