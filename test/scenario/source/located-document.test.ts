import { describe, expect, test } from "vitest";
import { readDocument, scalarsOf } from "../../../src/scenario/source/located-document.ts";
import type { Focus } from "../../../src/scenario/source/located-value.ts";
import type { ValuePath } from "../../../src/scenario/source/value-path.ts";

const text = `# A comment
homes: 20
fleet:
  - { kind: lock, "built in": 'it''s' }
  - kind: bulb   # another
    firmware: { 1.10: 80% }
    telemetry:
notes: "a\\tb"
`;

function place(path: ValuePath, focus?: Focus): string {
  const { line, column, excerpt } = readDocument(text, "x.yaml").locate(path, focus);
  const marked = excerpt.split("\n")[1]!;
  return `${line}:${column}+${marked.length - marked.indexOf("^")}`;
}

describe("a document", () => {
  test("is plain data", () => {
    expect(readDocument(text, "x.yaml")).toMatchObject({
      problems: [],
      brokenFrom: new Map(),
      value: {
        homes: 20,
        fleet: [
          { kind: "lock", "built in": "it's" },
          { kind: "bulb", firmware: { "1.10": "80%" }, telemetry: null },
        ],
        notes: "a\tb",
      },
    });
  });

  test("knows where values and keys stand", () => {
    expect(place(["homes"])).toBe("2:8+2");
    expect(place(["homes"], { key: true })).toBe("2:1+5");
    expect(place(["fleet", 0, "built in"])).toBe("4:31+7");
    expect(place(["fleet", 0])).toBe("4:5+1");
    expect(place(["fleet", 1, "firmware", "1.10"])).toBe("6:23+3");
    expect(place(["fleet", 1, "telemetry"])).toBe("7:5+9");
  });

  test("knows where characters of a text stand, if they stand there as they are", () => {
    expect(place(["fleet", 1, "kind"], { within: [1, 3] })).toBe("5:12+2");
    expect(place(["notes"], { within: [2, 3] })).toBe("8:8+6");
  });

  test("points to what is around a value that is not there", () => {
    expect(place(["fleet", 0, "perHome"])).toBe("4:5+1");
    expect(place(["fleet", 7])).toBe("4:3+1");
    expect(place(["world", "climate"])).toBe("2:1+1");
  });

  test("remembers how a number was written", () => {
    const document = readDocument("a: 1.10\nb: '2'\nc: 0x10\n", "x.yaml");
    expect(document.value).toEqual({ a: 1.1, b: "2", c: 16 });
    expect([["a"], ["b"], ["c"], ["d"]].map((path) => document.writtenAt(path))).toEqual([
      "1.10",
      undefined,
      "0x10",
      undefined,
    ]);
  });

  test("may come from Windows, and with a byte order mark", () => {
    const document = readDocument("\uFEFFhomes: 20\r\nfleet: x\r\n", "x.yaml");
    expect(document.value).toEqual({ homes: 20, fleet: "x" });
    expect(document.locate(["fleet"])).toMatchObject({ line: 2, column: 8, excerpt: "2 | fleet: x\n  |        ^" });
  });

  test("may be JSON", () => {
    const document = readDocument('{\n\t"homes": 20,\n\t"fleet": [true, null, -1.5e3]\n}', "x.json");
    expect(document).toMatchObject({ problems: [], value: { homes: 20, fleet: [true, null, -1_500] } });
    expect(document.locate(["homes"])).toMatchObject({ line: 2, column: 11 });
  });

  test("resolves anchors, and points to what an alias stands for", () => {
    const document = readDocument("a: &x { b: 1 }\nc: *x\nd: &x 2\ne: *x\n", "x.yaml");
    expect(document.value).toEqual({ a: { b: 1 }, c: { b: 1 }, d: 2, e: 2 });
    expect(document.locate(["c", "b"])).toMatchObject({ line: 1, column: 12 });
  });

  test("hides credentials in excerpts", () => {
    const document = readDocument("auth: { bearer: abc }\nurl: wss://u:p@h/?token=t&x=1\n", "x.yaml");
    expect(document.locate(["auth"], { key: true }).excerpt).toBe("1 | auth: { bearer: *** }\n  | ^^^^");
    expect(document.locate(["url"], { key: true }).excerpt).toBe("2 | url: wss://***@h/?token=*&x=1\n  | ^^^");
  });

  test("is refused when it is no scenario's size", () => {
    const [problem] = readDocument("x".repeat(4_000_001), "x.yaml").problems;
    expect(problem?.message).toBe("expected a scenario of at most 4000000 characters, found 4000001");
  });

  test("never changes what objects are", () => {
    const { value, problems } = readDocument(
      '{"__proto__": {"polluted": 1}, "constructor": {"prototype": {"polluted": 1}}}',
      "x.json",
    );
    expect(problems).toHaveLength(2);
    expect(value).toEqual({});
    expect(({} as { polluted?: number }).polluted).toBeUndefined();
  });
});

test("scalars are listed with their places, those behind aliases for each path", () => {
  const scalars = scalarsOf("a: &x 'b'\nc: [*x, d]\n");
  expect(scalars).toEqual([
    { path: ["a"], value: "b", range: [6, 9], plain: false },
    { path: ["c", 0], value: "b", range: [6, 9], plain: false },
    { path: ["c", 1], value: "d", range: [18, 19], plain: true },
  ]);
});
