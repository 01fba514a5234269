import { describe, expect, test } from "vitest";
import { catalog } from "../../../devices/catalog.ts";
import { compileScenarioValue } from "../../../src/scenario/compile-scenario.ts";
import { deviceId } from "../../../src/scenario/groups/device-id.ts";
import { fleetLayout } from "../../../src/scenario/groups/fleet-layout.ts";
import { readIdentities } from "../../../src/scenario/groups/identity-list.ts";
import type { Plan } from "../../../src/scenario/plan.ts";
import type { ScenarioInput } from "../../../src/scenario/scenario-input.ts";
import { filesOf } from "../some-files.ts";

const secret = "hunter2";
const csv = `id;serial;mac;token\nfront door;S1;02-00-5E-10-00-01;${secret}-1\n\nback;;;"${secret}; 2"\nshed;S3;;${secret}-3\n`;
const files = filesOf({
  "./devices.csv": csv,
  "./others.csv": "id\nback\ncellar\n",
  "./bulbs.csv": "id,token\nbulb-0007,x\n",
  "./tokenless.csv": "id,token\na,1\nb,\n",
});

function compile(scenario: Omit<ScenarioInput, "flotilla">): Plan | string[] {
  const result = compileScenarioValue({ flotilla: 1, ...scenario }, { file: "test", env: {}, kinds: catalog, files });
  return result.ok ? result.plan : result.problems.map(({ path, message }) => `${path}: ${message}`);
}

function idsOf(scenario: Omit<ScenarioInput, "flotilla">): string[] {
  const plan = compile(scenario) as Plan;
  const layout = fleetLayout(plan);
  return Array.from({ length: layout.total }, (_, index) => {
    const place = layout.deviceAt(index);
    return deviceId(plan.fleet[place.group]!, place);
  });
}

const faultsOf = (text: string): string[] => {
  const reading = readIdentities(text);
  return reading.ok ? [] : reading.faults.map(({ line, message }) => `${line}: ${message}`);
};

describe("a list of identities", () => {
  test("is the devices of its group, one in each row", () => {
    expect(
      idsOf({
        fleet: [
          { kind: "lock", identities: "./devices.csv" },
          { kind: "bulb", count: 1 },
        ],
      }),
    ).toEqual(expect.arrayContaining(["front door", "back", "shed", "bulb-0001"]));
    const [group] = (compile({ fleet: [{ kind: "lock", identities: "./devices.csv" }] }) as Plan).fleet;
    expect(group!.count).toEqual({ total: 3 });
    expect(group!.identities).toEqual({
      columns: {
        id: ["front door", "back", "shed"],
        serial: ["S1", "", "S3"],
        mac: ["02:00:5e:10:00:01", "", ""],
        token: [`${secret}-1`, `${secret}; 2`, `${secret}-3`],
      },
    });
  });

  test("may be taken from its beginning alone, and no further than it goes", () => {
    const lock = { kind: "lock", identities: "./devices.csv" };
    expect(idsOf({ fleet: [{ ...lock, count: 2 }] })).toEqual(["front door", "back"]);
    expect(idsOf({ fleet: [lock], devices: 1 })).toEqual(["front door"]);
    const tooMany = "expected at most the 3 devices in ./devices.csv, found 4 of lock";
    expect(compile({ fleet: [{ ...lock, count: 4 }] })).toEqual([`fleet[0].count: ${tooMany}`]);
    expect(compile({ fleet: [lock], devices: 4 })).toEqual([`devices: ${tooMany}`]);
    expect(compile({ fleet: [{ ...lock, perHome: 2 }], homes: 2 })).toEqual([`fleet[0].perHome: ${tooMany}`]);
  });

  test("may be NDJSON", () => {
    const reading = readIdentities('{"id":7,"token":"a"}\r\n\r\n{"id":"b","extra":true}\n{"id":"c","token":null}\n');
    expect(reading).toEqual({
      ok: true,
      list: {
        columns: { id: ["7", "b", "c"], token: ["a", "", ""], extra: ["", "true", ""] },
        count: 3,
        lines: [1, 3, 4],
      },
    });
  });

  test.each([
    ["token\nx\n", ['1: expected a column "id", found none']],
    [
      "id\na\nb\na\n\na\n",
      [
        '4: expected every id once, found "a" in line 2 already',
        '6: expected every id once, found "a" in line 2 already',
      ],
    ],
    ["id,serial\na,1\nb,1\n", ["3: expected every serial once, found the same in line 2 already"]],
    ["id,mac\na,02:00:00:00:00:0\n", ["2: expected a mac such as 02:00:5e:10:00:01, found something else"]],
    ['id,x\n"",1\n', ["2: expected an id, found nothing"]],
    ["id,cert\na,a.pem\n", ['1: expected a column "key" beside cert, found none']],
    ["id,cert,key\na,a.pem,a.key\nb,b.pem,\n", ["3: expected a certificate together with its key, found one of them"]],
    ["id,token\na,1\nb\n", ["3: expected 2 cells, as the header has, found 1"]],
    [
      '{"id":"a"}\n[1]\n{"id":{}}\n',
      ["2: expected a JSON object, found something else", "3: expected a text, a number, true, false or null as id"],
    ],
    ["", ["undefined: expected a header and rows, found an empty file"]],
    ["id\n", ["undefined: expected rows below the header, found none"]],
  ])("that is none is refused by its lines: %j", (text, faults) => {
    expect(faultsOf(text)).toEqual(faults);
  });

  test("is told by its first faults alone", () => {
    const text = `id,mac\n${Array.from({ length: 1_000 }, (_, row) => `${row},x`).join("\n")}\n`;
    expect(faultsOf(text)).toHaveLength(5);
  });

  test("never shows what may be a secret", () => {
    const texts = [
      `id,token\na,${secret}\na,${secret}\n`,
      `id,token\na,"${secret}\n`,
      `id,token\na,${secret}"x"\n`,
      `id,mac\na,${secret}\n`,
      `{"id":"a","token":{"${secret}":1}}x\n`,
    ];
    for (const text of texts) {
      expect(faultsOf(text)).not.toEqual([]);
      expect(faultsOf(text).join()).not.toContain(secret);
    }
  });
});

