/** Commands, however they come: each is answered exactly once, as docs/protocol.md says, and the ledger has all of them. */
import { describe, expect, test } from "vitest";
import { defineKind, later, seconds } from "flotilla/device";
import { type FleetOptions, startFleet } from "../../src/index.ts";
import type { ScenarioInput } from "../../src/scenario/scenario-input.ts";
import { disposeAll } from "../support/dispose-all.ts";
import { foreignServer } from "../support/foreign-server.ts";
import { quietLocks } from "../support/quiet-fleet.ts";

const soon = { within: "30s" };
const patient = { timeout: 30_000 };

interface Message {
  readonly id?: string | number | null;
  readonly method?: string;
  readonly params?: Readonly<Record<string, unknown>>;
  readonly result?: unknown;
  readonly error?: { readonly code: number; readonly message: string; readonly data?: unknown };
}

describe("as frames", () => {
  const quick = quietLocks({ speed: 10 });

  /** A device and a server written by hand, which answers nothing but hello, and that only if it is `open`. */
  async function line(
    scenario: ScenarioInput = quick,
    { open = true, ...options }: FleetOptions & { open?: boolean } = {},
  ) {
    const server = await foreignServer({
      onVisitor: ({ socket }) => {
        if (open) socket.once("message", () => socket.send('{"jsonrpc":"2.0","id":1,"result":{}}'));
      },
    });
    const fleet = await startFleet(scenario, { ...options, target: server.url });
    await fleet.until(() => (open ? fleet.devices()[0]!.connected : server.visitors[0]?.heard.length === 1), soon);
    const visitor = server.visitors[0]!;
    let sentinels = 0;
    const messages = (): Message[] => visitor.heard.map((text) => JSON.parse(text) as Message);
    const answers = (): Message[] => messages().filter(({ method }) => method === undefined);
    return {
      fleet,
      server,
      visitor,
      messages,
      answers,
      /** Sends messages in one go. */
      say: (...all: readonly object[]): void => {
        for (const message of all) visitor.socket.send(JSON.stringify({ jsonrpc: "2.0", ...message }));
      },
      /** All answers, once the device has served everything up to now. */
      async allAnswers(): Promise<Message[]> {
        const last = `last-${++sentinels}`;
        visitor.socket.send(JSON.stringify({ jsonrpc: "2.0", id: last, method: "device.ping" }));
        await fleet.until(() => answers().some(({ id }) => id === last), soon);
        return answers().filter(({ id }) => !String(id).startsWith("last-"));
      },
      [Symbol.asyncDispose]: () => disposeAll(fleet, server),
    };
  }

  const none = { received: 0, answered: 0, failed: 0, unknown: 0, duplicate: 0, late: 0 };

  test("what the device cannot do is answered with what is wrong, each under its own id", async () => {
    await using wire = await line();
    const pin = { timeout: 5, pinCode: "1234" };
    wire.say(
      { id: 1, method: "command.selfDestruct" },
      { id: 2, method: "command." },
      { id: "3", method: "no.such.method", params: {} },
      { id: 4, method: "command.unlockWithTimeout", params: { args: { ...pin, timeout: "5" } } },
      { id: 5, method: "command.unlockWithTimeout", params: { args: { ...pin, timeout: 5.5 } } },
      { id: 6, method: "command.unlockWithTimeout", params: { args: { ...pin, timeout: -1 } } },
      { id: 7, method: "command.unlockWithTimeout", params: { args: { ...pin, timeout: null } } },
      { id: 8, method: "command.unlockWithTimeout", params: { args: { pinCode: "1234" } } },
      { id: 9, method: "command.unlockWithTimeout" },
      { id: 10, method: "command.lockDoor", params: { args: ["1234"] } },
      { id: 11, method: "command.lockDoor", params: ["1234"] },
      { id: 12, method: "command.lockDoor", params: { deadline: 1 } },
      { id: 13, method: "command.lockDoor", params: { args: { pinCode: "0000" } } },
    );
    const answers = await wire.allAnswers();
    const failures = answers.map(({ id, error }) => [id, error?.code, error?.data]);
    const invalid = (path: string): object => ({ failure: "invalid", path });
    expect(failures).toEqual([
      [1, -32601, { failure: "unknown" }],
      [2, -32601, { failure: "unknown" }],
      ["3", -32601, { failure: "unknown" }],
      ...[4, 5, 6, 7, 8, 9].map((id) => [id, -32602, invalid("/params/args/timeout")]),
      [10, -32602, invalid("/params/args")],
      [11, -32602, invalid("/params")],
      [12, -32008, { failure: "deadline" }],
      [13, -32013, { failure: "unauthorized" }],
    ]);
    expect(wire.fleet.device("lock-0001").reported["lockState"]).toBe("locked");
    expect(wire.fleet.summary().commands).toMatchObject({ ...none, received: 13, unknown: 3, failed: 10 });
  });

  test("an id may be 0, empty, or anything else JSON-RPC allows, and comes back as it was", async () => {
    await using wire = await line();
    const ids = [0, -7, 1.5, Number.MAX_SAFE_INTEGER, "", "0", "ключ", null];
    wire.say(...ids.map((id) => ({ id, method: "command.lockDoor" })));
    const done = { status: "done" };
    expect(await wire.allAnswers()).toEqual(ids.map((id) => ({ jsonrpc: "2.0", id, result: done })));
    expect(wire.fleet.summary().commands).toMatchObject({ ...none, received: ids.length, answered: ids.length });
  });

  test("an id in progress is one command; after its answer it is free again", async () => {
    await using wire = await line();
    const unlock = { id: "c-9", method: "command.unlockDoor" };
    wire.say(unlock, unlock, { ...unlock, method: "command.lockDoor" });
    await wire.fleet.until(() => wire.answers().length > 0, soon);
    expect(await wire.allAnswers()).toEqual([{ jsonrpc: "2.0", id: "c-9", result: { status: "done" } }]);
    wire.say(unlock);
    expect(await wire.allAnswers()).toHaveLength(2);
    expect(wire.fleet.device("lock-0001").reported["lockState"]).toBe("unlocked");
    expect(wire.fleet.summary().commands).toMatchObject({ ...none, received: 4, answered: 2, duplicate: 2 });
  });

  test("a hundred at once for one bolt: those that want the same wait for it, the others are told that it is busy", async () => {
    await using wire = await line();
    const ids = Array.from({ length: 100 }, (_, id) => id);
    wire.say(...ids.map((id) => ({ id, method: id % 2 === 0 ? "command.unlockDoor" : "command.lockDoor" })));
    await wire.fleet.until(() => wire.answers().length === 100, soon);
    const answers = await wire.allAnswers();
    expect(answers.map(({ id }) => id).toSorted((left, right) => Number(left) - Number(right))).toEqual(ids);
    const done = answers.filter(({ result }) => result !== undefined).map(({ id }) => Number(id));
    expect(done.length).toBeGreaterThan(0);
    expect(done.every((id) => id % 2 === 0)).toBe(true);
    const busy = answers.filter(({ error }) => error?.code === -32011);
    expect(done.length + busy.length).toBe(100);
    expect(wire.fleet.summary().commands).toMatchObject({
      ...none,
      received: 100,
      answered: done.length,
      failed: busy.length,
    });
  });

  test("a hundred at once for a device that thinks about each: 64 are in progress, the others too many", async () => {
    const thinker = defineKind({
      name: "thinker",
      summary: "Takes its time.",
      matterType: "none",
      power: "mains",
      rooms: { hall: 1 },
      attributes: {},
      commands: { think: { doc: "Thinks for a second.", args: {}, matter: "ours" } },
      events: {},
      settings: {},
      faults: {},
      acts: {},
      wakes: ["thought"],
      start: () => ({ calls: [] as number[] }),
      step(state, input, context) {
        if (input.type === "command") {
          state.calls.push(input.call);
          context.wake("thought", later(context.now, seconds(1)));
        }
        if (input.type === "wake") for (const call of state.calls.splice(0)) context.done(call, { thoughts: 1 });
      },
      signals: {},
    });
    await using wire = await line({ ...quick, fleet: [{ kind: "thinker", count: 1 }] }, { kinds: [thinker] });
    wire.say(...Array.from({ length: 100 }, (_, id) => ({ id, method: "command.think" })));
    await wire.fleet.until(() => wire.answers().length === 100, soon);
    const answers = await wire.allAnswers();
    // Too many is said at once, the thoughts come later.
    expect(answers.slice(0, 36).map(({ id, error }) => [id, error?.code])).toEqual(
      Array.from({ length: 36 }, (_, index) => [64 + index, -32005]),
    );
    expect(answers.slice(36)).toEqual(
      Array.from({ length: 64 }, (_, id) => ({ jsonrpc: "2.0", id, result: { status: "done", thoughts: 1 } })),
    );
    expect(wire.fleet.summary().commands).toMatchObject({ ...none, received: 100, answered: 64, failed: 36 });
  });

  test("a device that reboots answers what is in progress before it says goodbye, and nothing behind it", async () => {
    await using wire = await line();
    wire.say(
      { id: "before", method: "command.unlockDoor" },
      { id: "reboot", method: "device.reboot" },
      { id: "behind", method: "command.lockDoor" },
    );
    await wire.fleet.until(() => wire.visitor.end !== undefined, soon);
    expect(wire.visitor.end!.code).toBe(1000);
    expect(wire.messages().slice(1)).toMatchObject([
      { id: "reboot", result: { status: "done" } },
      { id: "before", error: { code: -32014, data: { failure: "rebooting" } } },
      { method: "device.bye", params: { reason: "reboot" } },
    ]);
    await wire.fleet.until(() => wire.server.visitors.length === 2 && wire.fleet.devices()[0]!.connected, soon);
    expect(wire.fleet.summary().commands).toMatchObject({ ...none, received: 2, failed: 1, late: 1 });
  });

  test("before hello is answered a command is rejected, and a ping is not", async () => {
    await using wire = await line(quick, { open: false });
    wire.say({ id: 0, method: "command.lockDoor" }, { id: 1, method: "device.ping" }, { id: 2, method: "state.get" });
    expect(await wire.allAnswers()).toMatchObject([
      { id: 0, error: { code: -32012, data: { failure: "rejected" } } },
      { id: 1, result: {} },
      { id: 2, error: { code: -32012 } },
    ]);
    wire.visitor.socket.send('{"jsonrpc":"2.0","id":1,"result":{}}');
    await wire.fleet.until(() => wire.fleet.devices()[0]!.connected, soon);
    wire.say({ id: 0, method: "command.lockDoor" });
    expect((await wire.allAnswers()).at(-1)).toMatchObject({ id: 0, result: { status: "done" } });
  });

  test("without an id it is carried out and not answered", async () => {
    await using wire = await line();
    wire.say({ method: "command.unlockDoor" }, { method: "command.selfDestruct" }, { method: "no.such.method" });
    await wire.fleet.until(() => wire.fleet.device("lock-0001").reported["lockState"] === "unlocked", soon);
    expect(await wire.allAnswers()).toEqual([]);
    expect(wire.fleet.summary().messages).toMatchObject({ unhandled: 1, violations: 0 });
    expect(wire.fleet.summary().commands).toMatchObject({ ...none, received: 2, answered: 1, unknown: 1 });
  });
});

