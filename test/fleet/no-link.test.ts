import { describe, expect, test } from "vitest";
import { NoLink } from "../../src/fleet/no-link.ts";

describe("the link of a simulated device", () => {
  test("is ready while it is open, and tells its owner of each change once", () => {
    const phases: string[] = [];
    const link = new NoLink({ onLink: ({ phase }) => phases.push(phase), onIncoming: () => {} });
    expect(link.phase).toBe("idle");
    link.open();
    link.open();
    link.setNetwork();
    expect(link.phase).toBe("ready");
    link.cut();
    link.close();
    expect(phases).toEqual(["ready", "idle"]);
  });

  test("takes every answer", () => {
    expect(new NoLink({ onLink: () => {}, onIncoming: () => {} }).answer()).toBe(true);
  });
});
