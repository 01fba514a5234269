/** The server behind the proxy: how to reach it, and what of a request is written anew for it. */
import { connect as connectTcp, isIP, type Socket } from "node:net";
import { connect as connectTls } from "node:tls";
import { FlotillaError } from "../../kernel/errors.ts";
import { parseTargetUrl } from "../../wire/transport/target-url.ts";
import { tlsContext } from "../../wire/transport/tls-context.ts";
import type { TlsOptions } from "../../wire/transport/transport.ts";
import type { TapeHeaders } from "../tape.ts";

export class ProxyTarget {
  readonly host: string;
  readonly port: number;
  readonly #secure: boolean;
  readonly #hostHeader: string;
  readonly #path: string;
  readonly #query: string;
  readonly #authorization: string | undefined;
  readonly #tls: TlsOptions | undefined;

  /** @param text a `ws:` or `wss:` url. @param tls checked before. @throws FlotillaError `usage` for any other text. */
  constructor(text: string, tls?: TlsOptions) {
    const url = parseTargetUrl(text);
    this.#secure = url.protocol === "wss:";
    this.host = url.hostname.replace(/^\[|\]$/g, "");
    this.port = url.port === "" ? (this.#secure ? 443 : 80) : Number(url.port);
    this.#hostHeader = url.host;
    this.#path = url.pathname;
    this.#query = url.search.slice(1);
    this.#authorization = basicAuthorization(url);
    this.#tls = tls;
  }

  /** Begins to connect. What is written meanwhile waits. */
  connect(): Socket {
    const address = { host: this.host, port: this.port, allowHalfOpen: true };
    const socket = this.#secure
      ? connectTls({
          ...address,
          // An address is checked against the certificate but never sent as a name (RFC 6066 §3).
          servername: isIP(this.host) === 0 ? this.host : "",
          ALPNProtocols: ["http/1.1"],
          ...tlsContext(this.#tls),
        })
      : connectTcp(address);
    return socket.setNoDelay(true);
  }

  /** The request for the server: as it came, but for the path before its own, and the server's name for the proxy's. */
  request(method: string, path: string, headers: TapeHeaders): string {
    const named = headers.some(([name]) => name.toLowerCase() === "host")
      ? headers
      : [["Host", ""] as const, ...headers];
    const lines = named.map(
      ([name, value]) => `${name}: ${name.toLowerCase() === "host" ? this.#hostHeader : value}\r\n`,
    );
    if (this.#authorization !== undefined && !headers.some(([name]) => name.toLowerCase() === "authorization"))
      lines.push(`Authorization: ${this.#authorization}\r\n`);
    return `${method} ${this.#joined(path)} HTTP/1.1\r\n${lines.join("")}\r\n`;
  }

  /** The target's path, then the request's; the target's query, then the request's. */
  #joined(path: string): string {
    const mark = path.indexOf("?");
    const own = mark === -1 ? path : path.slice(0, mark);
    const query = [this.#query, mark === -1 ? "" : path.slice(mark + 1)].filter((part) => part !== "").join("&");
    // A device that asks for nothing in particular gets what the target says.
    const joined = own === "/" ? this.#path : this.#path.replace(/\/$/, "") + own;
    return query === "" ? joined : `${joined}?${query}`;
  }
}

/** @throws FlotillaError `usage`. */
function basicAuthorization({ username, password }: URL): string | undefined {
  if (username === "" && password === "") return undefined;
  try {
    const credentials = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
    return `Basic ${Buffer.from(credentials).toString("base64")}`;
  } catch {
    throw new FlotillaError("usage", "expected user and password of the target percent-encoded, found a bare %", {
      hint: "Write % as %25.",
    });
  }
}
