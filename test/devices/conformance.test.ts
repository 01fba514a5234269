/** Every kind we ship keeps the device contract. */
import { describe, expect, test } from "vitest";
import { catalog } from "../../devices/catalog.ts";
import { kindConformance } from "../../src/testing/index.ts";

describe.each(catalog.map((kind) => [kind.name, kind] as const))("%s", (_name, kind) => {
  test.each(kindConformance(kind).map(({ name, run }) => [name, run] as const))("%s", (_sentence, run) => {
    expect(run).not.toThrow();
  });
});
