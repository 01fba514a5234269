import { expect, test } from "vitest";
import { smokeAlarm } from "../../devices/smoke-alarm/smoke-alarm.ts";
import { Workbench } from "../../src/testing/index.ts";
import { randomLife } from "../../src/testing/random-life.ts";

test("a random life is long enough for cells to give out, and goes on in the dark with commands and fresh cells", () => {
  const bench = new Workbench({ kind: smokeAlarm });
  let ends = 0;
  let inTheDark = 0;
  for (const step of randomLife(smokeAlarm, 1, 10_000)) {
    const before = bench.device.phase;
    const { length } = bench.given;
    step.do(bench);
    if (before !== "unpowered" && bench.device.phase === "unpowered") ends++;
    if (before === "unpowered" && bench.given.length > length) {
      inTheDark++;
      expect(bench.outcomeOf()).toMatchObject({ ok: false, failure: "rebooting" });
    }
    bench.said.length = 0;
  }
  expect(ends).toBeGreaterThan(1);
  expect(inTheDark).toBeGreaterThan(1);
});