describe("a fleet with lists", () => {
  const lock = { kind: "lock", identities: "./devices.csv" };

  test("has every id once, whoever it comes from", () => {
    expect(compile({ fleet: [lock, { kind: "bulb", identities: "./others.csv" }] })).toEqual([
      'fleet[1].identities: expected ids unlike those of another group, found "back" again',
    ]);
    expect(compile({ fleet: [{ kind: "lock", identities: "./bulbs.csv" }, { kind: "bulb" }] })).toEqual([
      'fleet[1].id: expected ids unlike those of another group, found "bulb-0007" in its list, which has the form of these',
    ]);
  });

  test("makes a request that names a column one for each device, wherever it stands", () => {
    const post = "https://hub.test/all";
    const steps = [{ body: '{"t":"{token}"}' }, { headers: { T: "{token}" } }, { body: '{"t":{"not":1}}' }].map(
      (more) => ({
        at: "10s",
        http: { post, ...more },
      }),
    );
    expect(
      (compile({ fleet: [lock], timeline: steps }) as Plan).timeline.flatMap(({ actions }) => actions),
    ).toMatchObject([{ per: "device" }, { per: "device" }, { per: "step" }]);
  });

  test("asks for nothing of a list that cannot be read", () => {
    const target = "wss://hub.test/{token}/{id}";
    const unread = { kind: "bulb", identities: "./nowhere.csv" };
    expect(compile({ target, fleet: [lock, unread] })).toEqual([
      expect.stringMatching(/^fleet\[1\]\.identities: expected a file/),
    ]);
    expect(compile({ target, fleet: [unread, { kind: "lock", perHome: 1 }] })).toEqual([
      expect.stringMatching(/^fleet\[0\]\.identities: expected a file/),
      "target: expected a placeholder that is filled in, found {token}",
    ]);
  });

  test("fills in its columns where every device has them", () => {
    const target = {
      url: "wss://hub.test/{token}/{id}",
      auth: { bearer: "{token}" },
      headers: { "X-Token": "{token}" },
    };
    expect(compile({ target, fleet: [lock] })).toMatchObject({ target: { url: target.url } });
    const unknown = "expected a placeholder that is filled in, found {token}";
    expect(compile({ target, fleet: [lock, { kind: "bulb" }] })).toEqual([
      `target.auth.bearer: ${unknown}`,
      `target.headers.X-Token: ${unknown}`,
      `target.url: ${unknown}`,
    ]);
    expect(
      compile({ target: "wss://hub.test/{token}", fleet: [{ kind: "lock", identities: "./tokenless.csv" }] }),
    ).toEqual([
      "fleet[0].identities: ./tokenless.csv:3: expected a token for every device, as the target asks for it, found none",
    ]);
  });
});
