import { describe, expect, test } from "vitest";
import type { CommandGateway, CommandOrder, HttpRequest } from "../../../src/fleet/command-gateway.ts";
import { filesOf } from "../../scenario/some-files.ts";
import type { FleetRig, RigOptions } from "../fleet-rig.ts";
import { feel, received, rigWith, secondOf } from "./stage-rig.ts";

const echo = { command: "echo", args: { text: "hi" } };

/** The commands that devices received, with their arguments. */
function argsOf(rig: FleetRig): unknown[] {
  return rig.records.flatMap((record) => (record.type === "command" ? [record.args] : []));
}

describe("several actions", () => {
  test("happen in order, with waits between them", () => {
    const rig = rigWith({
      at: "1m",
      name: "evening",
      do: [
        { log: "first" },
        { wait: "10s" },
        { log: "second" },
        { wait: { uniform: ["5s", "15s"] } },
        { log: "third" },
      ],
    });
    rig.pass("69s");
    expect(rig.notices).toEqual(["info: first"]);
    rig.pass("2s");
    expect(rig.notices).toEqual(["info: first", "info: second"]);
    rig.pass("15s");
    expect(rig.notices).toEqual(["info: first", "info: second", "info: third"]);
  });

  test("happen to the devices chosen in the beginning, as far as they are there", () => {
    const rig = rigWith({
      at: "1m",
      name: "twice",
      select: { where: "device.mood == 'odd'" },
      do: [echo, { wait: "1m" }, echo],
    });
    rig.pass("30s");
    for (const id of ["witness-0002", "witness-0005"]) feel(rig, id, "odd");
    rig.pass("1m");
    feel(rig, "witness-0002", "calm");
    rig.unit("witness-0005").leave();
    rig.pass("2m");
    expect(received(rig, "echo").map(([second, device]) => [Math.floor(second), device])).toEqual([
      [60, "witness-0002"],
      [60, "witness-0005"],
      [120, "witness-0002"],
    ]);
  });

  test("go on for each device in its own time after a wait that is drawn, and then once after the last", () => {
    const rig = rigWith({
      at: "1m",
      name: "evening",
      do: [{ wait: { uniform: ["0s", "100s"] } }, echo, { wait: "20s" }, echo, { mark: "dark" }, { wait: "5s" }, echo],
    });
    rig.pass("5m");
    const times = (device: string): number[] =>
      received(rig, "echo").flatMap(([second, whose]) => (whose === device ? [second] : []));
    const devices = [...new Set(received(rig, "echo").map(([, device]) => device))];
    expect(devices).toHaveLength(10);
    const firsts = devices.map((device) => times(device)[0]!);
    for (const first of firsts) expect(first >= 60 && first <= 160.1).toBe(true);
    expect(new Set(firsts.map(Math.round)).size).toBeGreaterThan(5);
    const last = Math.max(...firsts) + 20 + 5;
    for (const device of devices) {
      const [first, second, third] = times(device);
      expect(second! - first!).toBeCloseTo(20, 1);
      // What happens once, the run has happen at the next whole second.
      expect(third!).toBeCloseTo(Math.ceil(last - 0.02), 1);
    }
    expect(rig.notices.filter((notice) => notice === "info: mark dark")).toHaveLength(1);
  });

  test("go on for each home in its own time when what follows is done to homes", () => {
    const rig = rigWith(
      { at: "1m", name: "night", do: [{ wait: { uniform: ["0s", "10m"] } }, { world: "power-cut", for: "1m" }] },
      { homes: 6, fleet: [{ kind: "witness", perHome: 3 }] },
    );
    rig.pass("15m");
    const downs = rig.records.filter(({ type }) => type === "down");
    expect(downs).toHaveLength(18);
    const times = new Map(downs.map((record) => [record.home, secondOf(rig, record)]));
    expect(new Set(times.values()).size).toBe(6);
    for (const down of downs) expect(secondOf(rig, down)).toBe(times.get(down.home));
    expect(rig.shard.recoveries.summaries()).toMatchObject([{ cause: "night", disturbed: 18, recovered: 18 }]);
  });

  test("wait a drawn time once when what follows happens once", () => {
    const rig = rigWith({ at: "1m", name: "so", do: [{ wait: { uniform: ["0s", "1m"] } }, { log: "there" }] });
    rig.pass("3m");
    expect(rig.notices).toEqual(["info: there"]);
  });

  test("go on after one that cannot be done", () => {
    const rig = rigWith({ at: "1m", name: "both", do: [{ act: "die" }, { log: "on" }, { log: "${device.id}" }] });
    rig.pass("2m");
    expect(rig.notices).toContain("info: on");
  });
});

