import { Ajv2020 } from "ajv/dist/2020.js";
import { describe, expect, test } from "vitest";
import { FlotillaError } from "../../../src/kernel/errors.ts";
import { protocolOf, protocols } from "../../../src/wire/protocol/protocols.ts";

describe("every protocol in the list", () => {
  test.each(Object.entries(protocols))(
    "%s has its name, a valid schema, and defaults it reads back",
    (name, protocol) => {
      expect(protocol.name).toBe(name);
      expect(() => new Ajv2020().compile(protocol.optionsSchema)).not.toThrow();
      const defaults = protocol.readOptions(undefined);
      expect(defaults).not.toBeInstanceOf(FlotillaError);
      expect(protocol.readOptions(JSON.parse(JSON.stringify(defaults)))).toEqual(defaults);
      expect(protocol.readOptions({})).toEqual(defaults);
    },
  );
});

describe("protocolOf", () => {
  test("finds a protocol and reads its options", () => {
    const { adapter, protocolOptions } = protocolOf("native", { hello: "notify" });
    expect(adapter).toBe(protocols["native"]);
    expect(protocolOptions).toMatchObject({ hello: "notify" });
  });

  test("refuses an unknown name and suggests a near one", () => {
    expect(() => protocolOf("natvie", {})).toThrow(
      expect.objectContaining({
        code: "scenario",
        message: 'protocol: expected one of native, found "natvie"',
        hint: 'Did you mean "native"?',
      }),
    );
    expect(() => protocolOf("toString", {})).toThrow(expect.objectContaining({ code: "scenario", hint: undefined }));
  });

  test("refuses options that do not fit", () => {
    expect(() => protocolOf("native", { hello: "request!" })).toThrow(FlotillaError);
  });
});
