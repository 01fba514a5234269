/** What a device shows a server to be let in, and what it wants to see of the server: headers, credentials, certificates. */
import { Buffer } from "node:buffer";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { startFleet } from "../../src/index.ts";
import type { ScenarioInput } from "../../src/scenario/scenario-input.ts";
import { disposeAll } from "../support/dispose-all.ts";
import { foreignServer, type ForeignServerOptions } from "../support/foreign-server.ts";
import { speakJsonRpc } from "../support/json-rpc-hub.ts";
import { quietLocks } from "../support/quiet-fleet.ts";
import { tlsFixtures } from "../support/tls.ts";

const soon = { within: "20s" };

type Target = Exclude<ScenarioInput["target"], string | undefined>;

/** A server that accepts every device, with a fleet of three locks on it. */
async function meet(target: Omit<Target, "url"> & { readonly path?: string }, options: ForeignServerOptions = {}) {
  const { path = "", ...rest } = target;
  const server = await foreignServer({ onVisitor: (visitor) => void speakJsonRpc(visitor), ...options });
  const fleet = await startFleet(
    quietLocks({
      count: 3,
      target: { ...rest, url: `${server.url}${path}` },
      reconnect: { policy: "fixed", delay: "10ms", attempts: 2 },
    }),
    { env: { HUB_SECRET: "tell-nobody" } },
  );
  const settled = (): Promise<void> =>
    fleet.until(() => {
      const { ready, failed } = fleet.summary().connections;
      return ready === 3 || failed === 6;
    }, soon);
  await settled();
  return { fleet, server, [Symbol.asyncDispose]: () => disposeAll(fleet, server) };
}

describe("headers and credentials, filled in per device", () => {
  test("path, origin, subprotocol and headers", async () => {
    await using rig = await meet({
      path: "/v1/{kind}/{id}?serial={serial}",
      origin: "https://app.example.com",
      headers: { "X-Device": "{mac} of home {home}", "X-Index": "{index}" },
    });
    const devices = rig.fleet.devices();
    const seen = rig.server.requests.toSorted((left, right) => (left.path < right.path ? -1 : 1));
    expect(seen.map(({ path }) => path)).toEqual(
      devices.map(({ id, identity }) => `/v1/lock/${id}?serial=${encodeURIComponent(identity.serial)}`),
    );
    for (const [index, { headers }] of seen.entries()) {
      const { mac, home } = devices[index]!.identity;
      expect(headers).toMatchObject({
        origin: "https://app.example.com",
        "sec-websocket-protocol": "flotilla.v1",
        "x-device": `${mac} of home ${home}`,
        "x-index": String(index),
      });
      expect(headers).not.toHaveProperty("sec-websocket-extensions");
      expect(headers).not.toHaveProperty("authorization");
    }
  });

  test.each([
    ["bearer", { bearer: "${env.HUB_SECRET}.{id}" }, (id: string) => `Bearer tell-nobody.${id}`],
    [
      "basic",
      { basic: { user: "{id}", password: "${env.HUB_SECRET}" } },
      (id: string) => `Basic ${Buffer.from(`${id}:tell-nobody`).toString("base64")}`,
    ],
  ])("%s", async (_name, auth, expected) => {
    await using rig = await meet({ auth, path: "/{id}" });
    for (const { path, headers } of rig.server.requests) expect(headers.authorization).toBe(expected(path.slice(1)));
    expect(JSON.stringify(await rig.fleet.stop())).not.toContain("tell-nobody");
  });

  test("a query parameter, which no figure shows", async () => {
    await using rig = await meet({
      auth: { query: { name: "key", value: "${env.HUB_SECRET}&{id}" } },
      path: "/{id}?a=b",
    });
    expect(rig.server.requests.map(({ path }) => path).toSorted()).toEqual(
      rig.fleet.devices().map(({ id }) => `/${id}?a=b&key=tell-nobody%26${id}`),
    );
    expect(rig.fleet.url).not.toContain("tell-nobody");
    expect(JSON.stringify(await rig.fleet.stop())).not.toContain("tell-nobody");
  });

  test("other subprotocols, one of which must be selected", async () => {
    const subprotocols = ["vendor.v2", "vendor.v1"];
    await using agreeing = await meet({ subprotocols, requireSubprotocol: true });
    expect(agreeing.server.requests[0]!.headers["sec-websocket-protocol"]).toBe("vendor.v2, vendor.v1");
    expect(agreeing.server.visitors[0]!.socket.protocol).toBe("vendor.v2");
  });
});

