/** A device whose JSON-RPC is somebody else's (npm `json-rpc-2.0`), so that our two codecs cannot agree on the same mistake. */
import { once } from "node:events";
import { JSONRPCClient, JSONRPCErrorException, JSONRPCServer, JSONRPCServerAndClient } from "json-rpc-2.0";
import { expect, test } from "vitest";
import { WebSocket } from "ws";
import { RealClock } from "../../src/kernel/real-clock.ts";
import { Scheduler } from "../../src/kernel/scheduler.ts";
import { startServer } from "../../src/server/http-server.ts";
import { Hub } from "../../src/server/hub.ts";
import { start } from "./scripted-device.ts";

async function foreignDevice(url: string) {
  const socket = new WebSocket(url);
  const closed = once(socket, "close");
  const device = new JSONRPCServerAndClient(
    new JSONRPCServer({ errorListener: () => {} }),
    new JSONRPCClient((message) => socket.send(JSON.stringify(message))),
  );
  socket.on("message", (data: Buffer) => void device.receiveAndSend(JSON.parse(data.toString())));
  await once(socket, "open");
  return { socket, device, closed };
}

test("a foreign JSON-RPC peer says hello, reports, carries commands out and says goodbye", async () => {
  const scheduler = new Scheduler(new RealClock(start));
  const hub = new Hub({ scheduler });
  await using server = await startServer({ hub, scheduler, port: 0 });
  const { socket, device, closed } = await foreignDevice(`${server.wsUrl}/devices/lock-1`);
  const commands = `${server.url}/api/devices/lock-1/commands`;
  const command = async (body: object) => {
    const init = { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(body) };
    const response = await fetch(commands, init);
    return [response.status, await response.json()];
  };

  const welcome = await device.request("device.hello", {
    device: "lock-1",
    type: "lock",
    boot: 1,
    state: { version: 1, reported: { lockState: "locked" } },
  });
  expect(welcome).toMatchObject({ session: expect.any(String), time: expect.any(Number), desired: { version: 0 } });

  expect(await device.request("telemetry.report", { ts: 1, seq: 1, values: { rssi: -61 } })).toEqual({});
  device.notify("state.report", { version: 2, patch: { lockState: "unlocked" }, cause: "human", ts: 2 });
  device.notify("event.report", { id: "e-1", ts: 2, name: "lockOperation", severity: "info", data: {} });
  await expect(device.request("no.such", {})).rejects.toMatchObject({ code: -32601 });
  await expect(device.request("telemetry.report", [1])).rejects.toMatchObject({ code: -32602 });
  expect(hub.device("lock-1")).toMatchObject({
    reported: { version: 2, values: { lockState: "unlocked" } },
    telemetry: { values: { rssi: -61 } },
    events: [{ id: "e-1" }],
  });

  device.addMethod("command.lockDoor", ({ args }) => ({ status: "done", given: args }));
  device.addMethod("command.unlockDoor", () => {
    throw new JSONRPCErrorException("the bolt is jammed", -32010, { failure: "hardware" });
  });
  device.addMethod("state.desired", ({ version }) => ({ version, applied: true }));
  expect(await command({ name: "lockDoor", args: { slow: false } })).toEqual([
    200,
    { status: "done", given: { slow: false } },
  ]);
  expect(await command({ name: "unlockDoor" })).toMatchObject([
    422,
    { error: { code: -32010, message: "the bolt is jammed", data: { failure: "hardware" } } },
  ]);
  expect(await command({ name: "selfDestruct" })).toMatchObject([422, { error: { code: -32601 } }]);

  const patched = await fetch(`${server.url}/api/devices/lock-1/desired`, {
    method: "PATCH",
    headers: { "content-type": "application/merge-patch+json" },
    body: '{"autoRelockTime":60}',
  });
  expect(await patched.json()).toEqual({ version: 1, desired: { autoRelockTime: 60 }, applied: true });

  await device.request("device.bye", { reason: "shutdown", ts: 3 });
  socket.close(1000);
  await closed;
  await expect
    .poll(() => hub.device("lock-1")!.presence)
    .toMatchObject({ type: "gone", code: 1000, goodbye: "shutdown" });
});
