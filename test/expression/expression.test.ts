import { describe, expect, test } from "vitest";
import { compileExpression, type Expression, type ExpressionFault } from "../../src/expression/expression.ts";
import { vocabularyOf } from "../../src/expression/vocabulary.ts";
import { FlotillaError } from "../../src/kernel/errors.ts";
import { sampleKinds } from "./sample-kinds.ts";

const vocabulary = vocabularyOf({ kinds: sampleKinds, home: true, run: true, command: true });

const scope = {
  device: {
    id: "lock-0001",
    name: "Front door",
    home: 3,
    ready: true,
    lockState: "locked",
    currentLevel: 60,
    localTemperature: null,
    labels: { region: "north", "a-b": "yes" },
  },
  home: { network: "good", present: 2 },
  run: { elapsed: 45, ready: 10, planned: 10, connections: { lost: 1, closeCodes: { "1006": 4 } } },
  command: { name: "lockDoor", args: { list: [3, 1, 2], nested: { deep: [1] }, text: "a" } },
};

function compiled(source: string, wanted?: "bool" | "any"): Expression {
  const result = compileExpression(source, vocabulary, wanted);
  if (!result.ok) throw new Error(`${source}: expected ${result.fault.expected}, found ${result.fault.found}`);
  return result.expression;
}

function valueOf(source: string): unknown {
  return compiled(source).evaluate(scope);
}

function faultOf(source: string, wanted?: "bool" | "any"): ExpressionFault {
  const result = compileExpression(source, vocabulary, wanted);
  if (result.ok) throw new Error(`${source} compiles`);
  return result.fault;
}

/** `expected ..., found ...` and the characters at fault. */
function told(source: string, wanted?: "bool" | "any"): string {
  const { expected, found, from, to } = faultOf(source, wanted);
  return `expected ${expected}, found ${found} at ${source.slice(from, to)}`;
}

describe("an expression", () => {
  test.each<[string, unknown]>([
    ["device.currentLevel * 2 > 100", true],
    ["device.currentLevel > 60.5", false],
    ["run.ready == run.planned", true],
    ["7 / 2", 3.5],
    ["-7 % 4 + 2 * 3", 3],
    ["int(7.9) / 2", 3.5],
    ["size('häuser') + size([1, 2]) + size({'a': 1})", 9],
    ["device.id.size()", 9],
    ["0xff", 255],
    ["device.lockState == 'locked' && home.network != 'down'", true],
    ["device.labels.region", "north"],
    ["device.labels['a-b']", "yes"],
    ["'region' in device.labels && !('zone' in device.labels)", true],
    ["device['lockState']", "locked"],
    ["device.home in [1, 2, 3]", true],
    ["[1, [2, 3]] == [1, [2, 3]]", true],
    ["{'a': [1]} == {'a': [1]} && {'a': 1} != {'a': 2}", true],
    ["command.args.list[1]", 1],
    ["command.args.list[size(command.args.list) - 1]", 2],
    ["command.args.nested.deep[0]", 1],
    ["device.ready ? 'up' : 'down'", "up"],
    ["'a' + 'b' < 'abc'", true],
    ["[1] + [2]", [1, 2]],
    ["run.elapsed > duration('30s') && run.elapsed < duration('1m30s')", true],
    ["run.connections.closeCodes['1006']", 4],
    ["true || false && false", true],
    ["// what it says\n1 + 1", 2],
    ["'''a\"b'''", 'a"b'],
    ["'\\u00e9\\n'", "é\n"],
  ])("%s", (source, value) => {
    expect(valueOf(source)).toEqual(value);
  });

  test.each<[string, unknown]>([
    ["device.id.startsWith('lock') && device.id.endsWith('1') && device.id.contains('-00')", true],
    ["device.id.indexOf('0') + device.id.lastIndexOf('0')", 12],
    ["device.id.substring(5) + device.id.substring(0, 4)", "0001lock"],
    ["device.id.split('-')[1]", "0001"],
    ["['a', 1, true].join('+')", "a+1+true"],
    ["device.name.lowerAscii() + device.name.upperAscii()", "front doorFRONT DOOR"],
    ["'  a b '.trim().replace(' ', '_')", "a_b"],
    ["device.id.matches('^lock-[0-9]{4}$')", true],
    ["int('12') + double('0.5')", 12.5],
    ["string(1.5) + string(true) + string([1, 'a'])", '1.5true[1,"a"]'],
    ["bool('true')", true],
    ["math.least(3, 1, 2) + math.greatest(3, 1, 2)", 4],
    ["math.round(-1.5) + math.floor(1.9) + math.ceil(1.1) + math.abs(-1)", 2],
  ])("has the functions that people expect: %s", (source, value) => {
    expect(valueOf(source)).toEqual(value);
  });

  test.each<[string, unknown]>([
    ["command.args.list.exists(x, x > 2)", true],
    ["command.args.list.all(x, x > 1)", false],
    ["command.args.list.exists_one(x, x == 3)", true],
    ["command.args.list.filter(x, x > 1).map(x, x * 10)", [30, 20]],
    ["command.args.list.map(x, x > 1, x * 10)", [30, 20]],
    [
      "[1, 2].map(x, [10, 20].map(y, x * y))",
      [
        [10, 20],
        [20, 40],
      ],
    ],
    ["[1, 2].map(x, [3].map(x, x)[0] + x)", [4, 5]],
    ["device.labels.exists(key, device.labels[key] == 'north')", true],
  ])("goes over lists and keys: %s", (source, value) => {
    expect(valueOf(source)).toEqual(value);
  });

  test("gives numbers of JavaScript and nothing else", () => {
    for (const source of ["1", "size('abc')", "device.id.indexOf('k')", "int('7')", "-1", "[1][0]"])
      expect(typeof valueOf(source)).toBe("number");
  });

  test("says what it looks at, and where", () => {
    const { roots, reads, uses, type } = compiled("device.labels.region == 'x' || run.ready > 1 || device . home == 2");
    expect([...roots]).toEqual(["device", "run"]);
    expect([...reads]).toEqual(["device.labels.region", "run.ready", "device.home"]);
    expect(uses.at(-1)).toMatchObject({ path: ["device", "home"], start: 48, end: 61 });
    expect(type).toBe("bool");
  });

  test("may be asked through getters", () => {
    const device = {
      get currentLevel() {
        return 7;
      },
    };
    expect(compiled("device.currentLevel + 1").evaluate({ device })).toBe(8);
  });
});