describe("TLS", () => {
  const pem = (name: string): string => fileURLToPath(new URL(`../fixtures/tls/${name}`, import.meta.url));

  test("a server of the authority that was given is trusted", async () => {
    await using rig = await meet({ tls: { ca: pem("ca.crt") } }, { tls: tlsFixtures.server });
    expect(rig.fleet.summary().connections).toMatchObject({ attempts: 3, ready: 3, failures: {} });
    expect(rig.server.url).toMatch(/^wss:/);
  });

  test.each([
    ["no authority", {}, "UNABLE_TO_VERIFY_LEAF_SIGNATURE"],
    ["another authority", { ca: pem("other-ca.crt") }, "UNABLE_TO_VERIFY_LEAF_SIGNATURE"],
  ])("given %s, no device connects, and the summary says why", async (_name, tls, reason) => {
    await using rig = await meet({ tls }, { tls: tlsFixtures.server });
    const summary = await rig.fleet.stop();
    expect(summary.connections).toMatchObject({ attempts: 6, opened: 0, failed: 6, failures: { [reason]: 6 } });
    expect(summary.reasons.join()).toContain(`${reason} 6 times`);
    expect(rig.server.requests).toHaveLength(0);
  });

  test("a certificate for another name is refused, unless that name is asked for", async () => {
    const ca = pem("ca.crt");
    await using refused = await meet({ tls: { ca } }, { tls: tlsFixtures.hub });
    expect(refused.fleet.summary().connections.failures).toEqual({ ERR_TLS_CERT_ALTNAME_INVALID: 6 });
    await using named = await meet({ tls: { ca, serverName: "hub.example.com" } }, { tls: tlsFixtures.hub });
    expect(named.fleet.summary().connections).toMatchObject({ ready: 3, failed: 0 });
  });

  test("any certificate will do when the scenario says so", async () => {
    await using rig = await meet({ tls: { insecure: true } }, { tls: tlsFixtures.hub });
    expect(rig.fleet.summary().connections).toMatchObject({ ready: 3, failed: 0 });
  });

  test("a server that wants a client certificate lets in devices that show one", async () => {
    const tls = { ...tlsFixtures.server, ca: tlsFixtures.ca, requestCert: true, rejectUnauthorized: true };
    const ca = pem("ca.crt");
    await using shown = await meet({ tls: { ca, cert: pem("client.crt"), key: pem("client.key") } }, { tls });
    expect(shown.fleet.summary().connections).toMatchObject({ ready: 3, failed: 0 });
    expect(shown.server.requests.map(({ clientName }) => clientName)).toEqual(Array(3).fill("flotilla-device"));
    await using missing = await meet({ tls: { ca } }, { tls });
    const { connections } = await missing.fleet.stop();
    expect(connections).toMatchObject({ ready: 0, failed: 6 });
    expect(connections.failures).toEqual({ ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED: 6 });
  });

  test("a server too old for the least version is refused", async () => {
    await using rig = await meet(
      { tls: { ca: pem("ca.crt"), minVersion: "TLSv1.3" } },
      { tls: { ...tlsFixtures.server, maxVersion: "TLSv1.2" } },
    );
    expect(rig.fleet.summary().connections.failures).toEqual({ ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION: 6 });
  });
});
