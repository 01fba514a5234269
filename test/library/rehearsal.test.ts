import { describe, expect, test } from "vitest";
import { makesRequests, rehearsed, usesHttp } from "../../src/library/rehearsal.ts";
import type { Sketch } from "../fleet/fleet-rig.ts";
import { planOf } from "../fleet/fleet-rig.ts";

const http = { post: "http://api.example/{id}" };
const command = { command: "lockDoor", via: { http } } as const;

const lockWith = (changes: Partial<Sketch>): Sketch => ({ fleet: [{ kind: "lock" }], ...changes });

describe("a rehearsal", () => {
  test("has the server send what a run sends through an API, and makes no other request", () => {
    const plan = planOf(
      lockWith({ timeline: [{ at: "1m", name: "evening", do: [command, { http }, { wait: "5s" }, { log: "done" }] }] }),
    );
    expect([usesHttp(plan), makesRequests(plan)]).toEqual([true, true]);
    const copy = rehearsed(plan);
    expect([usesHttp(copy), makesRequests(copy)]).toEqual([false, false]);
    expect(copy.timeline[0]!.actions.map(({ type }) => type)).toEqual(["command", "wait", "log"]);
  });

  test("does so with devices' own scripts as well", () => {
    const plan = planOf({ fleet: [{ kind: "lock", on: { doorLockAlarm: [command, { http }] } }] });
    expect([usesHttp(plan), makesRequests(plan)]).toEqual([true, true]);
    const copy = rehearsed(plan);
    expect([usesHttp(copy), makesRequests(copy)]).toEqual([false, false]);
    expect(copy.fleet[0]!.on![0]!.actions.map(({ type }) => type)).toEqual(["command"]);
  });

  test("of a plan that asks nobody outside is that plan", () => {
    const plan = planOf(lockWith({ timeline: [{ at: "1m", command: "lockDoor" }] }));
    expect([usesHttp(plan), makesRequests(plan)]).toEqual([false, false]);
    expect(rehearsed(plan)).toEqual(plan);
  });
});
