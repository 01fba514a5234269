/**
 * How many columns of a terminal a text takes, and its beginning that fits.
 *
 * Works by what people see as one character: two columns for East Asian wide ones and emoji, one for all others. Where
 * terminals disagree it counts too much rather than too little, so that nothing ever wraps. Text is {@link printable}.
 */
const plain = /^[\u0020-\u007e\u00a0-\u02ff\u2010-\u2027\u2500-\u25ff]*$/;
const wide =
  /[\p{Script=Han}\p{Script=Hangul}\p{Script=Hiragana}\p{Script=Katakana}\p{Emoji_Presentation}\u3000-\u303f\uff01-\uff60\uffe0-\uffe6]|\ufe0f/u;
const characters = new Intl.Segmenter("en", { granularity: "grapheme" });

export function textWidth(text: string): number {
  if (plain.test(text)) return text.length;
  let width = 0;
  for (const { segment } of characters.segment(text)) width += wide.test(segment) ? 2 : 1;
  return width;
}

/** The text if it fits `width` columns, else as much of it as leaves room for an ellipsis. */
export function clipText(text: string, width: number): string {
  if (textWidth(text) <= width) return text;
  let clipped = "";
  let taken = 1;
  for (const { segment } of characters.segment(text)) {
    taken += wide.test(segment) ? 2 : 1;
    if (taken > width) break;
    clipped += segment;
  }
  return width < 1 ? "" : `${clipped.trimEnd()}…`;
}