describe("a selection", () => {
  test("with `where` takes its share of those for which it holds", () => {
    const rig = rigWith(
      { at: "1m", ...echo, select: { where: "device.mood == 'odd'", share: "50%" } },
      { homes: 200, fleet: [{ kind: "witness" }] },
    );
    rig.pass("30s");
    for (const { identity } of rig.shard.units.values()) if (identity.index % 2 === 0) feel(rig, identity.id, "odd");
    rig.pass("1m");
    const told = received(rig, "echo");
    for (const [, device] of told) expect(Number(device.slice(-4)) % 2).toBe(1);
    expect(told.length).toBeGreaterThan(35);
    expect(told.length).toBeLessThan(65);
  });

  test("with `where` and a count takes as many of them", () => {
    const rig = rigWith({ at: "1m", ...echo, select: { where: "home.index >= 5", count: 3 } });
    rig.pass("2m");
    const told = received(rig, "echo").map(([, device]) => Number(device.slice(-4)));
    expect(told).toHaveLength(3);
    for (const number of told) expect(number).toBeGreaterThan(5);
  });
});

describe("arguments", () => {
  test("are filled in for each device", () => {
    const rig = rigWith(
      {
        at: "1m",
        name: "greet",
        command: "echo",
        args: { text: "${device.id} in ${home.index}, ${step.name} ${step.round}" },
      },
      { homes: 2 },
    );
    rig.pass("2m");
    expect(argsOf(rig)).toEqual([{ text: "witness-0001 in 0, greet 0" }, { text: "witness-0002 in 1, greet 0" }]);
  });

  test("are drawn for each device and round, and keep to what the command takes", () => {
    const drawn = (seed: number): number[] => {
      const rig = rigWith(
        { every: "1m", command: "moveToLevel", args: { level: { normal: { mean: 127, sd: 200 } } } },
        { homes: 8, seed, fleet: [{ kind: "bulb" }] },
      );
      rig.pass("3m");
      return argsOf(rig).map((args) => (args as { level: number }).level);
    };
    const levels = drawn(1);
    expect(levels).toHaveLength(24 - 8);
    expect(new Set(levels).size).toBeGreaterThan(6);
    for (const level of levels) expect(level === Math.round(level) && level >= 0 && level <= 254).toBe(true);
    expect(drawn(1)).toEqual(levels);
    expect(drawn(2)).not.toEqual(levels);
  });
});

describe("a fault, or a disconnection,", () => {
  test("may last as long as is drawn for each device", () => {
    const rig = rigWith({ at: "1m", fault: "sulking", for: { uniform: ["10s", "60s"] } });
    rig.pass("5m");
    const over = rig.records
      .filter((record) => record.type === "event" && record.name === "fault" && record.data["active"] === false)
      .map((record) => secondOf(rig, record) - 60);
    expect(over).toHaveLength(10);
    for (const second of over) expect(second >= 10 && second <= 60).toBe(true);
    expect(new Set(over.map(Math.round)).size).toBeGreaterThan(4);
  });

  test("of drawn lengths is one disturbance, in which each device counts from its own end", () => {
    const rig = rigWith(
      { at: "1m", disconnect: "abrupt", for: { uniform: ["1m", "10m"] } },
      {
        fleet: [{ kind: "witness", reconnect: { policy: "fixed", delay: "1s" } }],
      },
    );
    rig.pass("20m");
    const [recovery, ...more] = rig.shard.recoveries.summaries();
    expect(more).toEqual([]);
    expect(recovery).toMatchObject({ cause: "disconnect", disturbed: 10, recovered: 10 });
    expect(recovery!.all).toBeLessThan(5_000);
  });
});

