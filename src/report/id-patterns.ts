/** Ids of devices as people write several at once: `*` stands for any characters. */

/** Whether one of the patterns fits an id. */
export function matches(patterns: readonly string[]): (id: string) => boolean {
  const wanted = patterns.map(matcher);
  return (id) => wanted.some((pattern) => pattern.test(id));
}

function matcher(pattern: string): RegExp {
  const parts = pattern.split("*").map((part) => part.replace(/[\\^$.+?()[\]{}|/-]/g, "\\$&"));
  return new RegExp(`^${parts.join(".*")}$`, "s");
}
