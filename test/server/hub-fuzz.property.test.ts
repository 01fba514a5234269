import fc from "fast-check";
import { expect, test } from "vitest";
import { seconds } from "../../src/kernel/time.ts";
import type { CommandOutcome } from "../../src/server/hub.ts";
import { outcomes, ScriptedDevice, virtualHub } from "./scripted-device.ts";

const methods = [
  "device.hello",
  "telemetry.report",
  "telemetry.batch",
  "state.report",
  "event.report",
  "device.bye",
  "state.get",
  "",
];
/** Names that the protocol knows, so that generated objects get past the first check. */
const members = [
  "device",
  "seq",
  "ts",
  "values",
  "samples",
  "version",
  "patch",
  "state",
  "reported",
  "name",
  "data",
  "dup",
];

const params = fc.oneof(
  fc.dictionary(fc.constantFrom(...members), fc.jsonValue({ maxDepth: 3 })),
  fc.dictionary(fc.constantFrom(...members), fc.dictionary(fc.string({ maxLength: 4 }), fc.jsonValue({ maxDepth: 1 }))),
  fc.jsonValue({ maxDepth: 2 }),
);
const id = fc.oneof(fc.integer(), fc.string(), fc.constant(null), fc.jsonValue({ maxDepth: 1 }));
const message = fc.oneof(
  fc.record(
    { jsonrpc: fc.constant("2.0"), id, method: fc.constantFrom(...methods), params },
    { requiredKeys: ["jsonrpc"] },
  ),
  fc.record({ jsonrpc: fc.constant("2.0"), id, result: fc.jsonValue(), error: params }, { requiredKeys: ["jsonrpc"] }),
  fc.jsonValue(),
);
const frame = fc.oneof(
  { weight: 4, arbitrary: message.map((value) => JSON.stringify(value)) },
  { weight: 1, arbitrary: fc.array(message, { maxLength: 5 }).map((value) => JSON.stringify(value)) },
  { weight: 1, arbitrary: fc.string() },
);

test("no frame of a device breaks the hub: it answers requests once, and the next good device is served", () => {
  fc.assert(
    fc.property(fc.array(frame, { minLength: 1, maxLength: 50 }), fc.boolean(), (frames, introduced) => {
      const { hub, scheduler } = virtualHub({ limits: { malformed: 1_000 } });
      const device = introduced ? ScriptedDevice.connected(hub) : new ScriptedDevice(hub);
      const { all, done } = outcomes<CommandOutcome>();
      hub.command("lock-1", "lockDoor", {}, seconds(1), done);
      for (const text of frames) device.sayText(text);
      // At most one answer each, and the requests of the hub's own.
      const questions = device.heard.filter((heard) => "method" in heard).length;
      expect(device.heard.length - questions).toBeLessThanOrEqual(frames.length);
      expect(() => JSON.stringify([hub.devices({ limit: 9 }), hub.device("lock-1"), hub.stats()])).not.toThrow();
      const other = ScriptedDevice.connected(hub, "another");
      expect(other.request("x", "telemetry.report", { seq: 1, values: {} })).toMatchObject({ id: "x", result: {} });
      hub.close();
      expect(all).toHaveLength(1);
      expect(scheduler.size).toBe(0);
    }),
    { numRuns: 400 },
  );
});
