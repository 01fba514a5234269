import { describe, expect, test } from "vitest";
import { checkTlsOptions, tlsContext } from "../../../src/wire/transport/tls-context.ts";
import type { TlsOptions } from "../../../src/wire/transport/transport.ts";
import { tlsFixtures } from "../../support/tls.ts";

const { ca, server, client } = tlsFixtures;

describe("TLS options", () => {
  test("are read once for each object", () => {
    const options: TlsOptions = { ca };
    expect(tlsContext(options)).toBe(tlsContext(options));
    expect(tlsContext(options)).not.toBe(tlsContext({ ca }));
    expect(tlsContext()).toBe(tlsContext());
  });

  test("check certificates unless told to be insecure", () => {
    expect(tlsContext({}).rejectUnauthorized).toBe(true);
    expect(tlsContext({ insecure: false }).rejectUnauthorized).toBe(true);
    expect(tlsContext({ insecure: true }).rejectUnauthorized).toBe(false);
  });

  test("that fit together pass the check", () => {
    checkTlsOptions({});
    checkTlsOptions({ ca: ca + tlsFixtures.otherCa, ...client, serverName: "hub.example.com", minVersion: "TLSv1.3" });
  });

  test.each<[string, TlsOptions, string]>([
    ["an authority that is no certificate", { ca: "nonsense" }, "as PEM that fit together"],
    ["a certificate without its key", { cert: client.cert }, "found a certificate alone"],
    ["a key without its certificate", { key: client.key }, "found a key alone"],
    ["somebody else's key", { cert: client.cert, key: server.key }, "as PEM that fit together"],
    ["an address as server name", { serverName: "127.0.0.1" }, 'found "127.0.0.1"'],
    ["an IPv6 address as server name", { serverName: "::1" }, 'found "::1"'],
  ])("with %s do not", (_what, options, message) => {
    expect(() => checkTlsOptions(options)).toThrow(message);
    expect(() => checkTlsOptions(options)).toThrow(expect.objectContaining({ code: "usage" }));
  });
});
