/**
 * Urls a transport can dial, and how to show one without its secrets.
 */
import { FlotillaError } from "../../kernel/errors.ts";

/**
 * Reads the url of a WebSocket server: `ws:` or `wss:`, a host, no fragment (RFC 6455 §3).
 *
 * @throws FlotillaError `usage`.
 */
export function parseTargetUrl(text: string): URL {
  if (text === last?.text) return last.url;
  if (!URL.canParse(text)) throw misfit(text, "which is not a url");
  const url = new URL(text);
  if (url.protocol !== "ws:" && url.protocol !== "wss:") {
    throw misfit(text, `whose scheme is "${url.protocol.slice(0, -1)}"`);
  }
  if (url.hash !== "" || text.includes("#")) throw misfit(text, "which has a fragment", fragmentHint);
  last = { text, url };
  return url;
}

/** Mostly all devices dial the same. Nobody changes the urls that are given out. */
let last: { readonly text: string; readonly url: URL } | undefined;

const fragmentHint =
  "A server never sees what follows the #: leave it out, or write it as %23 if it belongs to the path.";

function misfit(text: string, why: string, hint: string = hintFor(text)): FlotillaError {
  const expected = `expected the target as ws://host[:port]/path or wss://host[:port]/path, found ${quote(text)}`;
  return new FlotillaError("usage", `${expected}, ${why}`, { hint });
}

/** Checks a target when a plan is made, long before the first dial. @throws FlotillaError `usage`. */
export function checkTargetUrl(text: string): void {
  parseTargetUrl(text);
}

/** A url without user, password, query and fragment: fit for logs and reports. */
export function displayUrl(text: string): string {
  return text.replace(/[?#].*$/s, "").replace(/^([a-z][a-z0-9+.-]*:\/\/)?[^/]*@/i, "$1");
}

/** Several at once, for one line: all of a few, else the first and how many more. */
export function displayUrls(texts: readonly string[]): string {
  const shown = texts.map(displayUrl);
  if (shown.length <= mostShown) return shown.join(", ");
  return `${shown[0]} and ${shown.length - 1} more`;
}

const mostShown = 3;

function quote(text: string): string {
  return JSON.stringify(displayUrl(text));
}

function hintFor(text: string): string {
  const other = /^(https?):\/\//i.exec(text)?.[1]?.toLowerCase();
  if (other === "http") return "Write ws:// instead of http://.";
  if (other === "https") return "Write wss:// instead of https://.";
  return "A complete url looks like wss://hub.example.com/devices/{id}.";
}
