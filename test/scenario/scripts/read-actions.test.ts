import { expect, test } from "vitest";
import { catalog } from "../../../devices/catalog.ts";
import { readActions } from "../../../src/scenario/scripts/read-actions.ts";
import type { ActionInput } from "../../../src/scenario/scenario-input.ts";

const lock = catalog.find(({ name }) => name === "lock")!;

test("actions that code makes mean what they mean in a scenario", () => {
  const url = "https://hub.example.com/api/devices/{id}/commands";
  expect(
    readActions(
      [{ command: "lockDoor", via: { http: { post: url } } }, { wait: "10s" }, { act: "turn-key" }],
      lock,
      true,
    ),
  ).toEqual([
    {
      type: "command",
      name: "lockDoor",
      args: {},
      via: expect.objectContaining({ type: "http", method: "POST", url }),
    },
    { type: "wait", for: 10_000 },
    { type: "act", name: "turn-key", args: {} },
  ]);
});

test("requests may name what a list of identities says of the device", () => {
  const asks: ActionInput[] = [{ http: { get: "https://hub.example.com/{floor}" } }];
  expect(() => readActions(asks, lock, true)).toThrow("found {floor}");
  expect(readActions(asks, lock, true, ["id", "floor"])).toMatchObject([{ type: "http", per: "device" }]);
});

test.each([
  ["an unknown key", [{ comand: "lockDoor" }], /^do\[0\]: expected an action, found the key "comand"$/],
  [
    "what a lock cannot do",
    [{ act: "turn-kee" }],
    /^do\[0\]\.act: expected an act of lock, found "turn-kee" \(did you mean "turn-key"\?\)$/,
  ],
  ["a wrong length", [{ wait: "soon" }], /^do\[0\]\.wait: expected a duration such as 30s/],
  ["a template that is none", [{ log: "${device.}" }], /^do\[0\]\.log: expected /],
  ["two actions in one", [{ act: "turn-key", reboot: true }], /^do\[0\]\.reboot: expected one action/],
  ["a date", [new Date(0)], /expected/],
  ["no way to a server of one's own", [{ command: "lockDoor" }], /expected a way to the target's own API, found none/],
])("%s is refused, with what is wrong", (_, written, message) => {
  expect(() => readActions(written as readonly ActionInput[], lock, true)).toThrow(message);
});