describe("through the REST API of the reference server", () => {
  async function api(scenario: ScenarioInput) {
    const fleet = await startFleet(scenario);
    await fleet.until(() => fleet.devices().every(({ connected }) => connected), soon);
    const request = async (
      path: string,
      init?: RequestInit,
    ): Promise<{ status: number; body: Record<string, unknown> }> => {
      const response = await fetch(`${fleet.url}/api/${path}`, init);
      return { status: response.status, body: (await response.json()) as Record<string, unknown> };
    };
    return {
      fleet,
      request,
      command: (id: string, body: unknown) =>
        request(`devices/${id}/commands`, {
          method: "POST",
          headers: { "content-type": "application/json" },
          body: JSON.stringify(body),
        }),
      counters: async () => (await request("stats")).body["counters"] as Record<string, number>,
      [Symbol.asyncDispose]: () => fleet[Symbol.asyncDispose](),
    };
  }

  test("what the device answers is passed on, what it was never asked is not in its ledger", async () => {
    await using rest = await api(quietLocks({ speed: 10 }));
    const { command } = rest;
    expect(await command("lock-0001", { name: "unlockDoor" })).toEqual({ status: 200, body: { status: "done" } });
    expect(await command("lock-0001", { name: "selfDestruct" })).toMatchObject({
      status: 422,
      body: { error: { code: -32601, data: { failure: "unknown" } } },
    });
    for (const args of [{ timeout: "5" }, { timeout: 70_000 }, {}]) {
      expect(await command("lock-0001", { name: "unlockWithTimeout", args })).toMatchObject({
        status: 422,
        body: { error: { code: -32602, data: { failure: "invalid" } } },
      });
    }
    expect(await command("lock-0001", { name: "lock door" })).toMatchObject({ status: 400 });
    expect(await command("lock-0001", { name: "lockDoor", args: ["1234"] })).toMatchObject({ status: 400 });
    expect(await command("lock-9999", { name: "lockDoor" })).toMatchObject({ status: 404 });
    expect(rest.fleet.summary().commands).toMatchObject({ received: 5, answered: 1, failed: 3, unknown: 1, late: 0 });
    expect(await rest.counters()).toMatchObject({ commandsSent: 5, commandsDone: 1, commandsFailed: 4 });
  });

  test("a hundred at once to one device, and one to each of a hundred", async () => {
    await using rest = await api(quietLocks({ count: 100 }));
    const ids = rest.fleet.devices().map(({ id }) => id);
    const each = await Promise.all(ids.map((id) => rest.command(id, { name: "lockDoor" })));
    expect(each).toEqual(ids.map(() => ({ status: 200, body: { status: "done" } })));
    // The bolt is on its way for a second: a few commands wait for it, the others are told that it is busy.
    const one = await Promise.all(ids.map(() => rest.command("lock-0001", { name: "unlockDoor" })));
    const statuses = (status: number): number => one.filter((answer) => answer.status === status).length;
    const done = statuses(200);
    expect(done).toBeGreaterThanOrEqual(8);
    expect(done + statuses(422) + statuses(429)).toBe(100);
    const { commands } = rest.fleet.summary();
    expect(commands).toMatchObject({ received: 100 + done + statuses(422), answered: 100 + done, late: 0 });
    expect(await rest.counters()).toMatchObject({
      commandsSent: commands.received,
      commandsDone: 100 + done,
      commandsFailed: statuses(422),
      commandsUnanswered: 0,
      unexpectedAnswers: 0,
    });
  });

  test("a device that restarts: what is in progress fails, what comes meanwhile finds it gone, and then it is back", async () => {
    await using rest = await api(quietLocks({ speed: 2 }));
    const { fleet, command } = rest;
    const gone = async (): Promise<boolean> => (await rest.request("devices/lock-0001")).body["connected"] === false;
    const unlocking = command("lock-0001", { name: "unlockDoor" });
    await fleet.until(() => fleet.summary().commands.received === 1, soon);
    fleet.device("lock-0001").reboot();
    expect(await unlocking).toMatchObject({ status: 422, body: { error: { code: -32014 } } });
    await expect.poll(gone, patient).toBe(true);
    expect(await command("lock-0001", { name: "lockDoor" })).toMatchObject({ status: 409 });
    await fleet.until(() => fleet.device("lock-0001").connected, soon);
    expect(await command("lock-0001", { name: "lockDoor" })).toMatchObject({ status: 200 });
    expect(fleet.summary().commands).toMatchObject({ received: 2, answered: 1, failed: 1, late: 0 });
    expect(await rest.counters()).toMatchObject({ commandsSent: 2, commandsDone: 1, commandsFailed: 1 });
  });

  test("an answer that does not come in time is 504, and one that cannot come any more too", async () => {
    await using rest = await api(quietLocks({ count: 2, reconnect: { policy: "fixed", delay: "10m" } }));
    const { fleet, command } = rest;
    expect(await command("lock-0001", { name: "unlockDoor", timeoutMs: 50 })).toMatchObject({ status: 504 });
    const unlocking = command("lock-0002", { name: "unlockDoor" });
    await fleet.until(() => fleet.summary().commands.received === 2, soon);
    fleet.device("lock-0002").cut();
    expect(await unlocking).toMatchObject({ status: 504 });
    expect(await command("lock-0002", { name: "unlockDoor" })).toMatchObject({ status: 409 });
    const bolts = (): unknown[] => fleet.devices().map(({ reported }) => reported["lockState"]);
    await fleet.until(() => bolts().every((state) => state === "unlocked"), soon);
    // Both did as they were told. One could still say so, to a server that had given up.
    expect(fleet.summary().commands).toMatchObject({ received: 2, answered: 1, late: 1, failed: 0 });
    await expect
      .poll(rest.counters, patient)
      .toMatchObject({ commandsSent: 2, commandsUnanswered: 2, unexpectedAnswers: 1 });
  });
});
