import { describe, expect, test } from "vitest";
import { checkPattern, copyOf, multiplication } from "../../src/replay/copy.ts";
import { newRecordedDevice } from "../../src/replay/recorded-device.ts";
import { addressOf, checkTarget } from "../../src/replay/dial-address.ts";
import type { OpenLine } from "../../src/recording/tape.ts";

const device = (
  place: number,
  id?: string,
  more: { serial?: string; mac?: string } = {},
): ReturnType<typeof newRecordedDevice> => ({
  ...newRecordedDevice(place, id),
  serial: more.serial,
  mac: more.mac,
});

describe("devices of a replay", () => {
  test("are the recorded ones over and over, until there are enough", () => {
    expect(multiplication(3, undefined)).toEqual({ recorded: 3, devices: 3, generations: 1 });
    expect(multiplication(3, 7)).toEqual({ recorded: 3, devices: 7, generations: 3 });
    expect(multiplication(3, 2)).toEqual({ recorded: 2, devices: 2, generations: 1 });
    expect(multiplication(0, 5)).toEqual({ recorded: 0, devices: 0, generations: 0 });
    const scale = multiplication(3, 7);
    const ids = [0, 1, 2].flatMap((generation) =>
      [0, 1, 2].map((place) => copyOf(device(place, `d-${place}`), generation, scale, {})?.id),
    );
    expect(ids).toEqual(["d-0", "d-1", "d-2", "d-0-2", "d-1-2", "d-2-2", "d-0-3", undefined, undefined]);
  });

  test("have ids by a pattern, and without a recorded one none", () => {
    const scale = multiplication(2, 4);
    expect(copyOf(device(1, "x", {}), 1, scale, { pattern: "load-{number}-{id}-{copy}" })!.id).toBe("load-4-x-2");
    expect(copyOf(device(1), 1, scale, { pattern: "load-{number}" })!.id).toBe(undefined);
  });

  test.each([
    ["load-{number}", 4],
    ["{kind}-{index}", 4],
    ["x-{id}", 2],
    ["{recorded}/{copy}", 4],
  ])("may be called %s, %i of them", (pattern, devices) => {
    expect(() => checkPattern(pattern, multiplication(2, devices))).not.toThrow();
  });

  test.each([
    ["load", 2, 'expected --ids to give each device an id of its own, found "load"'],
    ["{kind}-{copy}", 2, 'expected --ids to give each device an id of its own, found "{kind}-{copy}"'],
    ["x-{id}", 4, 'expected --ids to give each device an id of its own, found "x-{id}"'],
    ["{nubmer}", 2, "expected placeholders that are known in --ids, found {nubmer}"],
    ["{serial}", 2, "expected placeholders that are known in --ids, found {serial}"],
  ])("may not be called %s, %i of them", (pattern, devices, message) => {
    expect(() => checkPattern(pattern, multiplication(2, devices))).toThrow(message);
  });

  test("are the rows of a list, where there is one: what it lacks follows from the recorded device", () => {
    const identities = { id: ["a", "b", "c"], serial: ["A", "", "C"], token: ["t-a", "t-b", "t-c"] };
    const copies = [0, 1, 2].map((generation) =>
      copyOf(device(0, "old-1", { serial: "S-1" }), generation, multiplication(1, 3), { identities }),
    );
    expect(copies.map((copy) => copy!.words)).toMatchObject([
      { id: "a", serial: "A", token: "t-a", recorded: "old-1" },
      { id: "b", serial: "S-1-2", token: "t-b", recorded: "old-1" },
      { id: "c", serial: "C", token: "t-c", recorded: "old-1" },
    ]);
    expect(copies.map((copy) => copy!.swap.text("old-1/S-1"))).toEqual(["a/A", "b/S-1-2", "c/C"]);
  });

  test("have addresses of their own, locally administered, the same in every replay and written as they were", () => {
    const scale = multiplication(1, 3);
    const mac = (generation: number, written: string): string =>
      copyOf(device(0, "x", { mac: written }), generation, scale, {})!.words["mac"]!;
    expect(mac(0, "3C:71:BF:00:00:01")).toBe("3C:71:BF:00:00:01");
    expect(mac(1, "3C:71:BF:00:00:01")).toMatch(/^3E(:[0-9A-F]{2}){5}$/);
    expect(mac(1, "3c71bf000001")).toBe(mac(1, "3C:71:BF:00:00:01").replaceAll(":", "").toLowerCase());
    expect(mac(2, "3c71bf000001")).not.toBe(mac(1, "3c71bf000001"));
    expect(mac(1, "none")).toBe("none-2");
  });
});

describe("the address of a connection", () => {
  const line = (more: Partial<OpenLine>): OpenLine => ({
    at: 0,
    connection: 1,
    type: "open",
    path: "/",
    subprotocols: [],
    headers: [],
    ...more,
  });
  const copy = copyOf(device(0, "lock 1", { serial: "S1" }), 1, multiplication(1, 2), {})!;
  const urlOf = (target: string, open: Partial<OpenLine>, query: [string, string][] = []): string =>
    addressOf(line(open), copy, { target, headers: [], query }).url;

  test("is the target's, then the tape's, in the copy's name", () => {
    expect(urlOf("ws://h:1", { path: "/d/lock%201/ws" })).toBe("ws://h:1/d/lock%201-2/ws");
    expect(urlOf("ws://h/v2/?a=1", { path: "/d", query: "b=lock+1&c=%20" })).toBe("ws://h/v2/d?a=1&b=lock+1&c=%20");
    expect(urlOf("ws://h", { query: "serial=S1&x=S12" })).toBe("ws://h/?serial=S1-2&x=S12");
  });

  test("is what a target with placeholders says", () => {
    expect(urlOf("ws://h/devices/{id}", { path: "/old", query: "a=1" })).toBe("ws://h/devices/lock%201-2?a=1");
    expect(urlOf("ws://h/x/{path}?from=tape&{query}", { path: "/old/way", query: "a=1" })).toBe(
      "ws://h/x/old/way?from=tape&a=1",
    );
    expect(urlOf("ws://h/{number}/{copy}/{serial}/{recorded}", {})).toBe("ws://h/2/2/S1-2/lock%201");
  });

  test("is without the secrets that were taken out, with those that are given", () => {
    expect(urlOf("ws://h", { query: "token=***&a=1" })).toBe("ws://h/?a=1");
    expect(urlOf("ws://h", { query: "token=***&a=1&token2=%2A%2A%2A" }, [["token", "t-{id}&"]])).toBe(
      "ws://h/?a=1&token=t-lock%201-2%26",
    );
    const headers = [
      ["Authorization", "Bearer ***"],
      ["X-Key", "***"],
      ["Cookie", "a=1"],
      ["cookie", "b=2"],
      ["X-Me", "lock 1"],
    ] as const;
    expect(
      addressOf(line({ headers }), copy, {
        target: "ws://h",
        headers: [["authorization", "Basic {serial}"]],
        query: [],
      }).headers,
    ).toEqual({ Cookie: "a=1; b=2", "X-Me": "lock 1-2", authorization: "Basic S1-2" });
  });

  test("has placeholders that are known", () => {
    expect(() => checkTarget("ws://h/{id}/{path}?x={query}")).not.toThrow();
    expect(() => checkTarget("ws://h/{device}")).toThrow(
      "expected placeholders that are known in --target, found {device}",
    );
    expect(() => checkTarget("http://h/")).toThrow("expected the target as ws://");
  });
});
