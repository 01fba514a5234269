import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { LinkPhase } from "../../../src/wire/link/link-state.ts";
import { LinkRig, type ServerMood } from "./link-rig.ts";

/** The arrows of the diagram in `link-state.ts`, and those of `cut` and of an attempt without a network. */
const arrows: Readonly<Record<LinkPhase, readonly LinkPhase[]>> = {
  idle: ["dialing", "waiting", "closed"],
  dialing: ["opening", "waiting", "idle", "closed"],
  opening: ["ready", "waiting", "closing", "idle", "closed"],
  ready: ["waiting", "closing", "idle", "closed"],
  closing: ["idle", "closed"],
  waiting: ["dialing", "waiting", "idle", "closed"],
  closed: [],
};

type Step = (rig: LinkRig) => void;
const live = (rig: LinkRig): LinkRig["server"] => rig.server.filter(({ end }) => end === undefined);

const named = (name: string, step: Step): Step => Object.assign(step, { toString: () => name });
const steps: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.integer({ min: 0, max: 20_000 }).map((time) => named(`pass ${time}`, (rig) => rig.pass(time))),
  },
  {
    weight: 4,
    arbitrary: fc.integer({ min: 0, max: 60 }).map((time) => named(`pass ${time}`, (rig) => rig.pass(time))),
  },
  { weight: 3, arbitrary: fc.constant(named("open", (rig) => rig.open())) },
  fc.constant(named("cut", (rig) => rig.link.cut())),
  fc.constant(named("forget", (rig) => rig.link.forget())),
  fc
    .constantFrom("shutdown", "reboot", "sleep", "disconnect")
    .map((reason) => named(`close ${reason}`, (rig) => rig.link.close(reason as "shutdown"))),
  fc.boolean().map((up) => named(`network ${up}`, (rig) => rig.link.setNetwork(up))),
  fc
    .constantFrom<(rig: LinkRig) => unknown>(
      (rig) => rig.sample(),
      (rig) => rig.event("e"),
      (rig) => rig.patch(1),
    )
    .map((say) => named("say", (rig) => void say(rig))),
  fc
    .constantFrom<ServerMood>(
      { type: "accept", welcome: "ready" },
      { type: "accept", welcome: "ready 700 ack" },
      { type: "accept", welcome: "leave" },
      { type: "accept", welcome: undefined },
      { type: "refuse", status: 503, headers: { "retry-after": "3" } },
      { type: "refuse", status: 500 },
      { type: "stall" },
    )
    .map((mood) =>
      named(`mood ${JSON.stringify(mood)}`, (rig) => {
        rig.mood = mood;
      }),
    ),
  fc.constantFrom("command 1 lock", "query 2", "timer 0 900", "leave", "noise", "twice").map((text) =>
    named(`tell ${text}`, (rig) => {
      for (const { connection } of live(rig)) connection.send(text);
    }),
  ),
  fc.constantFrom(1000, 1012, 4013, 1005, 4001).map((code) =>
    named(`server closes ${code}`, (rig) => {
      for (const { connection } of live(rig)) connection.close(code, "1500");
    }),
  ),
  fc.boolean().map((answers) =>
    named(`pongs ${answers}`, (rig) => {
      for (const { connection } of live(rig)) connection.answersPings = answers;
    }),
  ),
  fc.boolean().map((reads) =>
    named(`reading ${reads}`, (rig) => {
      for (const { connection } of live(rig)) connection.reading = reads;
    }),
  ),
  fc.constant(
    named("server restarts", (rig) => {
      rig.serverDies();
      rig.serverStarts();
    }),
  ),
);

describe("whatever happens to a link", () => {
  test("it follows its diagram, counts what it does, and leaves nothing behind", () => {
    fc.assert(
      fc.property(fc.array(steps, { maxLength: 60 }), (script) => {
        const rig = new LinkRig();
        for (const step of script) {
          step(rig);
          expect(rig.link.current.phase).toBe(rig.phases.at(-1) ?? "idle");
        }
        let before: LinkPhase = "idle";
        for (const phase of rig.phases as LinkPhase[]) {
          expect(arrows[before]).toContain(phase);
          before = phase;
        }

        rig.link.cut();
        rig.pass(30_000);
        expect(rig.link.phase).toMatch(/idle|closed/);
        expect(rig.scheduler.size).toBe(0);
        expect(live(rig)).toEqual([]);

        const { connections, closeCodes, refusals, failures } = rig.tally;
        const total = (map: Map<unknown, number>): number => [...map.values()].reduce((sum, one) => sum + one, 0);
        const unaccepted = (failures.get("READY_TIMEOUT") ?? 0) + (failures.get("NOT_ACCEPTED") ?? 0);
        expect(total(closeCodes)).toBe(connections.opened);
        expect(total(refusals)).toBe(connections.refused);
        expect(total(failures)).toBe(connections.failed);
        expect(connections.opened + connections.refused + connections.failed - unaccepted).toBeLessThanOrEqual(
          connections.attempts,
        );
        expect(connections.lost + unaccepted).toBeLessThanOrEqual(connections.opened);
        expect(connections.ready).toBe(rig.phases.filter((phase) => phase === "ready").length);
        expect(connections.reconnects).toBe(Math.max(0, connections.ready - 1));
        expect(rig.tally.latency.connect.count).toBe(connections.opened);
        expect(rig.tally.latency.ready.count).toBe(connections.ready);
        expect(rig.tally.latency.reconnect.count).toBeLessThanOrEqual(connections.reconnects);
      }),
      { numRuns: 400 },
    );
  });

  test("what is measured is sent, sent and unacknowledged, or dropped", () => {
    fc.assert(
      fc.property(fc.array(steps, { maxLength: 60 }), (script) => {
        const rig = new LinkRig({ maxBuffered: 100_000 });
        for (const step of script) {
          step(rig);
          rig.sample();
        }
        rig.link.cut();
        rig.link.forget();
        // The server acknowledges nothing here, so what wants to be acknowledged never is.
        const done = countOf(rig.traced, /^lock-1 out (sample|backlog|event) .*[^!]$/);
        const { dropped, unacknowledged } = rig.tally.messages;
        expect(done + dropped + unacknowledged).toBe(rig.samples + rig.events);
      }),
      { numRuns: 200 },
    );
  });

  test("two links with the same luck live the same life", () => {
    fc.assert(
      fc.property(fc.array(steps, { maxLength: 40 }), (script) => {
        const life = (): unknown => {
          const rig = new LinkRig();
          for (const step of script) step(rig);
          return [rig.states, rig.traced, rig.incoming.length, rig.tally.messages];
        };
        expect(life()).toEqual(life());
      }),
      { numRuns: 50 },
    );
  });
});

/** Samples and events in the frames that look like this. */
function countOf(traced: readonly string[], frame: RegExp): number {
  return traced.filter((line) => frame.test(line)).reduce((sum, line) => sum + line.split(" ").length - 3, 0);
}
