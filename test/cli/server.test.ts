import { once } from "node:events";
import { get } from "node:https";
import { createServer } from "node:net";
import type { AddressInfo } from "node:net";
import { readFileSync } from "node:fs";
import { text } from "node:stream/consumers";
import { describe, expect, test } from "vitest";
import { testHost, type TestHost, type TestHostOptions } from "../support/test-host.ts";
import { tlsFixtures } from "../support/tls.ts";

interface Address {
  readonly url: string;
  readonly webSocketUrl: string;
}

/** A server on a free port while `use` lasts, then stopped by a signal; its exit code. */
async function serving(
  options: readonly string[],
  more: TestHostOptions,
  use: (address: Address, host: TestHost) => Promise<void>,
  signal: "SIGINT" | "SIGTERM" = "SIGINT",
): Promise<number> {
  const host = testHost(["server", "--port", "0", "--json", ...options], more);
  const exit = host.run();
  try {
    await Promise.race([host.printed("\n"), exit]);
    await use(JSON.parse(host.out) as Address, host);
  } finally {
    host.signal(signal);
  }
  return exit;
}

async function status(url: string, headers: Record<string, string> = {}): Promise<number> {
  const response = await fetch(url, { headers: { connection: "close", ...headers } });
  await response.text();
  return response.status;
}

describe("flotilla server", () => {
  test.each(["SIGINT", "SIGTERM"] as const)("answers until %s, then stops with 130", async (signal) => {
    const exit = await serving(
      [],
      {},
      async ({ url, webSocketUrl }) => {
        expect(await (await fetch(`${url}/api/health`, { headers: { connection: "close" } })).json()).toMatchObject({
          status: "ok",
        });
        expect(webSocketUrl).toBe(url.replace("http", "ws"));
      },
      signal,
    );
    expect(exit).toBe(130);
  });

  test("says for people where it is and how to stop it", async () => {
    const host = testHost(["server", "--port", "0"]);
    const exit = host.run();
    await Promise.race([host.printed("stops.\n"), exit]);
    expect(host.out).toMatch(
      /^Devices connect to ws:\/\/127\.0\.0\.1:\d+\nAPI and documentation at http:\/\/127\.0\.0\.1:\d+\nCtrl-C stops\.\n$/,
    );
    host.signal("SIGINT");
    expect(await exit).toBe(130);
    expect(host.err).toBe("");
  });

  test("brings up a fleet that `run` points at it", async () => {
    const scenario = "flotilla: 1\nfleet: [{ kind: lock, count: 3 }]\nclock: { speed: 100 }\nload: [{ hold: 1m }]\n";
    await serving([], {}, async ({ url, webSocketUrl }) => {
      const run = testHost(["run", "my.yaml", "--target", webSocketUrl, "--quiet"], { files: { "my.yaml": scenario } });
      expect(await run.run()).toBe(0);
      const response = await fetch(`${url}/api/devices`, { headers: { connection: "close" } });
      expect(await response.json()).toMatchObject({ devices: [{ kind: "lock" }, { kind: "lock" }, { kind: "lock" }] });
    });
  });

  test.each([
    ["--token", ["--token", "secret-token"], {}],
    ["FLOTILLA_TOKEN", [], { FLOTILLA_TOKEN: "secret-token" }],
  ])("lets in who brings the token of %s", async (_, options, env) => {
    await serving(options, { env }, async ({ url }) => {
      expect(await status(`${url}/api/devices`)).toBe(401);
      expect(await status(`${url}/api/devices`, { authorization: "Bearer secret-token" })).toBe(200);
    });
  });

  test("serves TLS with a certificate and its key", async () => {
    const { cert, key } = tlsFixtures.server;
    const options = ["--tls-cert", "tls/server.crt", "--tls-key", "tls/server.key"];
    const files = { "tls/server.crt": cert, "tls/server.key": key };
    await serving(options, { files }, async ({ url, webSocketUrl }) => {
      expect(url).toMatch(/^https:/);
      expect(webSocketUrl).toMatch(/^wss:/);
      const request = get(`${url}/api/health`, { ca: tlsFixtures.ca, agent: false, servername: "localhost" });
      const [response] = (await once(request, "response")) as [NodeJS.ReadableStream];
      expect(JSON.parse(await text(response))).toMatchObject({ status: "ok" });
    });
  });

  test("logs as JSON on stderr what --log asks for", async () => {
    await serving(["--log", "info"], {}, async (_, { err }) => {
      expect(JSON.parse(err.split("\n")[0]!)).toMatchObject({ msg: "the reference server listens" });
    });
    await serving([], {}, async (_, { err }) => {
      expect(err).toBe("");
    });
  });
});

describe("flotilla server is refused", () => {
  test("on a port that is taken", async () => {
    const other = createServer().listen(0, "127.0.0.1");
    await once(other, "listening");
    const { port } = other.address() as AddressInfo;
    const host = testHost(["server", "--port", String(port)]);
    expect(await host.run()).toBe(2);
    expect(host.err).toBe(
      `error: expected to listen on 127.0.0.1:${port}, found EADDRINUSE\nhint: Another program listens there. Stop it, or choose another port; port 0 takes any that is free.\n`,
    );
    other.close();
  });

  test.each([
    [
      ["--host", "0.0.0.0"],
      'expected a token for a server on "0.0.0.0", found none',
      /hint: Give a token with --token/,
    ],
    [["--port", "70000"], "expected a port 0..65535, found 70000", undefined],
    [["--port", "1.5"], "expected a port 0..65535, found 1.5", undefined],
    [["--token", "not ascii ü"], "expected a token of visible ASCII characters", /openssl rand/],
    [["--tls-cert", "my.pem"], "expected --tls-cert and --tls-key for TLS, found no --tls-key", undefined],
    [["--tls-key", "my.pem"], "expected --tls-cert and --tls-key for TLS, found no --tls-cert", undefined],
    [
      ["--tls-cert", "none.pem", "--tls-key", "my.pem"],
      "expected a PEM file behind --tls-cert, found ENOENT at none.pem",
      undefined,
    ],
    [["--tls-cert", "my.pem", "--tls-key", "my.pem"], "expected a certificate and its key in PEM, found ", undefined],
    [["--log", "loud"], 'expected --log as debug, info, warn, error, found "loud"', undefined],
  ])("with %s: %s", async (options, message, hint) => {
    const files = { "my.pem": readFileSync(new URL("../fixtures/tls/README.md", import.meta.url), "utf8") };
    const host = testHost(["server", ...options], { files });
    expect(await host.run()).toBe(2);
    expect(host.err).toContain(`error: ${message}`);
    if (hint !== undefined) expect(host.err).toMatch(hint);
  });
});
