/**
 * Watches over every test file: a process warning, or a handle left open, fails it, whatever its tests say. Unhandled
 * rejections and uncaught exceptions the test runner fails itself.
 *
 * A handle is what keeps the process alive: a timer, a socket, a server, a child. Those there before the file is loaded
 * are the test runner's own. Closing takes a few turns of the event loop, and the test runner reports by a timer of
 * 100 ms, so a handle gets a moment to go.
 */
import { setTimeout as pause } from "node:timers/promises";
import { afterAll, expect } from "vitest";

const graceMillis = 2_000;
const lookEveryMillis = 5;

const before = handles();
const warnings: string[] = [];

process.on("warning", ({ name, message }) => warnings.push(`${name}: ${message}`));

afterAll(async () => {
  let waited = 0;
  do await pause(lookEveryMillis, undefined, { ref: false });
  while (left().length > 0 && (waited += lookEveryMillis) < graceMillis);
  expect(left(), "handles left open").toEqual([]);
  expect(warnings, "process warnings").toEqual([]);
});

/** How many there are of each kind of handle. */
function handles(): Map<string, number> {
  const counts = new Map<string, number>();
  for (const kind of process.getActiveResourcesInfo()) counts.set(kind, (counts.get(kind) ?? 0) + 1);
  return counts;
}

/** The kinds of which there are more than before. */
function left(): string[] {
  return [...handles()].filter(([kind, count]) => count > (before.get(kind) ?? 0)).map(([kind]) => kind);
}
