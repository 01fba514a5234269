/** Every frame between a fleet of the shipped kinds and the reference server is as the AsyncAPI document says. */
import { expect, test } from "vitest";
import { catalog } from "../../../../devices/catalog.ts";
import { startFleet } from "../../../../src/library/start-fleet.ts";
import { FrameOracle } from "./frame-oracle.ts";

interface Message {
  readonly id?: unknown;
  readonly method?: string;
}

test("two days of homes on the reference server", async () => {
  const oracle = new FrameOracle(catalog);
  const seen = new Map<string, number>();
  const faults: string[] = [];
  /** Methods of the requests of each device, by id, and of the server to it. */
  const asked = new Map<string, Map<unknown, string[]>>();
  const judge = (device: string, direction: "in" | "out", text: string): void => {
    const message = JSON.parse(text) as Message;
    const requests = asked.get(`${device} ${direction}`) ?? new Map<unknown, string[]>();
    asked.set(`${device} ${direction}`, requests);
    if (message.method !== undefined) requests.set(message.id, [message.method]);
    const name = `${direction} ${message.method ?? "answer"}`;
    seen.set(name, (seen.get(name) ?? 0) + 1);
    const answered = asked.get(`${device} ${direction === "in" ? "out" : "in"}`) ?? new Map<unknown, string[]>();
    const found = oracle.faultsOf(message, answered);
    if (found.length > 0) faults.push(`${name}: ${found.join("; ")} in ${text}`);
  };
  await using fleet = await startFleet(
    {
      flotilla: 1,
      seed: 7,
      homes: 4,
      fleet: catalog.map(({ name }) => ({ kind: name, perHome: 1, telemetry: { ack: true } })),
      load: [{ hold: "48h" }],
      timeline: [
        { at: "1h", command: "toggle", select: { kind: "bulb" } },
        { at: "2h", command: "lockDoor", select: { kind: "lock" } },
        { at: "4h", reboot: true },
        { at: "5h", disconnect: "abrupt" },
        { at: "6h", world: "power-cut", for: "10m" },
      ],
    },
    {
      clock: "virtual",
      trace: (device, direction, data) => direction !== "note" && judge(device, direction, String(data)),
    },
  );
  const summary = await fleet.finished();
  expect(faults.slice(0, 5)).toEqual([]);
  expect(summary.messages.dropped).toBe(0);
  for (const name of [
    "out device.hello",
    "out telemetry.report",
    "out state.report",
    "out event.report",
    "out device.bye",
  ]) {
    expect(seen.get(name), name).toBeGreaterThan(0);
  }
  for (const name of ["out answer", "in answer", "in command.toggle", "in command.lockDoor"]) {
    expect(seen.get(name), name).toBeGreaterThan(0);
  }
});
