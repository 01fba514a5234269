import { describe, expect, test } from "vitest";
import { buildTarget } from "../../../src/scenario/target/build-target.ts";
import { targetUrlOf, targetUrls } from "../../../src/scenario/target/target-urls.ts";
import { compileScenario } from "../../../src/scenario/compile-scenario.ts";
import { catalog } from "../../../devices/catalog.ts";
import type { Overrides } from "../../../src/scenario/compile-scenario.ts";

const fleet = "flotilla: 1\nfleet: [{ kind: lock }]\n";

function compile(target: string, overrides: Overrides = {}): ReturnType<typeof compileScenario> {
  return compileScenario(`${fleet}${target}`, { file: "x.yaml", env: {}, kinds: catalog, overrides });
}

function problems(target: string): readonly string[] {
  const compiled = compile(target);
  return compiled.ok ? [] : compiled.problems.map(({ path, message }) => `${path}: ${message}`);
}

describe("the urls of a target", () => {
  test("are spread over devices by their index", () => {
    const target = buildTarget(["ws://a", "ws://b", "ws://c/{id}"]);
    expect(targetUrls(target)).toEqual(["ws://a", "ws://b", "ws://c/{id}"]);
    expect([0, 1, 2, 3, 4].map((index) => targetUrlOf(target, index))).toEqual([
      "ws://a",
      "ws://b",
      "ws://c/{id}",
      "ws://a",
      "ws://b",
    ]);
  });

  test("may be one, which all devices have", () => {
    const target = buildTarget("ws://a");
    expect(targetUrls(target)).toEqual(["ws://a"]);
    expect(targetUrlOf(target, 17)).toBe("ws://a");
    expect(target).not.toHaveProperty("moreUrls");
  });

  test("are one or a list in a scenario", () => {
    expect(compile("target: { url: [ws://a, ws://b] }")).toMatchObject({
      plan: { target: { url: "ws://a", moreUrls: ["ws://b"] } },
    });
    expect(compile("target: { url: [ws://a] }")).toMatchObject({ plan: { target: { url: "ws://a" } } });
  });

  test("are those of --target, when it is given", () => {
    expect(compile("target: { url: [ws://a, ws://b] }", { target: "ws://c" })).toMatchObject({
      plan: { target: { url: "ws://c" } },
    });
    expect(compile("", { target: ["ws://c", "ws://d/{id}"] })).toMatchObject({
      plan: { target: { url: "ws://c", moreUrls: ["ws://d/{id}"] } },
    });
  });

  test("are checked one by one", () => {
    expect(problems("target: { url: [ws://a, http://b] }")).toEqual([
      expect.stringMatching(/^target\.url\[1\]: expected a url such as wss:.*found "http:\/\/b"/),
    ]);
    expect(problems("target: { url: [ws://a, 'ws://b/{nobody}'] }")).toEqual([
      expect.stringMatching(/^target\.url\[1\]: .*nobody/),
    ]);
    expect(problems("target: { url: [] }")).toEqual([expect.stringContaining("target.url: expected at least one url")]);
    expect(problems("target: { url: 5 }")).toEqual([expect.stringContaining("or a list of them, found 5")]);
  });
});

describe("source addresses in a scenario", () => {
  test("are kept as they are written", () => {
    expect(compile("target: { url: ws://a, sourceAddresses: 127.0.0.2-127.0.0.9 }")).toMatchObject({
      plan: { target: { sourceAddresses: "127.0.0.2-127.0.0.9" } },
    });
  });

  test("are refused with the place when they are none", () => {
    expect(problems("target: { url: ws://a, sourceAddresses: 127.0.0.9-127.0.0.2 }")).toEqual([
      'target.sourceAddresses: expected addresses such as 127.0.0.2-127.0.0.60, 10.0.0.0/24, fd00::2 or the name of an interface, with commas between, found "127.0.0.9-127.0.0.2", which ends before it begins',
    ]);
  });
});
