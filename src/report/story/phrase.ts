/** A piece of what a device says. */
import type { Style } from "../styled-line.ts";

export interface Phrase {
  readonly text: string;
  readonly style: Style;
  /** A later phrase about the same, with nothing said in between, replaces this one; without it, it is one more. */
  readonly about?: string;
  /** Where it began: of phrases that replace each other the first one's counts. */
  readonly from?: string;
  /** Instead of the device's name, where it says nothing but the like. */
  readonly speaker?: string;
  /** Somebody moves: news after a while of quiet only, and told with the place behind it. */
  readonly moved?: true;
}

/** `18.1 °C`, or `17.0 → 18.1 °C` */
export function textOf({ text, from }: Phrase): string {
  return from === undefined ? text : `${from} → ${text}`;
}

/** What repeats itself, once: `open, closed, open, closed` is `open, closed (twice)`. */
export function withoutRepeats(phrases: readonly Phrase[]): readonly Phrase[] {
  const kept: Phrase[] = [];
  for (let at = 0; at < phrases.length;) {
    const { period, times } = repeatAt(phrases, at);
    const once = phrases.slice(at, at + period);
    const last = once.pop()!;
    kept.push(...once, times === 1 ? last : { ...last, text: `${last.text} ${howOften(period, times)}` });
    at += period * times;
  }
  return kept;
}

/** The longest run of phrases from `at` on that is said again right after, and how often it is said. */
function repeatAt(phrases: readonly Phrase[], at: number): { readonly period: number; readonly times: number } {
  for (let period = Math.floor((phrases.length - at) / 2); period > 1; period--) {
    let times = 1;
    while (isRepeated(phrases, at, period, times)) times++;
    if (times > 1) return { period, times };
  }
  return { period: 1, times: 1 };
}

function isRepeated(phrases: readonly Phrase[], at: number, period: number, times: number): boolean {
  const again = phrases.slice(at + period * times, at + period * (times + 1));
  return again.length === period && again.every(({ text }, place) => text === phrases[at + place]!.text);
}

function howOften(period: number, times: number): string {
  const count = times === 2 ? "twice" : `${times} times`;
  return period > 2 ? `(all ${count})` : `(${count})`;
}