describe("the world", () => {
  test.each([
    ["router-down", "a router", "routers are back"],
    ["isp-down", "a provider", "the provider is back"],
  ] as const)("with %s takes the network of homes, and gives it back", (act, lack, back) => {
    const rig = rigWith(
      { at: "1m", world: act, for: "2m", select: { share: "30% of homes" } },
      { fleet: [{ kind: "lock" }, { kind: "bulb", perHome: 2 }] },
    );
    rig.pass("150s");
    expect(rig.shard.phases.ready).toBe(21);
    expect(rig.shard.phases.unpowered).toBe(0);
    rig.pass("3m");
    expect(rig.shard.phases.ready).toBe(30);
    expect(rig.notices).toEqual([`info: ${act}: 3 homes without ${lack}`, `info: ${act}: ${back}`]);
    expect(rig.shard.recoveries.summaries()).toMatchObject([{ cause: act, disturbed: 9, recovered: 9 }]);
  });

  test("gives back what two take when the last does", () => {
    const rig = rigWith([
      { at: "1m", world: "router-down", for: "2m" },
      { at: "2m", world: "isp-down", for: "2m" },
    ]);
    const ready = (length: string): number => {
      rig.pass(length);
      return rig.shard.phases.ready;
    };
    expect([ready("90s"), ready("2m"), ready("2m")]).toEqual([0, 0, 10]);
  });

  test("takes the network from who joins meanwhile, and from who comes back", () => {
    const rig = rigWith(
      { at: "10s", world: "router-down", for: "3m" },
      {
        homes: 1,
        fleet: [{ kind: "witness", perHome: 10 }],
        load: [{ ramp: "50%", over: "0s" }, { hold: "1m" }, { ramp: "100%", over: "0s" }, { hold: "1h" }],
      },
    );
    rig.pass("2m");
    expect(rig.shard.phases.ready).toBe(0);
    expect(rig.shard.size).toBe(10);
    rig.pass("5m");
    expect(rig.shard.phases.ready).toBe(10);
  });

  test("has nothing of who went while it was cut off, and came back after", () => {
    const churn = { share: "100%", every: "5m", away: "4m" } as const;
    const rig = rigWith(
      { at: "10s", world: "router-down", for: "5m" },
      {
        homes: 4,
        load: [{ ramp: "100%", over: "0s" }, { hold: "5m", churn }, { hold: "1h" }],
      },
    );
    rig.pass("5m");
    expect(rig.shard.size).toBeLessThan(4);
    rig.pass("20m");
    expect(rig.shard.phases.ready).toBe(4);
  });

  test("may last as long as is drawn for each home, and says when all have it again", () => {
    const rig = rigWith({ at: "1m", world: "power-cut", for: { uniform: ["1m", "10m"] } });
    rig.pass("2m");
    expect(rig.notices).toEqual(["info: power-cut: 10 homes without power"]);
    rig.pass("3m");
    expect(rig.shard.phases.unpowered).toBeGreaterThan(0);
    expect(rig.shard.phases.unpowered).toBeLessThan(10);
    rig.pass("10m");
    expect(rig.notices).toEqual(["info: power-cut: 10 homes without power", "info: power-cut: power is back"]);
    expect(rig.shard.recoveries.summaries()).toMatchObject([{ disturbed: 10, recovered: 10 }]);
    expect(rig.shard.recoveries.summaries()[0]!.all).toBeLessThan(120_000);
  });

  test.each([
    [{ world: "heat-wave", by: 8, for: "2h" }, "info: heat-wave: heat wave, 8 K warmer for 2h"],
    [{ world: "cold-snap", by: 5, for: "1h" }, "info: cold-snap: cold snap, 5 K colder for 1h"],
    [{ world: "everyone-home", for: "1h" }, "info: everyone-home: everyone is at home for 1h"],
    [{ world: "everyone-away", for: "1h" }, "info: everyone-away: everyone is away for 1h"],
  ] as const)("that knows of it already only has it told: %o", (action, notice) => {
    const rig = rigWith({ at: "1m", ...action }, { homes: 1, load: [{ ramp: "100%", over: "0s" }, { hold: "4h" }] });
    rig.pass("2m");
    expect(rig.notices).toEqual([notice]);
  });
});

