import { expect, test } from "vitest";
import { warnOfDisk } from "../../src/cli/record-progress.ts";
import { testHost } from "../support/test-host.ts";

test("a warning takes the place of the line that changes, and does not stand behind it", () => {
  const host = testHost(["record"], { isTTY: true });
  host.stdout.write("1 connection, 1 open");
  warnOfDisk(host, "tape.ndjson", "the tape ends here: no space left");
  expect(host.out).toBe("1 connection, 1 open\r\u001B[2K");
  expect(host.err).toBe("warning: tape.ndjson: the tape ends here: no space left. Connections go on, unrecorded.\n");
});

test("elsewhere than on a terminal nothing is cleared", () => {
  const host = testHost(["record"]);
  warnOfDisk(host, "tape.ndjson", "the tape ends here: no space left");
  expect(host.out).toBe("");
});
