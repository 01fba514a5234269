/**
 * Why a connection could not be opened, or was ended by us: what Node and `ws` throw, as reason codes.
 *
 * System and TLS codes (`ECONNREFUSED`, `DEPTH_ZERO_SELF_SIGNED_CERT`) stay as they are. Ours are the few in
 * `opening-handshake.ts`, so that a hostile target cannot make up new ones. No text contains a header's value.
 */
import { FlotillaError, messageOf } from "../../kernel/errors.ts";
import { closeCode } from "./close-frame.ts";
import { failed, type Failed, failure } from "./opening-handshake.ts";

/** What kept a connection from opening. */
export function failureOf(thrown: unknown): Failed {
  if (thrown instanceof FlotillaError) return failed(failure.badUrl, thrown.message);
  const code = codeOf(thrown);
  if (code === undefined) return failed(failure.unknown, messageOf(thrown));
  // An attempt at several addresses fails with one error for all of them and no text of its own.
  const message = messageOf(thrown).trim() || code;
  return failed(code === "EPROTO" ? tlsReason(message) : code, message);
}

/** The close code for a frame that broke the rules, as RFC 6455 §7.4.1 has it. */
export function violationOf(error: Error): { readonly code: number; readonly reason: string } {
  return { code: violationCode(codeOf(error) ?? ""), reason: error.message };
}

/**
 * An alert that arrives while something is written comes as EPROTO, with its name in OpenSSL's text:
 * `write EPROTO 00AA:error:0A00042E:SSL routines:ssl3_read_bytes:tlsv1 alert protocol version:...`.
 */
function tlsReason(message: string): string {
  const name = /:SSL routines:[^:]*:([a-z0-9 ]+):/i.exec(message)?.[1];
  return name === undefined ? "EPROTO" : `ERR_SSL_${name.toUpperCase().replaceAll(" ", "_")}`;
}

function violationCode(code: string): number {
  switch (code) {
    case "WS_ERR_UNSUPPORTED_MESSAGE_LENGTH":
    case "WS_ERR_UNSUPPORTED_DATA_PAYLOAD_LENGTH":
      return closeCode.tooBig;
    case "WS_ERR_INVALID_UTF8":
      return closeCode.badUtf8;
    case "WS_ERR_TOO_MANY_BUFFERED_PARTS":
      return closeCode.policy;
    default:
      // What cannot be inflated is data that does not fit its type.
      return code.startsWith("Z_") ? closeCode.badUtf8 : closeCode.protocolError;
  }
}

function codeOf(thrown: unknown): string | undefined {
  const code = thrown instanceof Error && "code" in thrown ? thrown.code : undefined;
  return typeof code === "string" && code !== "" ? code : undefined;
}
