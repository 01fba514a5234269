/** Values that are drawn, in few words: `20s..40s`, `about 8`, `30s on average`. */
import type { Distribution } from "../../kernel/distribution.ts";
import { isDraw, type Draw } from "../../kernel/draw.ts";
import { type Duration, formatDuration } from "../../kernel/time.ts";
import type { Length } from "../../scenario/plan.ts";

/** A value as it is, or how it is drawn. */
export function valueText(value: unknown): string {
  return isDraw(value) ? drawText(value, plain) : String(value);
}

export function lengthText(length: Length): string {
  return isDraw(length) ? drawText(length, (millis) => formatDuration(millis as Duration)) : formatDuration(length);
}

type Written = (value: number) => string;

const plain: Written = (value) => String(Number(value.toPrecision(4)));

/** @param written how a drawn number is written */
function drawText({ draw }: Draw, written: Written): string {
  return distributionText(draw, written);
}

function distributionText(draw: Distribution, written: Written): string {
  if (typeof draw === "number") return written(draw);
  if ("uniform" in draw) return `${written(draw.uniform[0])}..${written(draw.uniform[1])}`;
  if ("normal" in draw) return `about ${written(draw.normal.mean)} (±${written(draw.normal.sd)})`;
  if ("lognormal" in draw) return `about ${written(draw.lognormal.median)}, some much more`;
  if ("exponential" in draw) return `${written(draw.exponential.mean)} on average`;
  if ("poisson" in draw) return `${written(draw.poisson.mean)} on average`;
  if ("choice" in draw) return draw.choice.map(([value]) => written(value)).join(" or ");
  return `${written(draw.samples[0]!)}..${written(draw.samples.at(-1)!)}, as measured`;
}