describe("a line", () => {
  test("is told once, or for each device that it names, the first ten of them", () => {
    const rig = rigWith(
      [
        { at: "1m", log: "at ${run.elapsed} s there are ${run.ready}", name: "once" },
        { at: "2m", log: "${device.id} in ${home.index}", name: "each" },
        { at: "3m", log: "home ${home.index}", name: "homes" },
      ],
      { homes: 7, fleet: [{ kind: "witness", perHome: 2 }] },
    );
    rig.pass("4m");
    expect(rig.notices[0]).toBe("info: at 60 s there are 14");
    expect(rig.notices.slice(1, 12)).toEqual([
      ...Array.from(
        { length: 10 },
        (_, n) => `info: witness-${String(n + 1).padStart(4, "0")} in ${Math.floor(n / 2)}`,
      ),
      "info: each: and 4 more",
    ]);
    expect(rig.notices.slice(12)).toEqual(Array.from({ length: 7 }, (_, n) => `info: home ${n}`));
  });

  test("of what happens to many devices, one at a time, is told a few times and then counted", () => {
    const rig = rigWith(
      { when: "device.ready", name: "hello", log: "hello ${device.id}" },
      {
        homes: 120,
        load: [{ ramp: "100%", over: "2m" }, { hold: "1h" }],
      },
    );
    rig.pass("5m");
    expect(rig.notices).toHaveLength(11);
    expect(rig.notices.slice(0, 10).every((notice) => notice.startsWith("info: hello witness-"))).toBe(true);
    expect(rig.notices[10]).toBe("info: hello: logged: 100 times so far");
  });
});

describe("an end", () => {
  test("is handed on, with its reason, and not without it being told", () => {
    const ends: unknown[] = [];
    const rig = rigWith(
      [
        { at: "1m", name: "enough", stop: "seen enough" },
        { at: "2m", name: "bad", stop: { fail: "it leaked" } },
        { at: "3m", stop: true },
      ],
      {},
      { endRun: (end) => ends.push(end) },
    );
    rig.pass("5m");
    expect(ends).toEqual([
      { fail: false, why: "seen enough" },
      { fail: true, why: "it leaked" },
      { fail: false, why: "" },
    ]);
    expect(rig.notices).toEqual([
      "info: enough: the run ends here, seen enough",
      "info: bad: the run ends here, it leaked",
      "info: stop: the run ends here",
    ]);
  });
});

/** Keeps what goes out, and answers as it is told. */
class Outside implements CommandGateway {
  readonly outside = true;
  readonly requests: HttpRequest[] = [];
  readonly commands: CommandOrder[] = [];
  readonly #status: (request: HttpRequest) => number | string;

  constructor(status: (request: HttpRequest) => number | string) {
    this.#status = status;
  }

  send(_: unknown, order: CommandOrder, done: (problem?: string) => void): void {
    this.commands.push(order);
    done();
  }

  request(make: () => HttpRequest, done: Parameters<CommandGateway["request"]>[1]): void {
    const request = make();
    this.requests.push(request);
    const status = this.#status(request);
    if (typeof status === "string") done({ type: "failed", why: status });
    else done({ type: "answered", status, statusText: "", text: "so\nit is" });
  }
}

