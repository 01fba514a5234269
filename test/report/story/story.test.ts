import { describe, expect, test } from "vitest";
import type { DeviceRecord } from "../../../src/fleet/run-events.ts";
import { hours, instant, type Instant, later, minutes, seconds } from "../../../src/kernel/time.ts";
import { Story } from "../../../src/report/story/story.ts";
import type { Happening } from "../../../src/world/happening.ts";

const start = instant(Date.parse("2026-01-15T17:00:00+01:00"));
const after = (millis: number): Instant => later(start, millis);

type Told = DeviceRecord | readonly ["info" | "warning", string, Instant];

const lock = { home: 3, device: "lock-1", kind: "lock" } as const;
const lamp = { home: 3, device: "bulb-1", kind: "bulb" } as const;
const other = { home: 3, device: "bulb-2", kind: "bulb" } as const;
const heat = { home: 3, device: "thermostat-1", kind: "thermostat" } as const;

const boots: readonly DeviceRecord[] = [
  {
    at: start,
    ...lock,
    type: "boot",
    boots: 1,
    reason: "powerOnReboot",
    values: { lockState: "locked", doorState: "doorClosed" },
  },
  { at: start, ...lamp, type: "boot", boots: 1, reason: "powerOnReboot", values: { onOff: false, currentLevel: 254 } },
  { at: start, ...other, type: "boot", boots: 1, reason: "powerOnReboot", values: { onOff: false, currentLevel: 254 } },
  { at: start, ...heat, type: "boot", boots: 1, reason: "powerOnReboot", values: { occupiedHeatingSetpoint: 18 } },
];

interface Circumstances {
  readonly happenings?: readonly Happening[];
  readonly more?: readonly { readonly id: string; readonly kind: string; readonly room: string }[];
  readonly colour?: boolean;
  readonly columns?: number;
}

function storyOf(
  told: readonly Told[],
  { happenings = [], more = [], colour = false, columns = 100 }: Circumstances = {},
): string {
  let text = "";
  const story = new Story(
    {
      scenario: "evening",
      home: 3,
      start,
      timeZoneOffset: hours(1),
      residents: ["Ana", "Ben"],
      devices: [
        { id: "lock-1", kind: "lock", room: "hall" },
        { id: "bulb-1", kind: "bulb", room: "hall" },
        { id: "bulb-2", kind: "bulb", room: "living-room" },
        { id: "thermostat-1", kind: "thermostat", room: "hall" },
        ...more,
      ],
      nextHappening: (from) => happenings.find(({ at }) => at > from),
      outdoorTemperature: () => -3.4,
    },
    { columns, colour, write: (line) => void (text += line) },
  );
  for (const one of told) {
    if ("device" in one) story.record(one);
    else story.notice(...one);
  }
  story.end(after(hours(24)));
  return text;
}

const state = (who: object, millis: number, values: Record<string, unknown>, cause = "human"): DeviceRecord =>
  ({ ...who, at: after(millis), type: "state", version: 1, values, cause }) as DeviceRecord;
const sample = (who: object, millis: number, values: Record<string, number>): DeviceRecord =>
  ({ ...who, at: after(millis), type: "telemetry", seq: 1, values }) as DeviceRecord;

/** Without the heading. */
const moments = (text: string): string => text.slice(text.indexOf("outdoors") + "outdoors".length).trim();

