/**
 * What the texts of a scenario are, by where they stand.
 *
 * 1. Most are `fixed`: worked out before the run, once.
 * 2. Of some an expression may name what is known only while it runs (`device`, `run`): they are templates of the plan.
 *    Arguments keep the type of a value, the others are texts.
 * 3. A condition is one expression as a whole.
 */
import type { ValuePath } from "../source/value-path.ts";

export type TextPlace = "fixed" | "template" | "argument" | "condition";

export function placeOfText(path: ValuePath): TextPlace {
  if (!mayBeOfTheRun(path) || path.includes("labels")) return "fixed";
  if (path.includes("args")) return "argument";
  const http = path.indexOf("http");
  if (http >= 0) return requestTexts.includes(String(path[http + 1])) ? "template" : "fixed";
  const key = String(path.at(-1));
  if (conditions.includes(key)) return "condition";
  return key === "log" ? "template" : "fixed";
}

const conditions: readonly string[] = ["when", "where", "always", "never", "eventually"];
const requestTexts: readonly string[] = ["get", "post", "put", "patch", "delete", "headers", "body"];

/** Timeline and expectations, and the scripts of devices. */
function mayBeOfTheRun(path: ValuePath): boolean {
  return path[0] === "timeline" || path[0] === "expect" || (path[0] === "fleet" && path[2] === "on");
}