describe("what is not known", () => {
  test.each<[string, unknown]>([
    ["device.localTemperature == null", true],
    ["device.localTemperature > 21 || device.localTemperature <= 21", false],
    ["!(device.localTemperature > 21)", true],
    ["device.localTemperature + 1", null],
    ["-device.localTemperature", null],
    ["device.labels.zone == 'x'", false],
    ["device.labels.zone.startsWith('x')", null],
    ["device.labels.zone == null", true],
    ["command.args.list[7]", null],
    ["command.args.none.deeper", null],
    ["command.args.none.exists(x, x > 1)", null],
    ["null in command.args.list", false],
    ["string(device.localTemperature)", "null"],
    ["has(device.lockState) && !has(device.localTemperature) && !has(device.labels.zone)", true],
  ])("is null, and no fault: %s", (source, value) => {
    expect(valueOf(source)).toEqual(value);
  });

  test("is false in a condition", () => {
    expect(compiled("device.labels.zone.startsWith('x')", "bool").evaluate(scope)).toBe(false);
    expect(compiled("command.args.none", "bool").evaluate(scope)).toBe(false);
  });
});

describe("a wrong expression", () => {
  test.each<[string, string]>([
    ["", "expected an expression, found nothing at "],
    ["1 +", "expected an expression, found the end at "],
    ["(1", 'expected ")", found the end at '],
    ["[1", 'expected "]", found the end at '],
    ["'abc", "expected a text in quotes, found no closing quote at '"],
    ["device.", "expected a name, found the end at "],
    ["1 2", 'expected an expression, found "2" at 2'],
    ["a # b", 'expected an expression, found "#" at #'],
    ["'\\q'", 'expected an escape that is known, such as \\n or \\\\, found "\\q" at \\q'],
    ["if", 'expected a name, found "if", which is a word of the language at if'],
    ["devise.id", 'expected a name that is known here, found "devise" at devise'],
    ["device.lockStat", 'expected a value of device, found "lockStat" at lockStat'],
    ["run.connections.los > 1", 'expected a value of run.connections, found "los" at los'],
    ["device", "expected one of its values, such as device.id, found device at device"],
    [
      "run.connections == 1",
      "expected one of its values, such as run.connections.attempts, found run.connections at run.connections",
    ],
    ["device.id.name", "expected something with a value called name, found a text, device.id at device.id"],
    ["device.home > 'x'", "expected a number, as device.home is one, found a text, 'x' at 'x'"],
    ["device.id + 1", "expected a text, as device.id is one, found a number, 1 at 1"],
    ["device.ready * 2", "expected a number, found true or false, device.ready at device.ready"],
    ["device.home && true", "expected true or false, found a number, device.home at device.home"],
    [
      "device.ready > false",
      "expected a number or a text to compare, found true or false, device.ready at device.ready",
    ],
    ["device.lockState == 'lokced'", 'expected one of "locked", "unlocked", found "lokced" at \'lokced\''],
    ["device.lockState in ['locked', 'opne']", 'expected one of "locked", "unlocked", found "opne" at \'opne\''],
    ["'x' in [1, 2]", "expected a text, as 'x' is one, found a number, 1 at 1"],
    ["1 in device.labels", "expected a text, a key of the mapping, found a number, 1 at 1"],
    ["[1]['a']", "expected something with a value called a, found a list, [1] at [1]"],
    ["siz(1)", 'expected a function that is known here, found "siz" at siz'],
    ["device.id.startWith('x')", 'expected a function that is known here, found "startWith" at startWith'],
    ["math.sqrt(2)", 'expected a function that is known here, found "sqrt" at sqrt'],
    ["size()", "expected size(text, list or mapping), found size() at size()"],
    ["device.id.contains(1)", "expected a text, for text.contains(text), found a number, 1 at 1"],
    [
      "device.id.matches(device.name)",
      'expected a text in quotes, for text.matches("pattern"), found a text, device.name at device.name',
    ],
    ["device.id.matches('(')", "expected a regular expression, without a \"(\" without its \")\", found '(' at '('"],
    ["duration('30')", "expected a duration such as 30s, found '30' at '30'"],
    ["has(device)", "expected has(x.y), found has(device) at has(device)"],
    ["[1].map(1, 2)", 'expected the name of a variable first, as in list.exists(x, x > 3), found "1" at 1'],
    ["{1: 2}", "expected a key that is a text, found a number, 1 at 1"],
    ["b'abc'", "expected a number, a text, true, false or null, found b'abc' at b'abc'"],
    ["9007199254740993", "expected a number up to 2^53, found 9007199254740993 at 9007199254740993"],
    ["9".repeat(100), `expected a number up to 2^53, found ${"9".repeat(57)}... at ${"9".repeat(100)}`],
    ["\u{1F600}", 'expected an expression, found "\u{1F600}" at \u{1F600}'],
    ["timestamp('2026-01-01T00:00:00Z')", 'expected a function that is known here, found "timestamp" at timestamp'],
  ])("%s", (source, said) => {
    expect(told(source)).toBe(said);
  });

  test("knows which name was meant", () => {
    expect(faultOf("device.lockStat").unknown).toMatchObject({ found: "lockStat" });
    expect(faultOf("device.lockStat").unknown?.known).toContain("lockState");
    expect(faultOf("devise.id").unknown?.known).toEqual(["device", "home", "run", "command"]);
    expect(faultOf("[1].map(x, y)").unknown?.known).toContain("x");
    expect(faultOf("device.lockState == 'lokced'").unknown?.known).toEqual(["locked", "unlocked"]);
  });

  test.each([
    ["device.ready = true", "write == to compare"],
    ["device.ready & true", "write && for and"],
    ["device.ready | true", "write || for or"],
    ["device.ready and true", "write && for and"],
    ["not device.ready", "write ! for not"],
    ["'a' + 1", "write string(...) around the other"],
  ])("knows what people mean who write %s", (source, hint) => {
    expect(faultOf(source).hint).toBe(hint);
  });

  test("is one that is no condition where a condition is wanted", () => {
    expect(told("device.home", "bool")).toBe("expected true or false, found a number, device.home at device.home");
    expect(compiled("command.args.text", "bool").type).toBe("bool");
    expect(() => compiled("command.args.text", "bool").evaluate(scope)).toThrow("expected true or false, found a text");
  });
});

