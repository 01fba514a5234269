import { describe, expect, test } from "vitest";
import { compileTemplate, type Template, writeTemplate } from "../../src/expression/template.ts";
import { vocabularyOf } from "../../src/expression/vocabulary.ts";
import { sampleKinds } from "./sample-kinds.ts";

const vocabulary = vocabularyOf({ kinds: sampleKinds, step: true });
const scope = { device: { id: "lock-1", home: 3, localTemperature: null, labels: { a: "b c" } }, step: { round: 2 } };

function compiled(source: string): Template {
  const result = compileTemplate(source, vocabulary);
  if (!result.ok) throw new Error(`${source}: expected ${result.fault.expected}, found ${result.fault.found}`);
  return result.template;
}

describe("a template", () => {
  test.each([
    ["plain", "plain"],
    ["", ""],
    ["${device.id} in ${device.home}", "lock-1 in 3"],
    ["costs $5, $$, {id} and $${device.id}", "costs $5, $$, {id} and ${device.id}"],
    ["$$${device.id}", "$${device.id}"],
    ["${device.localTemperature}/${device.labels}/${[1, 2]}", 'null/{"a":"b c"}/[1,2]'],
    ["a${ {'x': '}'}.x }b", "a}b"],
    ["${'\\'}' + \"}\"}", "'}}"],
    ["${'''it's }'''}", "it's }"],
    ['{"id": "${device.id}", "round": ${step.round}}', '{"id": "lock-1", "round": 2}'],
  ])("%s", (source, text) => {
    expect(compiled(source).render(scope)).toBe(text);
  });

  test("has the values of its expressions encoded, and only those", () => {
    expect(compiled("https://h/a b/${device.labels.a}").render(scope, encodeURIComponent)).toBe("https://h/a b/b%20c");
  });

  test("that is one expression has a value with a type", () => {
    expect(compiled("${device.home + 1}").evaluate(scope)).toBe(4);
    expect(compiled("${device.labels}").evaluate(scope)).toEqual({ a: "b c" });
    expect(compiled("${device.home} ").evaluate(scope)).toBe("3 ");
    expect(compiled("${device.home}${device.home}").evaluate(scope)).toBe("33");
    expect(compiled("none").evaluate(scope)).toBe("none");
  });

  test("says what it is made of", () => {
    expect([...compiled("${device.id} ${step.round + 1}").roots]).toEqual(["device", "step"]);
    expect(compiled("${device.id}").constant).toBe(false);
    expect(compiled("$${device.id}").constant).toBe(true);
  });

  test.each([
    ["a ${device.idd} b", 'expected a value of device, found "idd"', "idd"],
    ["a ${device.id} ${1 +}", "expected an expression, found the end", "}"],
    ["a ${}", "expected an expression, found nothing", "}"],
    ["a ${device.id", "expected a } that ends the expression, found no }", "${"],
    ["a ${'}", "expected a } that ends the expression, found no }", "${"],
    ["${env.X}", 'expected a name that is known here, found "env"', "env"],
  ])("is wrong at its place: %s", (source, said, at) => {
    const result = compileTemplate(source, vocabulary);
    if (result.ok) throw new Error("it compiles");
    const { expected, found, from, to } = result.fault;
    expect(`expected ${expected}, found ${found}`).toBe(said);
    expect(source.slice(from, to)).toBe(at);
  });

  test("may be written of plain text that looks like expressions", () => {
    const text = "${device.id} $${x} $$";
    expect(compiled(writeTemplate([{ plain: text }])).render(scope)).toBe(text);
    const parts = [{ plain: "$" }, { plain: "{id}$$" }, { expression: "device.id" }, { plain: "$" }, { plain: "{" }];
    expect(compiled(writeTemplate(parts)).render(scope)).toBe("${id}$$lock-1${");
  });
});
