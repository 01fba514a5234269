/**
 * How the shards get on, a sign each, in one line; nothing when there is only one.
 *
 *     SHARDS  ●●●●●●◐●  worst: 6, lateness p99 82 ms             8 running
 *
 * `●` keeps up, `◐` strained, `○` falls behind, `·` getting ready or done, `?` silent, `✗` dead and about to begin again.
 */
import type { ShardProgress } from "../../fleet/run-events.ts";
import { latency, whole } from "../figures.ts";
import { type Line, type Span, span, spread, type Style } from "../styled-line.ts";
import { healthOf } from "./generator-section.ts";
import type { Scene } from "./scene.ts";

export function shardsSection({ progress }: Scene, width: number): Line[] {
  const shards = progress?.generator.shards ?? [];
  if (shards.length < 2) return [];
  const worst = shards.reduce((one, other) => (other.latenessP99Millis > one.latenessP99Millis ? other : one));
  const deaths = shards.reduce((sum, shard) => sum + shard.deaths, 0);
  const running = shards.filter((shard) => shard.state === "running" && !isSilent(shard)).length;
  const right = [
    ...(deaths > 0 ? [span(`died ${deaths === 1 ? "once" : `${whole(deaths)} times`}  `, "bad")] : []),
    span(
      running === shards.length ? `${whole(running)} running` : `${whole(running)} of ${whole(shards.length)} running`,
      "faint",
    ),
  ];
  const mostSigns = Math.max(8, width - 60);
  const signs = shards.slice(0, mostSigns).map(signOf);
  const left: Line = [
    span("SHARDS", "strong"),
    span("  "),
    ...together(signs),
    ...(shards.length > mostSigns ? [span("…", "faint")] : []),
    span(`  worst: ${worst.number}, lateness p99 ${latency(worst.latenessP99Millis)}`, worstStyle(worst)),
  ];
  return [spread(left, right, width)];
}

/** After so long it is not a report that is a little late. */
const mostSilentMillis = 2_500;

function isSilent({ state, silentMillis }: ShardProgress): boolean {
  return state === "running" && silentMillis > mostSilentMillis;
}

function signOf(shard: ShardProgress): Span {
  switch (shard.state) {
    case "waiting":
    case "gone":
      return span("·", "faint");
    case "dead":
      return span("✗", "bad");
    case "running": {
      if (isSilent(shard)) return span("?", "bad");
      const { style } = healthOf(shard.latenessP99Millis);
      return span(style === "good" ? "●" : style === "warning" ? "◐" : "○", style);
    }
  }
}

function worstStyle({ latenessP99Millis }: ShardProgress): Style {
  const { style } = healthOf(latenessP99Millis);
  return style === "good" ? "plain" : style;
}

/** Neighbours of one style are one piece. */
function together(spans: readonly Span[]): Span[] {
  const pieces: Span[] = [];
  for (const { text, style } of spans) {
    const last = pieces.at(-1);
    if (last?.style === style) pieces[pieces.length - 1] = span(last.text + text, style);
    else pieces.push(span(text, style));
  }
  return pieces;
}