describe("an expression gets at nothing but its names", () => {
  test.each([
    "device.constructor",
    "device.__proto__",
    "device['constructor']",
    "device.toString",
    "run.connections.constructor",
    "constructor",
    "globalThis",
    "process.exit(1)",
    "[].constructor",
    "'a'.constructor('x')",
    "cel.bind(x, 1, x)",
    "{'__proto__': 1}",
  ])("%s is a fault", (source) => {
    expect(compileExpression(source, vocabulary).ok).toBe(false);
  });

  test.each([
    "device.labels.constructor",
    "device.labels.__proto__",
    "device.labels['__pro' + 'to__']",
    "command.args.constructor",
    "command.args.text.length",
    "command.args.list['len' + 'gth']",
    "command.args.hidden",
  ])("%s is null, or cannot be worked out", (source) => {
    const args = { ...scope.command.args, hidden: () => "called" };
    const evaluate = (): unknown => compiled(source).evaluate({ ...scope, command: { args } });
    try {
      expect(evaluate()).toBe(null);
    } catch (thrown) {
      expect(thrown).toBeInstanceOf(FlotillaError);
    }
  });
});

describe("what cannot be worked out", () => {
  test.each([
    ["command.args.text * 2", "expected a number to calculate with, found a text"],
    ["command.args.list + 2", "expected two numbers, two texts or two lists for +, found a list and a number"],
    ["command.args.text < 2", "expected two numbers or two texts to compare, found a text and a number"],
    ["!command.args.text", "expected true or false, found a text"],
    ["int(command.args.text)", "expected a number, or a text that is one, found a text"],
    ["command.args.list.startsWith('x')", "expected a text for text.startsWith(text), found a list"],
    ["command.args.text.exists(x, x > 1)", "expected a list or a mapping to go over, found a text"],
    ["command.args.list[command.args.text]", "expected a position, a number, found a text"],
  ])("%s is an error of the expression", (source, message) => {
    expect(() => valueOf(source)).toThrow(expect.objectContaining({ code: "expression", message }));
  });

  test("does not matter when the other side decides", () => {
    expect(valueOf("command.args.text > 2 || device.ready")).toBe(true);
    expect(valueOf("device.ready || command.args.text > 2")).toBe(true);
    expect(valueOf("command.args.text > 2 && !device.ready")).toBe(false);
    expect(() => valueOf("command.args.text > 2 && device.ready")).toThrow("to compare");
    expect(valueOf("[1, 'a', 3].exists(x, x > 2)")).toBe(true);
    expect(valueOf("[1, 'a', 3].all(x, x > 2)")).toBe(false);
    expect(() => valueOf("[3, 'a'].all(x, x > 2)")).toThrow("to compare");
  });

  test("is an error of the expression also when a getter throws", () => {
    const device = {
      get currentLevel(): number {
        throw new TypeError("gone");
      },
    };
    const evaluate = (): unknown => compiled("device.currentLevel > 1").evaluate({ device });
    expect(evaluate).toThrow(expect.objectContaining({ code: "expression" }));
  });
});

