/** What a process costs that lives a part of a fleet: every module that it loads, whatever the plan. */
import { describe, expect, test } from "vitest";
import { catalog } from "../../../devices/catalog.ts";
import { shippedKinds } from "../../../src/library/processes/shipped-kinds.ts";
import { moduleGraph } from "../../support/module-graph.ts";

/** The entry, what it imports as soon as it listens, and what a plan without anything special has it import then. */
const loaded = [
  "src/library/processes/shard-process.ts",
  "src/shards/shard-server.ts",
  "src/library/processes/process-channel.ts",
  "src/library/processes/living-shard.ts",
  "src/wire/transport/ws-transport.ts",
].map((entry) => moduleGraph(entry));

/** Packages that a shard needs, and no other. */
const needed = ["hdr-histogram-js/dist/Int32Histogram.js", "ws", "fastest-levenshtein"];

test("what is loaded is found", () => {
  expect(moduleGraph("src/index.ts").packages).toEqual(
    expect.arrayContaining(["zod", "yaml", "@faker-js/faker/locale/en"]),
  );
});

describe("a shard's process loads", () => {
  test("no package but those its devices need", () => {
    const packages = loaded.flatMap((graph) =>
      graph.packages
        .filter((name) => !name.startsWith("node:") && !needed.includes(name) && !name.startsWith("semver/"))
        .map((name) => graph.wayTo(name).join(" > ")),
    );
    expect(packages).toEqual([]);
  });

  test.each(["server", "report", "cli", "recording", "replay", "testing", "expression"])(
    "nothing of src/%s",
    (room) => {
      const files = loaded.flatMap((graph) =>
        graph.files.filter((file) => file.startsWith(`src/${room}/`)).map((file) => graph.wayTo(file).join(" > ")),
      );
      expect(files).toEqual([]);
    },
  );

  test("no kind that the plan does not use", () => {
    expect(loaded.flatMap(({ files }) => files).filter((file) => file.startsWith("devices/"))).toEqual([]);
  });
});

describe("a slice of a simulation loads", () => {
  const slice = ["src/library/simulation/simulation-process.ts", "src/library/simulation/simulation-slice.ts"].map(
    (entry) => moduleGraph(entry),
  );

  test.each(["zod", "@faker-js/faker/locale/en", "csv-parse/sync", "yaml", "yargs", "jiti", "ws"])("no %s", (name) => {
    expect(slice.flatMap((graph) => (graph.packages.includes(name) ? [graph.wayTo(name).join(" > ")] : []))).toEqual(
      [],
    );
  });
});

test("every shipped kind is found by its name alone", async () => {
  expect(await shippedKinds(catalog.map(({ name }) => name))).toEqual(catalog);
});
