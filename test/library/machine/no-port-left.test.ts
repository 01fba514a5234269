import type { AddressInfo } from "node:net";
import { expect, onTestFinished, test } from "vitest";
import { WebSocketServer } from "ws";
import { catalog } from "../../../devices/catalog.ts";
import { days } from "../../../src/kernel/time.ts";
import { assemble } from "../../../src/library/assemble.ts";
import { compileScenario } from "../../../src/scenario/compile-scenario.ts";
import { deadPort } from "../../wire/transport/ws-rig.ts";

test("a run whose source addresses have too few ports says so once, and counts the dials that found none", async () => {
  const server = new WebSocketServer({ host: "127.0.0.1", port: 0 });
  onTestFinished(() => {
    for (const client of server.clients) client.terminate();
    server.close();
  });
  await new Promise((resolve) => server.once("listening", resolve));
  const url = `ws://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const text = `flotilla: 1\nhomes: 5\nfleet: [{ kind: lock }]\nload: [{ step: 100% }, { hold: 2s }]\ntarget: ${url}\nprotocol: { hello: notify }\n`;
  const compiled = compileScenario(text, { file: "x.yaml", env: {}, kinds: catalog });
  if (!compiled.ok) throw new Error(JSON.stringify(compiled.problems));
  const port = await deadPort();
  const notices: string[] = [];
  const assembly = await assemble(compiled.plan, {
    kinds: catalog,
    folder: ".",
    virtual: false,
    outputs: [{ noticed: (notice) => notices.push(notice.text) }],
    sources: { addresses: ["127.0.0.16"], ports: [{ first: port, last: port }] },
  });
  onTestFinished(() => assembly.close());
  assembly.run.begin();
  await assembly.run.advance(days(1), () => assembly.run.over);
  const { connections } = await assembly.run.ended;
  expect(connections.ready).toBe(1);
  expect(connections.failures["NO_LOCAL_PORT"]).toBeGreaterThanOrEqual(4);
  expect(notices.filter((notice) => notice.includes("--source-addresses"))).toEqual([
    `expected a free local address and port towards ${url.slice(5)}, found none of 1: 1 in use, 0 at rest after use, 0 used by others. Name more addresses with --source-addresses.`,
  ]);
});
