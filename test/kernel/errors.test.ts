import { describe, expect, test } from "vitest";
import { FlotillaError, messageOf } from "../../src/kernel/errors.ts";

describe("FlotillaError", () => {
  test("carries its code, hint, details and cause", () => {
    const cause = new Error("ENOENT");
    const error = new FlotillaError("file", "expected a scenario at home.yaml, found nothing", {
      hint: "Check the path.",
      details: { path: "home.yaml" },
      cause,
    });
    expect(error).toBeInstanceOf(Error);
    expect(error.name).toBe("FlotillaError");
    expect(error.code).toBe("file");
    expect(error.hint).toBe("Check the path.");
    expect(error.details).toEqual({ path: "home.yaml" });
    expect(error.cause).toBe(cause);
    expect(String(error)).toBe("FlotillaError: expected a scenario at home.yaml, found nothing");
  });

  test("without a cause has no cause at all, so that printing it shows none", () => {
    const error = new FlotillaError("usage", "expected a number, found a word");
    expect("cause" in error).toBe(false);
    expect(error.hint).toBeUndefined();
    expect(error.details).toEqual({});
  });
});

test("whatever was thrown has a text", () => {
  expect(messageOf(new RangeError("too far"))).toBe("too far");
  expect(messageOf("a bare string")).toBe("a bare string");
  expect(messageOf(undefined)).toBe("undefined");
});
