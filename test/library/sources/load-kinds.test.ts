import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { catalog } from "../../../devices/catalog.ts";
import { startFleet } from "../../../src/library/start-fleet.ts";
import { loadKinds } from "../../../src/library/sources/load-kinds.ts";

/** Somewhere without a package of its own, as a user's folder may be. */
const folder = mkdtempSync(join(tmpdir(), "flotilla-kinds-"));
afterAll(() => rmSync(folder, { recursive: true }));

function write(name: string, text: string): string {
  writeFileSync(join(folder, name), text);
  return name;
}

const heater = (name: string): string => `
import { defineKind, type Kind } from "flotilla/device";
enum Unused { One }
export const heater: Kind = defineKind({
  name: "${name}", summary: "Heats.", matterType: "ours", power: "mains", rooms: { hall: 1 },
  attributes: {
    power: { type: "number", unit: "W", min: 0, max: 2000, role: "telemetry", report: { min: "1s", max: "10s" }, doc: "Power drawn.", matter: "ours" },
  },
  commands: {}, events: {}, settings: {}, faults: {}, acts: {}, wakes: [], signals: {},
  start(context) { context.set("power", 1500); return {}; },
  step() {},
});
export const heating = 7;
`;

describe("kinds in a file of one's own", () => {
  test("join those of the catalog, TypeScript and all", async () => {
    const kinds = await loadKinds(catalog, [write("heater.ts", heater("heater"))], folder);
    expect(kinds.map(({ name }) => name)).toEqual([...catalog.map(({ name }) => name), "heater"]);
  });

  test("take the place of one of the same name", async () => {
    const kinds = await loadKinds(catalog, [write("bulb.ts", heater("bulb"))], folder);
    expect(kinds).toHaveLength(catalog.length);
    expect(kinds.find(({ name }) => name === "bulb")!.summary).toBe("Heats.");
  });

  test("may be exported in a list, and more than once", async () => {
    const text = `${heater("heater")}\nexport default [heater];\n`;
    const kinds = await loadKinds([], [write("list.ts", text)], folder);
    expect(kinds.map(({ name }) => name)).toEqual(["heater"]);
  });

  test("live like any other", async () => {
    write("alive.ts", heater("heater"));
    const scenario = write(
      "heaters.yaml",
      "flotilla: 1\nkinds: [./alive.ts]\nfleet: [{ kind: heater, count: 3 }]\nload: [{ hold: 1m }]\n",
    );
    await using fleet = await startFleet(join(folder, scenario), { clock: "virtual" });
    const summary = await fleet.finished();
    expect(summary).toMatchObject({ verdict: "pass", devices: { peakConnected: 3 } });
    expect(summary.messages.telemetry).toBeGreaterThan(10);
  });
});

describe("a file", () => {
  test.each([
    ["that is not there", "none.ts", undefined, /^expected a file with kinds at .*none\.ts, found none$/],
    ["that cannot be read", "broken.ts", "export const = 7;", /broken\.ts could not be loaded: /],
    ["that throws", "throws.ts", "throw new Error('no luck');", /throws\.ts could not be loaded: no luck$/],
    [
      "without a kind",
      "empty.ts",
      "export const seven = 7; export const nothing = null;",
      /to export a kind, found nothing, seven$/,
    ],
    ["without exports", "void.ts", "const seven = 7;", /to export a kind, found no exports$/],
    ["whose kind is not one", "wrong.ts", heater("Not Kebab"), /could not be loaded: kind "Not Kebab"/],
  ])("%s is refused", async (_, name, text, message) => {
    if (text !== undefined) write(name, text);
    await expect(loadKinds(catalog, [name], folder)).rejects.toMatchObject({
      code: "kind",
      message: expect.stringMatching(message),
    });
  });
});
