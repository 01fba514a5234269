/** What of an upgrade request and its answer goes on a tape: headers, query and subprotocols, without secrets. */
import type { TapeHeaders } from "../tape.ts";
import { redactedText, type SecretNames } from "./secret-names.ts";
import { redactLoose } from "./secrets-in-text.ts";

/** Headers that concern one hop or make the WebSocket (RFC 9110 §7.6.1, RFC 6455 §11.3); subprotocols are told apart from them. */
const oneHop: ReadonlySet<string> = new Set([
  "connection",
  "host",
  "keep-alive",
  "proxy-connection",
  "te",
  "trailer",
  "transfer-encoding",
  "upgrade",
  "content-length",
  "date",
  "sec-websocket-accept",
  "sec-websocket-extensions",
  "sec-websocket-key",
  "sec-websocket-protocol",
  "sec-websocket-version",
]);

/** @param names `undefined` keeps secrets. */
export function tapeHeaders(headers: TapeHeaders, names: SecretNames | undefined): TapeHeaders {
  const kept = headers.filter(([name]) => !oneHop.has(name.toLowerCase()));
  return names === undefined ? kept : kept.map(([name, value]) => [name, headerValue(name, value, names)]);
}

function headerValue(name: string, value: string, names: SecretNames): string {
  if (/^(set-)?cookie$/i.test(name)) return value.replace(cookieValue(name), `$1=${redactedText}`);
  if (!names.inRequest(name)) return redactLoose(value, names);
  // The scheme is none.
  const scheme = /^(Basic|Bearer|Digest|Negotiate|Token|ApiKey)\s+\S/i.exec(value)?.[1];
  return scheme === undefined ? redactedText : `${scheme} ${redactedText}`;
}

/** All of a request's cookies; of a `Set-Cookie` only the first pair, the rest being its attributes. */
function cookieValue(name: string): RegExp {
  return name.length > "cookie".length ? /^([^=;]*)=[^;]*/ : /([^=;]+)=[^;]*/g;
}

/** @param query without the question mark. */
export function tapeQuery(query: string, names: SecretNames | undefined): string {
  if (names === undefined) return query;
  const parts = query.split("&").map((part) => {
    const equals = part.indexOf("=");
    if (equals === -1 || equals === part.length - 1) return part;
    const name = part.slice(0, equals);
    return names.inRequest(decoded(name)) ? `${name}=${redactedText}` : part;
  });
  return redactLoose(parts.join("&"), names);
}

/** Browsers can send no headers of their own, so tokens travel as subprotocols: `access_token, eyJ...`, `bearer.eyJ...`. */
export function tapeSubprotocols(offered: readonly string[], names: SecretNames | undefined): readonly string[] {
  if (names === undefined) return offered;
  return offered.map((one, index) => {
    const before = offered[index - 1];
    if (before !== undefined && names.inRequest(before)) return redactedText;
    const [word = "", ...rest] = one.split(".");
    if (rest.length > 0 && (names.inRequest(word) || rest.some((part) => /^(bearer|authorization)$/i.test(part))))
      return `${word}.${redactedText}`;
    return redactLoose(one, names);
  });
}

/** The one that the server chose, as it stands among those that were offered. */
export function tapeSubprotocol(chosen: string, offered: readonly string[], names: SecretNames | undefined): string {
  const place = offered.indexOf(chosen);
  return (place === -1 ? tapeSubprotocols([chosen], names)[0] : tapeSubprotocols(offered, names)[place]) ?? "";
}

function decoded(name: string): string {
  try {
    return decodeURIComponent(name.replaceAll("+", " "));
  } catch {
    return name;
  }
}
