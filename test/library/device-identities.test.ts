/** Devices that the server knows already: each shows its own token and its own certificate, and nobody else sees them. */
import { copyFile, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterEach, describe, expect, test } from "vitest";
import { startFleet } from "../../src/index.ts";
import { deviceCertificates } from "../../src/library/device-certificates.ts";
import { tlsContext } from "../../src/wire/transport/tls-context.ts";
import { type ForeignServer, foreignServer } from "../support/foreign-server.ts";
import { speakJsonRpc } from "../support/json-rpc-hub.ts";
import { tlsFixtures } from "../support/tls.ts";

const fixtures = resolve("test/fixtures/tls");
const rows = `id,token,cert,key,serial
front,hunter-front,certs/client.crt,certs/client.key,SN-1
back,hunter-back,certs/server.crt,certs/server.key,
shed,hunter-shed,,,SN-3
`;

let folder: string;
let server: ForeignServer;
afterEach(async () => {
  await server[Symbol.asyncDispose]();
  await rm(folder, { recursive: true });
});

/** A server that lets nobody in without a certificate, and a scenario for it. */
async function prepare(list = rows): Promise<string> {
  folder = await mkdtemp(join(tmpdir(), "identities-"));
  const tls = { ...tlsFixtures.server, ca: tlsFixtures.ca, requestCert: true, rejectUnauthorized: true };
  server = await foreignServer({ tls, onVisitor: (visitor) => void speakJsonRpc(visitor) });
  await writeFile(join(folder, "devices.csv"), list);
  await mkdir(join(folder, "certs"));
  for (const name of ["client.crt", "client.key", "server.crt", "server.key", "ca.crt"])
    await copyFile(join(fixtures, name), join(folder, "certs", name));
  const scenario = join(folder, "known.yaml");
  await writeFile(
    scenario,
    `flotilla: 1
target:
  url: "${server.url}/{token}/{id}?key={token}"
  auth: { bearer: "{token}" }
  tls: { ca: certs/ca.crt }
fleet:
  - kind: lock
    identities: ./devices.csv
    reconnect: { policy: fixed, delay: 10ms, attempts: 2 }
load: [{ step: 100% }, { hold: 1m }]
`,
  );
  return scenario;
}

describe("a device of a list", () => {
  test("shows the certificate and the token that are its own, to a server that asks for them", async () => {
    const notes: string[] = [];
    await using fleet = await startFleet(await prepare(), {
      trace: (_device, direction, data) => void (direction === "note" && notes.push(String(data))),
    });
    await fleet.until(() => fleet.summary().connections.failed === 4 && fleet.device("front").connected, {
      within: "20s",
    });
    expect(server.requests).toMatchObject([
      {
        path: "/hunter-front/front?key=hunter-front",
        headers: { authorization: "Bearer hunter-front" },
        clientName: "flotilla-device",
      },
    ]);
    expect(fleet.device("front").identity.serial).toBe("SN-1");
    // Nobody's certificate but a server's, and none at all.
    expect([fleet.device("back").connected, fleet.device("shed").connected]).toEqual([false, false]);
    expect(notes).toContain(`dialing ${server.url}/***/front`);
    const summary = await fleet.stop();
    expect(notes.join() + JSON.stringify(summary)).not.toContain("hunter");
  });

  test("does not start without its files", async () => {
    const scenario = await prepare(rows.replace("certs/server.key", "certs/gone.key"));
    await expect(startFleet(scenario)).rejects.toMatchObject({
      code: "file",
      message: "expected a PEM file for device back at certs/gone.key, found nothing there",
    });
  });

  test("does not start with somebody else's key", async () => {
    const scenario = await prepare(rows.replace("certs/client.key", "certs/server.key"));
    await expect(startFleet(scenario)).rejects.toMatchObject({
      code: "usage",
      message: expect.stringMatching(/^lock, front: expected TLS certificates and keys as PEM that fit together/),
    });
  });

  test("needs no certificate on the built-in server", async () => {
    await using fleet = await startFleet(await prepare(), { target: "none", clock: "virtual" });
    await fleet.until(() => fleet.devices().every(({ connected }) => connected), { within: "20s" });
    expect(fleet.devices().map(({ id }) => id)).toEqual(["front", "back", "shed"]);
  });

  test("keeps only so many certificates in memory, and those once", async () => {
    await prepare();
    const certificates = deviceCertificates({ ca: tlsFixtures.ca }, folder, 2);
    const path = (name: string): string => `certs/${name}`;
    const first = certificates(path("client.crt"), path("client.key"));
    expect(tlsContext(first)).toBe(tlsContext(certificates(path("client.crt"), path("client.key"))));
    certificates(path("server.crt"), path("server.key"));
    expect(certificates(path("client.crt"), path("client.key"))).toBe(first);
    certificates(path("gone.crt"), path("gone.key"));
    certificates(path("server.crt"), path("server.key"));
    expect(certificates(path("client.crt"), path("client.key"))).not.toBe(first);
    expect(() => tlsContext(certificates(path("gone.crt"), path("gone.key")))).toThrow("ENOENT");
  });
});
