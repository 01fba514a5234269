import { expect, test } from "vitest";
import { planOutline } from "../../../src/report/forecast/plan-outline.ts";
import { compileScenario } from "../../../src/scenario/compile-scenario.ts";
import { fleetLayout } from "../../../src/scenario/groups/fleet-layout.ts";
import { formatProblem } from "../../../src/scenario/problems/problem.ts";
import { sampleKinds } from "../../scenario/sample-kinds.ts";

function outline(text: string): ReturnType<typeof planOutline> {
  const weather = (): never => {
    throw new Error("there is none");
  };
  const result = compileScenario(`flotilla: 1\n${text}\n`, { file: "my.yaml", env: {}, kinds: sampleKinds, weather });
  if (!result.ok) throw new Error(result.problems.map(formatProblem).join("\n"));
  return planOutline(result.plan, fleetLayout(result.plan));
}

const oneLock = "fleet: [{ kind: lock }]";

test("a group that is all by default has nothing that differs", () => {
  expect(outline(oneLock).fleet).toEqual([{ name: "lock", kind: "lock", devices: 1, differs: [] }]);
});

test("a group says all that is otherwise than by default", () => {
  const { fleet } = outline(`
homes: 10
fleet:
  - kind: lock
    name: doors
    perHome: 2
    id: "door-{index}"
    settings: { autoRelockTime: 20 }
    firmware: { "1.4.2": 80%, "1.5.0": 20% }
    telemetry: { every: 30s, ack: true, buffer: 100, align: clock }
    reconnect: { policy: fixed, delay: 3s, attempts: 10 }
    clock: { skew: -5m, drift: none, start: epoch }
    crashesPerDay: 0.005
    labels: { region: north }
  - { kind: bulb, firmware: "2.1", reconnect: { policy: full-jitter, base: 2s } }
`);
  expect(fleet).toEqual([
    {
      name: "doors",
      kind: "lock",
      devices: 20,
      differs: [
        "autoRelockTime 20",
        "firmware 1.4.2 80 %, 1.5.0 20 %",
        "telemetry every 30s, all at once",
        "samples acknowledged",
        "keeps 100 samples offline",
        "reconnects after 3s, 10 attempts",
        "clock 5m behind",
        "clock without drift",
        "clock starts at 1970",
        "0.005 crashes per day",
        "label region north",
        "id door-{index}",
      ],
    },
    { name: "bulb", kind: "bulb", devices: 10, differs: ["firmware 2.1", "reconnect full-jitter 2s..1m"] },
  ]);
});

test("a group says what its variants have of their own, what is drawn, and what it does by itself", () => {
  const { fleet } = outline(`
fleet:
  - kind: lock
    count: 40
    settings: { autoRelockTime: { uniform: [20, 40] } }
    telemetry: { every: { exponential: { mean: 30s } } }
    clock: { skew: { normal: { mean: 0s, sd: 2s } } }
    crashesPerDay: { lognormal: { median: 0.01, sigma: 1 } }
    variants:
      - { name: plain, weight: 3 }
      - { name: fine, weight: 1, firmware: "2.0", labels: { finish: brass } }
    on: { ready: { act: turn-key } }
`);
  expect(fleet[0]!.differs).toEqual([
    "autoRelockTime 20..40",
    "telemetry every 30s on average",
    "clock about 0s (±2s) ahead",
    "about 0.01, some much more crashes per day",
    "75 % plain, 25 % fine (firmware 2.0, label finish brass)",
    "scripts on ready",
  ]);
});

test("the load says who comes and goes when, and who leaves meanwhile", () => {
  const { load } = outline(`
fleet: [{ kind: lock, count: 10 }, { kind: bulb, count: 10 }]
load:
  lock: [{ ramp: 100%, over: 1m }, { hold: 10m, churn: { share: 10%, every: 5m, away: { uniform: [1m, 2m] } } }]
  others: [{ ramp: 50%, over: 11m }]
`);
  expect(load).toEqual([
    {
      groups: ["lock"],
      phases: [
        { toShare: 1, overSeconds: 60 },
        { toShare: 1, overSeconds: 600 },
      ],
      churn: [{ fromSeconds: 60, toSeconds: 660, everySeconds: 300, share: 0.1, away: "1m..2m" }],
    },
    { groups: ["bulb"], phases: [{ toShare: 0.5, overSeconds: 660 }], churn: [] },
  ]);
});