describe("a request", () => {
  const outside = (status: (request: HttpRequest) => number | string = () => 200): [Outside, RigOptions] => {
    const gateway = new Outside(status);
    return [gateway, { gateway }];
  };

  test("is made for each device that it names, filled in", () => {
    const [gateway, options] = outside();
    const http = {
      put: "http://api.example/homes/{home}/${device.id + ' x'}?is=${device.mood}",
      headers: { "X-Step": "${step.name}", "X-Serial": "{serial}" },
      body: '{"id":"{id}","at":${run.elapsed},"odd":"{not}"}',
    };
    const rig = rigWith({ at: "1m", name: "ask", http }, { homes: 2 }, options);
    rig.pass("2m");
    expect(gateway.requests).toHaveLength(2);
    expect(gateway.requests[1]).toEqual({
      method: "PUT",
      url: "http://api.example/homes/1/witness-0002%20x?is=calm",
      headers: {
        "Content-Type": "application/json",
        "X-Step": "ask",
        "X-Serial": rig.unit("witness-0002").identity.serial,
      },
      body: '{"id":"witness-0002","at":60,"odd":"{not}"}',
    });
    expect(rig.notices).toEqual(["info: ask: 2 devices"]);
  });

  test("is made once when it names no device", () => {
    const [gateway, options] = outside();
    const rig = rigWith({ at: "1m", http: { get: "http://api.example/health" } }, {}, options);
    rig.pass("2m");
    expect(gateway.requests).toEqual([{ method: "GET", url: "http://api.example/health", headers: {} }]);
    expect(rig.shard.counted().figures.http).toEqual({ sent: 1, answered: 1, unexpected: 0, failed: 0 });
    expect(rig.shard.counted().figures.latency.httpRequest.count).toBe(1);
  });

  test("that is not answered as expected is told once for a step, with what came", () => {
    const status = ({ url }: HttpRequest): number | string =>
      url.endsWith("1") ? 404 : url.endsWith("2") ? "no route" : 202;
    const [, options] = outside(status);
    const http = { get: "http://api.example/{home}", expect: [200, 202] };
    const rig = rigWith(
      { at: "1m", name: "ask", http },
      { fleet: [{ kind: "witness", perHome: 3 }], homes: 4 },
      options,
    );
    rig.pass("2m");
    expect(rig.notices.filter((notice) => notice.startsWith("warning"))).toEqual([
      "warning: ask: the server's API answered 404, expected 200 or 202: so it is (witness-0004, perhaps others)",
      "warning: ask: no route (witness-0007, perhaps others)",
    ]);
    expect(rig.shard.counted().figures.http).toEqual({ sent: 12, answered: 6, unexpected: 3, failed: 3 });
    expect(rig.shard.counted().figures.latency.httpRequest.count).toBe(9);
  });

  test("has what the list of identities says of each device", () => {
    const [gateway, options] = outside();
    const http = { post: "http://api.example/{floor}", headers: { "X-Token": "{token}" }, body: '{"at":"{floor}"}' };
    const files = filesOf({ "these.csv": "id,floor,token\nw-1,1st floor,secret-1\nw-2,2,{id}\n" });
    const fleet = [{ kind: "witness", identities: "these.csv" }];
    rigWith({ at: "1m", http }, { fleet, homes: 2 }, { ...options, files }).pass("2m");
    expect(gateway.requests).toMatchObject([
      { url: "http://api.example/1st%20floor", headers: { "X-Token": "secret-1" }, body: '{"at":"1st floor"}' },
      { url: "http://api.example/2", headers: { "X-Token": "{id}" }, body: '{"at":"2"}' },
    ]);
  });

  test("shows nothing of a list of identities when it fails", () => {
    const [, options] = outside(({ url }) => `no such host ${new URL(url).host}`);
    const files = filesOf({ "these.csv": "id,token\nw-1,hunter22\n" });
    const fleet = [{ kind: "witness", identities: "these.csv" }];
    const rig = rigWith(
      { at: "1m", name: "ask", http: { get: "http://{token}.example/" } },
      { fleet },
      { ...options, files },
    );
    rig.pass("2m");
    expect(rig.notices).toContain("warning: ask: no such host ***.example (w-1, perhaps others)");
  });

  test("keeps braces within values as they are", () => {
    const [gateway, options] = outside();
    const body = '{"text":"${device.mood + \'{id}\'}","id":"{id}"}';
    rigWith({ at: "1m", http: { post: "http://api.example/{id}", body } }, { homes: 1 }, options).pass("2m");
    expect(gateway.requests[0]!.body).toBe('{"text":"calm{id}","id":"witness-0001"}');
  });

  test("that is a command tells its name and arguments, and counts as one", () => {
    const [gateway, options] = outside();
    const via = {
      http: {
        post: "http://api.example/{id}/{command}",
        body: '{"args":{args},"name":"${command.name}","text":"${command.args.text}"}',
      },
    };
    const rig = rigWith({ at: "1m", command: "echo", args: { text: "{hi}" }, via }, { homes: 1 }, options);
    rig.pass("2m");
    expect(gateway.requests[0]).toMatchObject({
      method: "POST",
      url: "http://api.example/witness-0001/echo",
      body: '{"args":{"text":"{hi}"},"name":"echo","text":"{hi}"}',
    });
    expect(rig.shard.commandLedger).toEqual({ sent: 1, lost: 1 });
    expect(gateway.commands).toEqual([]);
  });

  test("is not made where there is nobody to ask; its command goes through the server", () => {
    const via = { http: { post: "http://api.example/" } };
    const rig = rigWith([
      { at: "1m", name: "tell", ...echo, via },
      { at: "2m", name: "ask", http: { get: "http://api.example/" } },
    ]);
    rig.pass("3m");
    expect(received(rig, "echo")).toHaveLength(10);
    expect(rig.notices.filter((notice) => notice.startsWith("warning"))).toEqual([
      "warning: ask: no request is made, as there is nobody to ask in virtual time",
    ]);
  });
});
