import { describe, expect, test } from "vitest";
import { troubles } from "../../src/report/troubles.ts";
import { totals, totalsWith } from "./samples.ts";

describe("troubles", () => {
  test("a run without any has nothing to say, not even of normal closures", () => {
    expect(troubles(totals)).toEqual([]);
  });

  test("the worst come first, with their most frequent causes", () => {
    const found = troubles(
      totalsWith({
        connections: {
          refused: 21,
          refusals: { "401": 1, "503": 12, "429": 4, "500": 2, "502": 2 },
          lost: 3,
          closeCodes: { "1000": 400, "1006": 2, "1013": 1 },
        },
        commands: { lost: 1, failed: 2 },
      }),
    );
    expect(found).toEqual([
      { level: "bad", text: "refused 21 (HTTP 503 ×12, HTTP 429 ×4, HTTP 500 ×2, HTTP 502 ×2, 1 more)" },
      { level: "warning", text: "lost 3" },
      { level: "warning", text: "closed with 1006 ×2, 1013 ×1" },
      { level: "warning", text: "commands failed 2" },
      // While the run goes it may still come.
      { level: "faint", text: "commands not arrived yet 1" },
    ]);
  });

  test("attempts that failed only because the scenario took the network away are no fault of the server", () => {
    const planned = totalsWith({ connections: { failed: 84, failures: { NETWORK_DOWN: 84 } } });
    const mixed = totalsWith({ connections: { failed: 85, failures: { NETWORK_DOWN: 84, ECONNREFUSED: 1 } } });
    expect(troubles(planned)).toEqual([{ level: "warning", text: "failed 84 (NETWORK_DOWN ×84)" }]);
    expect(troubles(mixed)[0]?.level).toBe("bad");
  });
});
