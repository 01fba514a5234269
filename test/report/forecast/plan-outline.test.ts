import { expect, test } from "vitest";
import { planOutline } from "../../../src/report/forecast/plan-outline.ts";
import { compileScenario } from "../../../src/scenario/compile-scenario.ts";
import { fleetLayout } from "../../../src/scenario/fleet-layout.ts";
import { formatProblem } from "../../../src/scenario/problem.ts";
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
        "id door-{index}",
        "label region north",
      ],
    },
    { name: "bulb", kind: "bulb", devices: 10, differs: ["firmware 2.1", "reconnect full-jitter 2s..1m"] },
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
  - { at: 1m, fault: power-cut, for: 30s }
  - { at: 2m, fault: power-cut, for: 30s, select: { share: 20% of homes } }
  - { at: 3m, fault: jam, for: 1m, select: { kind: lock, count: 3 } }
  - { at: 4m, fault: flicker, select: { id: "bulb-*" } }
  - { at: 5m, disconnect: abrupt, for: 5s }
  - { at: 6m, disconnect: clean, select: { home: 3 } }
  - { every: 2m, reboot: true, select: { group: lock } }
  - at: 8m
    command: setUser
    args: { userIndex: 7 }
    select: { kind: lock }
    via: { http: { post: "https://ana:secret@hub.example.com/api/{id}?token=secret" } }
`);
  expect(timeline.map(({ atSeconds, name, does, to }) => `${atSeconds} ${name}: ${does} / ${to}`)).toEqual([
    "60 power-cut: no mains for 30s / all homes",
    "120 power-cut-2: no mains for 30s / 20 % of homes",
    "120 reboot: reboot / group lock",
    "180 jam: fault jam for 1m / kind lock, 3 of them",
    "240 flicker: fault flicker for good / id bulb-*",
    "300 disconnect: cut connections, away for 5s / all devices",
    "360 disconnect-2: close connections / home 3",
    "480 setUser: command setUser (userIndex) by POST https://hub.example.com/api/{id} / kind lock",
    "540 quiet: mark / ",
  ]);
  expect(timeline[2]).toMatchObject({ everySeconds: 120 });
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
