import { describe, expect, test } from "vitest";
import { FlotillaError } from "../../../../src/kernel/errors.ts";
import { readNativeOptions } from "../../../../src/wire/protocol/native/native-options.ts";

describe("options of the native protocol", () => {
  test("default to hello as a request and acknowledgements within 10 s", () => {
    expect(readNativeOptions(undefined)).toEqual({ hello: "request", acknowledgeTimeout: 10_000 });
    expect(readNativeOptions({ hello: "notify" })).toEqual({ hello: "notify", acknowledgeTimeout: 10_000 });
  });

  test("take a duration with a unit", () => {
    expect(readNativeOptions({ acknowledgeTimeout: "1m30s" })).toMatchObject({ acknowledgeTimeout: 90_000 });
  });

  test.each([
    [{ helo: "notify" }, 'protocol.helo: expected one of hello, acknowledgeTimeout, found "helo"', "hello", ["helo"]],
    [{ hello: "notfy" }, 'protocol.hello: expected "request" or "notify", found "notfy"', "notify", ["hello"]],
    [{ hello: true }, 'protocol.hello: expected "request" or "notify", found true', undefined, ["hello"]],
    [
      { acknowledgeTimeout: "10" },
      'protocol.acknowledgeTimeout: expected a duration from "1s" to "1h", found "10"',
      undefined,
      ["acknowledgeTimeout"],
    ],
    [
      { acknowledgeTimeout: 10 },
      'protocol.acknowledgeTimeout: expected a duration from "1s" to "1h", found 10',
      undefined,
      ["acknowledgeTimeout"],
    ],
    ["notify", 'protocol: expected an object of options, found "notify"', undefined, []],
    [["notify"], "protocol: expected an object of options, found a list", undefined, []],
  ])("%j is a fault that says where, what and how to mend it", (value, message, meant, path) => {
    const error = readNativeOptions(value) as FlotillaError;
    expect(error).toBeInstanceOf(FlotillaError);
    expect(error.message).toBe(message);
    expect(error.hint).toBe(meant === undefined ? undefined : `Did you mean "${meant}"?`);
    expect(error.details).toEqual({ path });
  });
});
