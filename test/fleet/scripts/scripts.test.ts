import { describe, expect, test } from "vitest";
import { lived, quietLocks } from "./lived.ts";

describe("a script is done by the device", () => {
  test("that raised the event, and by no other, after its waits", async () => {
    const { records } = await lived({
      fleet: [{ ...quietLocks, count: 3, on: { lockOperation: [{ wait: "30s" }, { act: "open-door" }] } }],
      timeline: [{ at: "1m", act: "turn-key", select: { id: "lock-0002" } }],
    });
    const opened = records.filter((record) => record.type === "event" && record.name === "doorStateChange");
    const key = records.find((record) => record.type === "event" && record.name === "lockOperation")!;
    expect(opened.map(({ device, at }) => [device, at - key.at])).toEqual([["lock-0002", 30_000]]);
  });

  test("whose attribute has changed, and knows from what to what", async () => {
    const { told } = await lived({
      fleet: [
        { ...quietLocks, count: 1, on: { lockState: { log: "${device.id}: ${event.before} to ${event.value}" } } },
      ],
      timeline: [{ at: "1m", act: "turn-key" }],
    });
    expect(told.filter((line) => line.includes(" to "))).toEqual(["1:00 info lock-0001: locked to unlocked"]);
  });

  test("at each boot, at each connection and at its end, and at each command", async () => {
    const log = { log: "${event.name}" };
    const { told } = await lived({
      fleet: [
        {
          ...quietLocks,
          count: 1,
          on: {
            boot: { log: "boot ${event.reason}" },
            ready: log,
            lost: { log: "lost, now ${event.phase}" },
            command: { log: "command ${event.name} ${string(event.args)}" },
          },
        },
      ],
      timeline: [
        { at: "1m", command: "lockDoor" },
        { at: "2m", reboot: true },
      ],
    });
    expect(
      told.map((line) => line.replace(/^\S+ info /, "")).filter((line) => /^(boot|ready|lost|command)/.test(line)),
    ).toEqual([
      "boot powerOnReboot",
      "ready",
      expect.stringMatching(/^command lockDoor/),
      expect.stringMatching(/^lost, now/),
      "boot softwareReset",
      "ready",
    ]);
  });

  test("only where its condition holds", async () => {
    const { told } = await lived({
      fleet: [
        {
          ...quietLocks,
          count: 2,
          on: {
            lockOperation: {
              where: "event.operationSource == 'remote' && device.id == 'lock-0001'",
              log: "${device.id}",
            },
          },
        },
      ],
      timeline: [
        { at: "1m", command: "unlockDoor" },
        { at: "2m", act: "turn-key" },
      ],
    });
    expect(told.filter((line) => /info lock-000\d$/.test(line))).toEqual(["1:01 info lock-0001"]);
  });
});

test("a group without scripts has nobody looking on", async () => {
  const { told } = await lived({
    fleet: [
      { ...quietLocks, name: "watched", count: 1, on: { ready: { log: "${device.id}" } } },
      { ...quietLocks, name: "other", count: 1 },
    ],
  });
  expect(told.filter((line) => line.endsWith("-0001"))).toEqual(["0:00 info watched-0001"]);
});

describe("a script that starts itself over and over", () => {
  test("at one instant or nearly so, is stopped, and that is told once for all devices", async () => {
    const { told, summary } = await lived({
      fleet: [{ ...quietLocks, count: 3, on: { command: { command: "lockDoor" } } }],
      timeline: [{ at: "1m", command: "lockDoor" }],
    });
    expect(told.filter((line) => line.includes("warning"))).toEqual([
      expect.stringMatching(
        /^1:0\d warning lock\.on\.command: started more than 100 times within a second, and is stopped \(lock-000\d, perhaps others\)$/,
      ),
    ]);
    expect(summary.commands.received).toBe(3 * 101);
    expect(summary.verdict).toBe("pass");
  });

  test("now and then, as people mean it, goes on", async () => {
    const { records } = await lived({
      fleet: [{ ...quietLocks, count: 1, on: { command: [{ wait: "20s" }, { command: "lockDoor" }] } }],
      timeline: [{ at: "1s", command: "lockDoor" }],
    });
    expect(records.filter(({ type }) => type === "command")).toHaveLength(30);
  });
});

test("what scripts draw follows from seed and device alone: the same in every run, whoever else there is", async () => {
  const on = { ready: [{ wait: { uniform: ["1s", "5m"] } }, { act: "turn-key" }] } as const;
  const turns = async (homes: number, seed: number): Promise<string[]> => {
    const { records } = await lived({ homes, fleet: [{ ...quietLocks, on }] }, seed);
    return records
      .filter((record) => record.type === "event" && record.name === "lockOperation" && record.home < 2)
      .map(({ device, at }) => `${device} ${at}`)
      .toSorted();
  };
  const two = await turns(2, 7);
  expect(two).toHaveLength(2);
  expect(await turns(2, 7)).toEqual(two);
  expect(await turns(20, 7)).toEqual(two);
  expect(await turns(2, 8)).not.toEqual(two);
});