test("steps are in the order in which they happen, each with what it does to whom", () => {
  const { timeline } = outline(`
target: "wss://hub.example.com/devices/{id}?key=secret"
homes: 10
fleet: [{ kind: lock }, { kind: bulb }]
load: [{ hold: 10m }]
timeline:
  - { at: 9m, mark: quiet }
  - { at: 1m, world: power-cut, for: 30s }
  - { at: 2m, world: power-cut, for: 30s, select: { share: 20% of homes } }
  - { at: 3m, fault: jam, for: 1m, select: { kind: lock, count: 3 } }
  - { at: 4m, fault: flicker, select: { id: "bulb-*" } }
  - { at: 5m, disconnect: abrupt, for: { uniform: [5s, 10s] } }
  - { at: 6m, disconnect: clean, select: { home: 3 } }
  - { every: 2m, reboot: true, select: { group: lock } }
  - at: 8m
    command: setUser
    args: { userIndex: 7 }
    select: { kind: lock }
    via: { http: { post: "https://ana:secret@hub.example.com/api/{id}?token=secret" } }
  - { at: 1m, world: heat-wave, for: 2m }
  - { at: 1m, world: everyone-away, for: 2m, select: { share: 50% of homes } }
  - { at: 9m, http: { delete: "https://hub.example.com/cache?token=secret" } }
  - { at: 9m, stop: { fail: enough } }
`);
  expect(timeline.map(({ atSeconds, name, does, to }) => `${atSeconds} ${name}: ${does} / ${to}`)).toEqual([
    "60 power-cut: no mains for 30s / all homes",
    "60 heat-wave: 8 K warmer for 2m / ",
    "60 everyone-away: everyone away for 2m / 50 % of homes",
    "120 power-cut-2: no mains for 30s / 20 % of homes",
    "120 reboot: reboot / group lock",
    "180 jam: fault jam for 1m / kind lock, 3 of them",
    "240 flicker: fault flicker for good / id bulb-*",
    "300 disconnect: cut connections, away for 5s..10s / all devices",
    "360 disconnect-2: close connections / home 3",
    "480 setUser: command setUser (userIndex) by POST https://hub.example.com/api/{id} / kind lock",
    "540 quiet: mark quiet / ",
    "540 http: DELETE https://hub.example.com/cache / ",
    "540 stop: end the run as failed: enough / ",
  ]);
  expect(timeline.map(({ devices, homes }) => [devices, homes])).toEqual([
    [20, 10],
    [null, null],
    [10, 5],
    [4, 2],
    [10, null],
    [3, null],
    [10, null],
    [20, null],
    [2, null],
    [10, null],
    [null, null],
    [null, null],
    [null, null],
  ]);
  expect(timeline[4]).toMatchObject({ everySeconds: 120, when: "every 2m" });
});

test("a step says in words when it happens, and at what time if that is known before the run", () => {
  const { timeline } = outline(`
homes: 10
fleet: [{ kind: lock }, { kind: bulb }]
load: [{ hold: 20m }]
timeline:
  - { when: device.lockState == 'unlocked', for: 5m, once: true, select: { kind: lock }, do: [{ log: open }, { wait: 10s }, { act: turn-key }] }
  - { when: home.mains, reboot: true, select: { where: device.ready, count: 5 } }
  - { when: run.ready > 10, stop: true }
  - { after: rush, wait: 45s, mark: over }
  - { after: over, reboot: true }
  - { after: over, wait: { uniform: [1s, 2s] }, reboot: true }
  - { name: rush, between: [5m, 10m], reboot: true }
  - { name: rushes, between: [5m, 6m], every: 3m, until: 12m, reboot: true }
  - { at: 1m, every: 2m, until: 10m, reboot: true }
`);
  const rush = timeline.find(({ name }) => name === "rush")!.atSeconds!;
  const rushes = timeline.find(({ name }) => name === "rushes")!.atSeconds!;
  expect(rush).toBeGreaterThan(300);
  expect(rush).toBeLessThan(600);
  expect(rushes).toBeGreaterThan(300);
  expect(rushes).toBeLessThan(360);
  const told = Object.fromEntries(timeline.map(({ name, atSeconds, when }) => [name, [atSeconds, when]]));
  expect(told).toEqual({
    "turn-key": [null, "when device.lockState == 'unlocked' for 5m, once"],
    reboot: [null, "when home.mains"],
    stop: [null, "when run.ready > 10"],
    over: [rush + 45, "45s after rush"],
    "reboot-2": [rush + 45, "with over"],
    "reboot-3": [null, "1s..2s after over"],
    rush: [rush, "at random between 5m and 10m"],
    rushes: [rushes, "at random between 5m and 6m, and every 3m again until 12m"],
    "reboot-4": [60, "every 2m from 1m until 10m"],
  });
  expect(timeline.slice(-4).map(({ atSeconds }) => atSeconds)).toEqual([null, null, null, null]);
  expect(timeline.find(({ name }) => name === "turn-key")).toMatchObject({
    does: 'log "open", then wait 10s, then act turn-key',
    to: "kind lock",
    devices: 10,
  });
  expect(timeline.find(({ name }) => name === "reboot")).toMatchObject({
    to: "where device.ready, 5 of them",
    devices: 5,
  });
});

test("credentials of the target are not shown", () => {
  const url = "wss://ana:hunter2@hub.example.com/{id}?token=hunter2";
  expect(JSON.stringify(outline(`target: "${url}"\n${oneLock}`))).not.toContain("hunter2");
});

test.each([
  ["2026-01-15T17:00:00+01:00", "2026-01-15T17:00:00+01:00"],
  ["2026-07-01T06:30:00.500-03:30", "2026-07-01T06:30:00.500-03:30"],
  ["2026-07-01T06:30:00Z", "2026-07-01T06:30:00Z"],
])("%s is the time in the homes", (written, start) => {
  expect(outline(`clock: { start: "${written}" }\n${oneLock}`).start).toBe(start);
});
