/** Where a run's connections come from and go to, seen by its servers. */
import type { AddressInfo } from "node:net";
import { describe, expect, onTestFinished, test } from "vitest";
import { WebSocketServer } from "ws";
import { testHost } from "../support/test-host.ts";

const scenario = `
flotilla: 1
homes: 3
protocol: { hello: notify }
fleet: [{ kind: lock }, { kind: bulb }]
load: [{ step: 100% }, { hold: 1s }]
`;

/** On a machine that is busy with something else, the figures are said to be worth nothing: they do not matter here. */
const passOrBusy = [0, 11];

/** @returns its url, and the addresses and paths of those that connected. */
async function server(): Promise<{ readonly url: string; readonly seen: { from: string; path: string }[] }> {
  const seen: { from: string; path: string }[] = [];
  const sockets = new WebSocketServer({ host: "127.0.0.1", port: 0 });
  sockets.on("connection", (_, { socket, url }) => seen.push({ from: socket.remoteAddress ?? "", path: url ?? "" }));
  onTestFinished(() => {
    for (const client of sockets.clients) client.terminate();
    sockets.close();
  });
  await new Promise((resolve) => sockets.once("listening", resolve));
  return { url: `ws://127.0.0.1:${(sockets.address() as AddressInfo).port}`, seen };
}

describe("flotilla run", () => {
  test("spreads devices over several targets, each by its index", async () => {
    const [one, two] = [await server(), await server()];
    const targets = ["--target", `${one.url}/{index}`, "--target", `${two.url}/of-two/{index}`];
    const host = testHost(["run", "my.yaml", ...targets, "--json"], { files: { "my.yaml": scenario } });
    expect(passOrBusy).toContain(await host.run());
    expect(one.seen.map(({ path }) => path).toSorted()).toEqual(["/0", "/2", "/4"]);
    expect(two.seen.map(({ path }) => path).toSorted()).toEqual(["/of-two/1", "/of-two/3", "/of-two/5"]);
    expect(JSON.parse(host.out).run.target).toBe(`${one.url}/{index}, ${two.url}/of-two/{index}`);
  });

  test("connects from the source addresses, spread over them", async () => {
    const { url, seen } = await server();
    const args = ["--target", url, "--source-addresses", "127.0.0.5-127.0.0.7", "--json"];
    const host = testHost(["run", "my.yaml", ...args], { files: { "my.yaml": scenario } });
    expect(passOrBusy).toContain(await host.run());
    expect(new Set(seen.map(({ from }) => from))).toEqual(new Set(["127.0.0.5", "127.0.0.6", "127.0.0.7"]));
    expect(JSON.parse(host.out).generator.portsLeft).toBeGreaterThan(100_000);
  });

  test("takes the source addresses of the scenario", async () => {
    const { url, seen } = await server();
    const text = `${scenario}target: { url: "${url}", sourceAddresses: 127.0.0.5 }\n`;
    const host = testHost(["run", "my.yaml", "--json"], { files: { "my.yaml": text } });
    expect(passOrBusy).toContain(await host.run());
    expect(new Set(seen.map(({ from }) => from))).toEqual(new Set(["127.0.0.5"]));
  });

  test.each([
    // RFC 5737: no machine has this.
    ["198.51.100.7", "found 198.51.100.7 (EADDRNOTAVAIL)"],
    ["::1", "expected an IPv4 address"],
    ["127.0.0.9-127.0.0.2", "which ends before it begins"],
  ])("refuses source addresses %s before it connects", async (addresses, message) => {
    const { url, seen } = await server();
    const host = testHost(["run", "my.yaml", "--target", url, "--source-addresses", addresses], {
      files: { "my.yaml": scenario },
    });
    expect(await host.run()).toBe(2);
    expect(host.err).toContain(message);
    expect(seen).toEqual([]);
  });
});
