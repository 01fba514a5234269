/**
 * Patterns of ids: `*` stands for any characters, everything else for itself.
 *
 * Looks for the parts between the stars from left to right, so no pattern makes it slow.
 */
export function idMatcher(pattern: string): (id: string) => boolean {
  const [first = "", ...rest] = pattern.split("*");
  const last = rest.pop();
  if (last === undefined) return (id) => id === pattern;
  return (id) => {
    if (!id.startsWith(first)) return false;
    let at = first.length;
    for (const part of rest) {
      const found = id.indexOf(part, at);
      if (found < 0) return false;
      at = found + part.length;
    }
    return id.length - last.length >= at && id.endsWith(last);
  };
}
