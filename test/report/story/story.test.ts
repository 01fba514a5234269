import { describe, expect, test } from "vitest";
import type { DeviceRecord } from "../../../src/fleet/run-events.ts";
import { hours, instant, type Instant, later, minutes, seconds } from "../../../src/kernel/time.ts";
import { Story } from "../../../src/report/story/story.ts";
import type { Kind } from "../../../src/device/kind.ts";
import type { ServiceChange } from "../../../src/world/services.ts";
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
  readonly services?: readonly ServiceChange[];
  readonly kinds?: readonly Kind[];
  readonly colour?: boolean;
  readonly columns?: number;
}

function storyOf(
  told: readonly Told[],
  { happenings = [], services = [], kinds = [], more = [], colour = false, columns = 100 }: Circumstances = {},
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
      nextServiceChange: (from) => services.find(({ at }) => at > from),
      kinds,
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
    expect(moments(text)).toBe("17:05  window shade lift half closed by command, motor stall (angle 12.3)");
  });

  test("tells a kind of the user's by what its name does not say already, with units", () => {
    const door = { home: 3, device: "door-1", kind: "garage-door" } as const;
    const report = { min: "0s", max: "1h" } as const;
    const kind = {
      name: "garage-door",
      attributes: { gap: { type: "number", unit: "cm", role: "state", report, doc: "How far open.", matter: "ours" } },
      events: {},
    } as unknown as Kind;
    const text = storyOf(
      [
        {
          at: start,
          ...door,
          type: "boot",
          boots: 1,
          reason: "powerOnReboot",
          values: { doorState: "closed", childLock: true, gap: 0 },
        },
        state(door, minutes(5), { doorState: "opening" }),
        state(door, minutes(5) + 5_000, { gap: 100 }),
        state(door, minutes(5) + 10_000, { gap: 210 }),
        state(door, minutes(5) + 14_000, { doorState: "open", childLock: false }),
        sample(door, minutes(6), { cycles: 3 }),
        sample(door, minutes(7), { cycles: 4 }),
        {
          ...door,
          at: after(minutes(30)),
          type: "event",
          id: "e",
          name: "obstacle",
          severity: "warning",
          data: {},
        },
      ],
      { more: [{ id: "door-1", kind: "garage-door", room: "garage" }], kinds: [kind] },
    );
    expect(moments(text)).toBe(`17:05  garage door opening, gap 210 cm, open, no longer child lock
17:30  garage door obstacle`);
  });

  test("tells of outages, but neither of slow lines nor of what is over in a moment", () => {
    const services: ServiceChange[] = [
      { type: "network", at: after(minutes(1)), state: "degraded", cause: "line" },
      { type: "network", at: after(minutes(3)), state: "down", cause: "line" },
      { type: "network", at: after(minutes(4)), state: "good", cause: "line" },
      { type: "network", at: after(minutes(31)), state: "down", cause: "isp" },
      { type: "network", at: after(minutes(88)), state: "good", cause: "isp" },
      { type: "mains", at: after(minutes(100)), on: false },
      { type: "network", at: after(minutes(100) + 1), state: "down", cause: "mains" },
      { type: "mains", at: after(minutes(110)), on: true },
      { type: "network", at: after(minutes(112)), state: "good", cause: "mains" },
      { type: "mains", at: after(minutes(120)), on: false },
      { type: "mains", at: after(minutes(120) + 900), on: true },
    ];
    const dark: DeviceRecord = { ...lamp, at: after(minutes(100)), type: "down", why: "power" };
    expect(moments(storyOf([...boots, dark], { services }))).toBe(`17:31  the internet is gone (the provider)
18:28  the internet is back
18:40  the power is out · hall light dark
18:50  the power is back
18:52  the internet is back
19:00  the power dips`);
  });

  test.each([
    ["heats", { systemMode: "heat" }, "20.0"],
    ["may do both and has heated", { systemMode: "auto", thermostatRunningMode: "heat" }, "20.0"],
    ["may do both and has cooled", { systemMode: "auto", thermostatRunningMode: "cool" }, "26.0"],
    ["cools", { systemMode: "cool" }, "26.0"],
  ])("tells one setpoint of a thermostat that %s", (_, values, degrees) => {
    const text = storyOf([
      ...boots,
      state(heat, 1, { occupiedHeatingSetpoint: 18, occupiedCoolingSetpoint: 28, ...values }, "boot"),
      state(heat, 2, { thermostatRunningMode: "off" }),
      state(heat, minutes(70), { occupiedHeatingSetpoint: 20, occupiedCoolingSetpoint: 26 }, "schedule"),
    ]);
    expect(moments(text)).toBe(`18:10  thermostat set to ${degrees} °C by schedule`);
  });

  test("tells of motion once a visit, by the room", () => {
    const eye = { home: 3, device: "eye-1", kind: "occupancy-sensor" } as const;
    const text = storyOf(
      [
        { at: start, ...eye, type: "boot", boots: 1, reason: "powerOnReboot", values: { occupancy: false } },
        ...[20, 25, 49, 80].flatMap((minute) => [
          state(eye, minutes(minute), { occupancy: true }),
          state(eye, minutes(minute + 1), { occupancy: false }),
        ]),
      ],
      { more: [{ id: "eye-1", kind: "occupancy-sensor", room: "bathroom" }] },
    );
    expect(moments(text)).toBe(`17:20  motion in the bathroom
18:20  motion in the bathroom`);
  });

  test("tells once of people who come together, with the door that they come through", () => {
    const come = minutes(42);
    const happenings: Happening[] = [
      { type: "arrival", at: after(come), person: 1, first: true },
      { type: "moved", at: after(come + 20_000), person: 1, from: "hall", to: "kitchen" },
      { type: "arrival", at: after(come + 25_000), person: 0, first: false },
      { type: "moved", at: after(come + 50_000), person: 0, from: "hall", to: "bathroom" },
      { type: "began", at: after(hours(2) - 60_000), person: 0, activity: "hot-drink", room: "kitchen" },
      { type: "leaving", at: after(hours(2)), person: 0, last: false },
      { type: "moved", at: after(hours(2) + 10_000), person: 1, from: "kitchen", to: "hall" },
      { type: "leaving", at: after(hours(2) + 20_000), person: 1, last: true },
    ];
    const doors = [come + 8_000, come + 40_000, hours(2) + 30_000].flatMap((millis) => [
      state(lock, millis, { doorState: "doorOpen" }),
      state(lock, millis + 5_000, { doorState: "doorClosed" }),
    ]);
    expect(moments(storyOf([...boots, ...doors], { happenings })))
      .toBe(`17:42  Ben and Ana come home to an empty house · front door opens, door closes (twice)

18:59  Ana makes a hot drink · Ana and Ben leave, nobody stays · front door opens, door closes`);
  });

  test("lets nobody else come between who comes home and the door", () => {
    const happenings: Happening[] = [
      { type: "arrival", at: after(minutes(42)), person: 0, first: false },
      { type: "began", at: after(minutes(42) + 12_000), person: 1, activity: "shower", room: "bathroom" },
    ];
    const told = [
      state(lock, minutes(42) + 8_000, { doorState: "doorOpen" }),
      state(lamp, minutes(42) + 15_000, { onOff: true }),
      state(lock, minutes(42) + 20_000, { doorState: "doorClosed" }),
    ];
    expect(moments(storyOf([...boots, ...told], { happenings })))
      .toBe(`17:42  Ana comes home · front door opens, door closes
17:42  Ben takes a shower · hall light on`);
  });

  test("breaks what is too long for a line between two phrases", () => {
    const colours = Array.from({ length: 6 }, (_, place) =>
      state(heat, minutes(5) + 1_000 * place, {
        systemMode: place % 2 === 0 ? "heat" : "cool",
        occupiedHeatingSetpoint: 20 + place,
      }),
    );
    for (const line of storyOf([...boots, ...colours], { columns: 40 })
      .split("\n")
      .slice(6))
      expect(line.length).toBeLessThanOrEqual(40);
  });

  test("leaves out of a shipped kind what only programs care for", () => {
    const smoke = { home: 3, device: "smoke-1", kind: "smoke-alarm" } as const;
    const event = (name: string, data: Record<string, string>): DeviceRecord =>
      ({ ...smoke, at: after(minutes(20)), type: "event", id: "e", name, severity: "error", data }) as DeviceRecord;
    const text = storyOf(
      [
        {
          at: start,
          ...smoke,
          type: "boot",
          boots: 1,
          reason: "powerOnReboot",
          values: { expressedState: "normal", deviceMuted: "notMuted" },
        },
        event("smokeAlarm", { alarmSeverityLevel: "warning" }),
        state(smoke, minutes(20), { expressedState: "smokeAlarm", deviceMuted: "muted" }),
        event("muteEnded", {}),
        event("allClear", {}),
      ],
      { more: [{ id: "smoke-1", kind: "smoke-alarm", room: "hall" }] },
    );
    expect(moments(text)).toBe("17:20  smoke alarm warns of smoke, all clear");
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
    expect(moments(narrow)).toBe(`17:05  hall light on · front door opens
       thermostat set to 21.5 °C`);
    expect(narrow).not.toContain("\u001b");
    expect(storyOf(told, { colour: true })).toContain("\u001b[36mhall light \u001b[39m");
  });
});
