/** Slips that many make when they write a value, and what to write instead. */

/**
 * @param expected the end of the sentence "expected ..."
 * @param written how `found` stands in the text
 */
export function slipHint(expected: string, found: unknown, written: string): string | undefined {
  for (const [what, hintOf] of slips) {
    const hint = what.test(expected) ? hintOf(found, written) : undefined;
    if (hint !== undefined) return hint;
  }
  return undefined;
}

type HintOf = (found: unknown, written: string) => string | undefined;

const slips: readonly (readonly [expected: RegExp, hintOf: HintOf])[] = [
  [/^a duration/, durationHint],
  [/^a share/, shareHint],
  [/^a url such as ws/, webSocketHint],
  [/^a url such as https/, httpHint],
  [/^one of "power-cut"/, worldHint],
  [/^a number of kelvin/, kelvinHint],
  [/^a time with/, timeHint],
  [/^true( or false)?$/, flagHint],
  [/^\[low, high\]/, orderHint],
  [/ of letters, digits/, nameHint],
  [/^1, the version/, versionHint],
  [/number/, numberHint],
  [/text|name|version|template|label|line/, textHint],
];

function durationHint(found: unknown, written: string): string | undefined {
  if (typeof found === "number") return `write ${written}s for seconds, ${written}m for minutes`;
  if (typeof found !== "string" || !/^\d/.test(found)) return undefined;
  return "units are d, h, m, s and ms, the largest first, without spaces: 1h30m";
}

function shareHint(found: unknown, written: string): string | undefined {
  if (typeof found === "string" && /^\S+% of (home|device)$/.test(found)) return `write ${found}s`;
  if (typeof found === "number")
    return found < 1 ? `write ${Number((found * 100).toPrecision(12))}%` : `write ${written}%`;
  return typeof found === "string" && /^\d+(\.\d+)?$/.test(found) ? `write ${found}%` : undefined;
}

function webSocketHint(found: unknown): string | undefined {
  if (typeof found !== "string") return undefined;
  if (/^https?:/.test(found)) return `devices speak WebSocket: write ${found.startsWith("https") ? "wss" : "ws"}://...`;
  return found.includes("://") ? undefined : "write ws:// or wss:// before it";
}

function httpHint(found: unknown): string | undefined {
  if (typeof found !== "string") return undefined;
  if (/^wss?:/.test(found)) return `a request is over HTTP: write ${found.startsWith("wss") ? "https" : "http"}://...`;
  return found.includes("://") ? undefined : "write http:// or https:// before it";
}

function worldHint(found: unknown): string | undefined {
  return typeof found === "string" ? `a fault of the devices themselves is fault: ${found}` : undefined;
}

function kelvinHint(found: unknown): string | undefined {
  return typeof found === "number" && found < 0 ? `a cold snap is colder by itself: write by: ${-found}` : undefined;
}

function timeHint(found: unknown): string | undefined {
  if (typeof found !== "string" || !/^\d{4}-\d\d-\d\d/.test(found)) return undefined;
  return "write date, time and offset: 2026-01-15T17:00:00+01:00, or Z instead of the offset";
}

function orderHint(found: unknown): string | undefined {
  return Array.isArray(found) ? `write [${found.toReversed().join(", ")}]` : undefined;
}

function flagHint(found: unknown): string | undefined {
  if (typeof found !== "string") return undefined;
  if (/^(yes|on|y|true)$/i.test(found)) return "write true";
  return /^(no|off|n|false)$/i.test(found) ? "write false" : undefined;
}

function nameHint(found: unknown, written: string): string | undefined {
  if (typeof found !== "string") return textHint(found, written);
  const name = found.replaceAll(/[^\w.-]+/g, "-").replaceAll(/^[^A-Za-z0-9]+|-+$/g, "");
  return name === "" ? undefined : `write ${name}`;
}

function versionHint(found: unknown): string {
  return found === undefined ? "start with flotilla: 1" : "write flotilla: 1";
}

function numberHint(found: unknown): string | undefined {
  return typeof found === "string" && /^\d+(\.\d+)?$/.test(found) ? `write ${found} without quotes` : undefined;
}

function textHint(found: unknown, written: string): string | undefined {
  return typeof found === "number" || typeof found === "boolean" ? `put it in quotes: "${written}"` : undefined;
}