describe("what an expression costs is bounded", () => {
  const ten = "[1,2,3,4,5,6,7,8,9,10]";

  test.each([
    ["rounds within rounds", `${`${ten}.map(a, `.repeat(6)}1${")".repeat(6)}`],
    ["texts that double", `['xxxxxxxxxxxxxxxxxxxx']${".map(a, a + a)".repeat(30)}`],
    ["lists that double", `[${ten}]${".map(a, a + a)".repeat(24)}`],
    [
      "texts that are written out again and again",
      `[${ten}]${".map(a, [string(a), string(a), string(a)])".repeat(20)}`,
    ],
    ["replacing", `['${"x".repeat(1_000)}']${".map(a, a.replace('x', 'xxxxxxxxxx'))".repeat(20)}`],
    ["a list of itself twice, again and again", `[1, 1]${".map(a, [a, a])".repeat(24)}`],
    ["the same in a text", `size(string([1, 1]${".map(a, [a, a])".repeat(24)}))`],
  ])("%s", (_, source) => {
    expect(() => valueOf(source)).toThrow(expect.objectContaining({ code: "expression" }));
  });

  test("a regular expression takes its time once for each character", () => {
    const device = { ...scope.device, id: `${"a".repeat(5_000)}b` };
    expect(compiled("device.id.matches('^(a+)+$')").evaluate({ ...scope, device })).toBe(false);
    expect(compiled("device.id.matches('^(a|a|a)*(a|a)*b$')").evaluate({ ...scope, device })).toBe(true);
  });

  test.each([
    ["long", "1 + ".repeat(2_000) + "1"],
    ["deep", "(".repeat(1_000) + "1" + ")".repeat(1_000)],
    ["full of signs", "!".repeat(3_999) + "true"],
    ["wide", `[${"1,".repeat(300)}1]`],
    ["of many parts", Array.from({ length: 600 }, () => "1").join("+")],
    ["made of calls", `size(${"size(".repeat(100)}1${")".repeat(101)}`],
  ])("none is too %s", (_, source) => {
    expect(faultOf(source).expected).toMatch(/^an expression of (moderate size|at most 4000 characters)$/);
  });

  test("an evaluation does not pay for the one before", () => {
    const expression = compiled(`${ten}.map(a, ${ten}.map(b, ${ten}.map(c, ${ten}.map(d, 1))))`);
    for (let round = 0; round < 20; round++) expect(expression.evaluate(scope)).toHaveLength(10);
  });
});
