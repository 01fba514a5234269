/** Running text in lines of a given width. */
import { type Line, span, type Style } from "./styled-line.ts";
import { clipText, textWidth } from "./text-width.ts";

/** The text broken at its spaces into lines of at most `width` columns, all but the first indented; a word longer than a line is cut. */
export function paragraph(text: string, width: number, style: Style = "plain", indent = 0): Line[] {
  const lines: string[] = [];
  let line = "";
  for (const word of text.replace(beforeUnit, "\u00a0").split(" ")) {
    const room = width - (lines.length === 0 ? 0 : indent);
    const longer = line === "" ? word : `${line} ${word}`;
    if (textWidth(longer) <= room) {
      line = longer;
      continue;
    }
    if (line !== "") lines.push(line);
    line = clipText(word, width - indent);
  }
  if (line !== "") lines.push(line);
  return lines.map((one, index) => [
    span((index === 0 ? "" : " ".repeat(indent)) + one.replaceAll("\u00a0", " "), style),
  ]);
}

/** A figure and its unit stay together. */
const beforeUnit = /(?<=\d) (?=(?:%|ms|s|B|kB|MB|GB)(?!\w))/g;
