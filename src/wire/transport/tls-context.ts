/**
 * TLS settings in the form `tls.connect` wants, made once for every {@link TlsOptions} object.
 *
 * Parsing certificates takes milliseconds and tens of kilobytes, and thousands of devices share one set of them.
 */
import { X509Certificate } from "node:crypto";
import type { ConnectionOptions } from "node:tls";
import { FlotillaError, messageOf } from "../../kernel/errors.ts";
import { nodeTls } from "./node-tls.ts";
import type { TlsOptions } from "./transport.ts";

export type TlsContext = Pick<ConnectionOptions, "secureContext" | "rejectUnauthorized" | "servername">;

/** @throws whatever OpenSSL makes of a bad certificate or key. */
export function tlsContext(options: TlsOptions = systemDefaults): TlsContext {
  let context = contexts.get(options);
  if (context === undefined) {
    context = makeContext(options);
    contexts.set(options, context);
  }
  return context;
}

/** Checks certificates, keys and names when a plan is made. @throws FlotillaError `usage`. */
export function checkTlsOptions(options: TlsOptions): void {
  if ((options.cert === undefined) !== (options.key === undefined)) {
    const [given, missing] = options.key === undefined ? ["certificate", "key"] : ["key", "certificate"];
    throw new FlotillaError("usage", `expected a client certificate together with its key, found a ${given} alone`, {
      hint: `Give the ${missing} too, as PEM.`,
    });
  }
  if (options.serverName !== undefined && isAddress(options.serverName)) {
    throw new FlotillaError("usage", `expected the TLS server name to be a host name, found "${options.serverName}"`, {
      hint: "TLS names servers by host name only (RFC 6066 §3): leave it out to check the address in the url.",
    });
  }
  try {
    // A context takes an authority it cannot read without a word, and then trusts nobody.
    if (options.ca !== undefined) void new X509Certificate(options.ca);
    tlsContext(options);
  } catch (thrown) {
    throw new FlotillaError(
      "usage",
      `expected TLS certificates and keys as PEM that fit together: ${messageOf(thrown)}`,
      {
        hint: "A PEM text begins with -----BEGIN; the key must be the client certificate's own and have no passphrase.",
        cause: thrown,
      },
    );
  }
}

const systemDefaults: TlsOptions = {};
const contexts = new WeakMap<TlsOptions, TlsContext>();

function makeContext(options: TlsOptions): TlsContext {
  return {
    secureContext: nodeTls().createSecureContext({
      ...(options.ca !== undefined && { ca: options.ca }),
      ...(options.cert !== undefined && { cert: options.cert }),
      ...(options.key !== undefined && { key: options.key }),
      ...(options.minVersion !== undefined && { minVersion: options.minVersion }),
    }),
    rejectUnauthorized: options.insecure !== true,
    ...(options.serverName !== undefined && { servername: options.serverName }),
  };
}

function isAddress(name: string): boolean {
  return name.includes(":") || /^\d+(\.\d+){3}$/.test(name);
}
