import { expect, test } from "vitest";
import { catalog } from "../../devices/catalog.ts";
import { expressionsOf } from "../../src/fleet/compiled-expressions.ts";
import { FlotillaError } from "../../src/kernel/errors.ts";

const kinds = new Map(catalog.map((kind) => [kind.name, kind]));

test("an expression is compiled once, whoever asks for it", () => {
  const expressions = expressionsOf(kinds);
  expect(expressionsOf(kinds)).toBe(expressions);
  expect(expressionsOf(new Map(kinds))).not.toBe(expressions);
  expect(expressions.condition("device.ready")).toBe(expressions.condition("device.ready"));
  expect(expressions.template("${device.id}")).toBe(expressions.template("${device.id}"));
});

test("what is no expression is told with where it stands", () => {
  const expressions = expressionsOf(kinds);
  for (const compile of [() => expressions.condition("device.nothing"), () => expressions.template("a ${device.}")]) {
    expect(compile).toThrow(FlotillaError);
    expect(compile).toThrow(/^expected .* in ".*", found /);
  }
});

test("what happened to a device may have any fields", () => {
  const scope = { event: { name: "alarm", code: 7 } };
  expect(expressionsOf(kinds).condition("event.name == 'alarm' && event.code > 5").evaluate(scope)).toBe(true);
});
