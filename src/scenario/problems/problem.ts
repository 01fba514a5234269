/**
 * What is wrong with a scenario, said the way a good compiler does: where it stands, what was expected, what was found,
 * what to do.
 */

export interface Problem {
  /** The scenario's file, or the option that the value came from, such as `--devices`. */
  readonly file: string;
  /** Counted from 1; 0 when the value does not stand in a text. */
  readonly line: number;
  /** Counted from 1, in UTF-16 code units as editors do; 0 when the value does not stand in a text. */
  readonly column: number;
  /** Such as `fleet[0].perHome`; empty for the whole scenario. */
  readonly path: string;
  /** `expected ..., found ...`. */
  readonly message: string;
  /** What to do about it. */
  readonly hint?: string;
  /** The line at fault with its number, and a line of carets below; empty when the value does not stand in a text. */
  readonly excerpt: string;
}

/**
 * A problem as lines of text, without colour:
 *
 *     quickstart.yaml:7:25: load[0].over: expected a duration such as 30s, found 30
 *       7 |   - { ramp: 100%, over: 30 }
 *         |                         ^^
 *       hint: write 30s for seconds, 30m for minutes
 */
export function formatProblem(problem: Problem): string {
  const { file, line, column, path, message, hint, excerpt } = problem;
  const place = line === 0 ? file : `${file}:${line}:${column}`;
  const lines = [[place, path, message].filter((part) => part !== "").join(": ")];
  if (excerpt !== "") lines.push(...excerpt.split("\n").map((text) => `  ${text}`.trimEnd()));
  if (hint !== undefined) lines.push(`  hint: ${hint}`);
  return lines.join("\n");
}

/**
 * In the order of the text; those that stand in no text come last.
 *
 * @param files when there are several: problems of the first come first.
 */
export function inTextOrder(problems: readonly Problem[], files: readonly string[] = []): Problem[] {
  const place = ({ line }: Problem): number => (line === 0 ? Number.POSITIVE_INFINITY : line);
  const rank = ({ file, line }: Problem): number => (line === 0 ? files.length : files.indexOf(file));
  return problems.toSorted((a, b) => {
    if (rank(a) !== rank(b)) return rank(a) - rank(b);
    const byLine = place(a) === place(b) ? 0 : place(a) - place(b);
    return byLine || a.column - b.column || (a.path < b.path ? -1 : a.path > b.path ? 1 : 0);
  });
}