describe("a story", () => {
  test("tells a home's evening", () => {
    const happenings: Happening[] = [
      { type: "arrival", at: after(minutes(42)), person: 0, first: true },
      { type: "front-door", at: after(minutes(42) + 8_000), open: true },
      { type: "entry", at: after(minutes(42) + 12_000), person: 0, first: true },
      { type: "moved", at: after(minutes(43)), person: 0, from: "hall", to: "living-room" },
      { type: "moved", at: after(minutes(70)), person: 0, from: "living-room", to: "kitchen" },
      { type: "began", at: after(minutes(71)), person: 0, activity: "cooking", room: "kitchen" },
      { type: "moved", at: after(minutes(199)), person: 0, from: "living-room", to: "bedroom" },
      { type: "bedtime", at: after(minutes(200)), person: 0, last: true },
      { type: "wake", at: after(hours(14)), person: 0, first: true },
    ];
    const operation = { lockOperationType: "unlock", operationSource: "keypad" };
    const text = storyOf(
      [
        ...boots,
        sample(heat, minutes(1), { localTemperature: 17.04 }),
        {
          ...lock,
          at: after(minutes(42) + 2_000),
          type: "event",
          id: "e-1-1",
          name: "lockOperation",
          severity: "info",
          data: operation,
        },
        state(lock, minutes(42) + 2_000, { lockState: "unlocked" }),
        state(lock, minutes(42) + 8_000, { doorState: "doorOpen" }),
        state(lock, minutes(42) + 20_000, { doorState: "doorClosed" }),
        state(lamp, minutes(42) + 25_000, { onOff: true, currentLevel: 203 }),
        state(other, minutes(43) + 5_000, { onOff: true }),
        state(heat, minutes(45), { occupiedHeatingSetpoint: 20.5 }),
        sample(heat, minutes(80), { localTemperature: 17.9 }),
        sample(heat, minutes(95), { localTemperature: 18.1 }),
        state(lamp, minutes(200) + 30_000, { onOff: false }),
        state(other, minutes(200) + 31_000, { onOff: false }),
        state(lock, minutes(201), { lockState: "unlocked", doorState: "doorClosed" }, "boot"),
      ],
      { happenings },
    );
    expect(text).toBe(`Home 3 of evening: Ana and Ben
lock, 2 lights (hall, living room), thermostat

Thursday 15 January 2026, -3 to -3 °C outdoors

17:42  Ana comes home to an empty house, goes to the living room
       lock unlocked with a code, door opens, door closes · hall light on at 80 %
       living room light on
17:45  thermostat set to 20.5 °C
18:10  Ana goes to the kitchen, starts cooking
18:35  thermostat 17.0 → 18.1 °C

20:20  Ana goes to bed · hall and living room lights off

Friday 16 January 2026, -3 to -3 °C outdoors

07:00  Ana gets up
`);
  });

  test("tells what the scenario does, and what becomes of it", () => {
    const text = storyOf([
      ...boots,
      ["info", "lockDoor: 1 device", after(minutes(20))],
      {
        ...lock,
        at: after(minutes(20)),
        type: "result",
        name: "lockDoor",
        ok: false,
        failure: "hardware",
        message: "the bolt is stuck",
      },
      ["info", "press: 0 devices", after(minutes(25))],
      { ...lamp, at: after(minutes(30)), type: "down", why: "power" },
      { ...other, at: after(minutes(30)), type: "down", why: "power" },
      ["info", "power-cut: 1 home without power", after(minutes(30))],
      {
        ...lamp,
        at: after(minutes(33)),
        type: "boot",
        boots: 2,
        reason: "powerOnReboot",
        values: { onOff: true, currentLevel: 254 },
      },
    ]);
    expect(moments(text)).toBe(`17:20  scenario: lockDoor · lock refuses lockDoor: the bolt is stuck
17:30  scenario: power-cut: 1 home without power · hall and living room lights dark
17:33  hall light back, on`);
  });

  test("does not repeat what a device says again, nor what nobody would notice", () => {
    const text = storyOf([
      ...boots,
      state(lamp, minutes(5), { onOff: true }),
      state(lamp, minutes(65), { onOff: true, remainingTime: 0 }),
      sample(lamp, minutes(66), { activePower: 7.2 }),
      state(heat, minutes(70), { thermostatRunningState: "heat" }),
    ]);
    expect(moments(text)).toBe("17:05  hall light on");
  });

  test("tells of a kind it does not know by the names of its attributes and events", () => {
    const shade = { home: 3, device: "shade-1", kind: "window-shade" } as const;
    const text = storyOf(
      [
        { at: start, ...shade, type: "boot", boots: 1, reason: "powerOnReboot", values: { liftState: "open" } },
        state(shade, minutes(5), { liftState: "halfClosed" }, "command"),
        {
          ...shade,
          at: after(minutes(5)),
          type: "event",
          id: "e",
          name: "motorStall",
          severity: "error",
          data: { angle: 12.34 },
        },
      ],
      { more: [{ id: "shade-1", kind: "window-shade", room: "office" }] },
    );
    expect(moments(text)).toBe("17:05  window shade lift state half closed by command, motor stall 12.3");
  });

  test("fits the terminal, and is in colour only when asked to", () => {
    const told = [
      ...boots,
      state(lamp, minutes(5), { onOff: true }),
      state(lock, minutes(5), { doorState: "doorOpen" }),
      state(heat, minutes(5), { occupiedHeatingSetpoint: 21 }),
      state(heat, minutes(5) + seconds(1), { occupiedHeatingSetpoint: 21.5 }),
    ];
    const narrow = storyOf(told, { columns: 40 });
    expect(moments(narrow)).toBe(`17:05  hall light on · lock door opens
       thermostat set to 21.5 °C`);
    expect(narrow).not.toContain("\u001b");
    expect(storyOf(told, { colour: true })).toContain("\u001b[36mhall light \u001b[39m");
  });
});
