import { expect, test } from "vitest";
import { takeFunctions } from "../../../src/scenario/scripts/function-places.ts";

const first = (): void => {};
const second = (): void => {};

test("functions are taken from where actions may stand, and known by their place", () => {
  const scenario = {
    flotilla: 1,
    fleet: [
      { kind: "lock", on: { lost: first, ready: [{ act: "turn-key" }, second], boot: { where: "true", do: first } } },
    ],
    timeline: [
      { at: "1m", do: second },
      { at: "2m", do: [first, { wait: "10s" }, second] },
    ],
  };
  const { value, functions } = takeFunctions(scenario);
  expect(value).toEqual({
    flotilla: 1,
    fleet: [
      {
        kind: "lock",
        on: {
          lost: [{ function: "fleet[0].on.lost" }],
          ready: [{ act: "turn-key" }, { function: "fleet[0].on.ready[1]" }],
          boot: { where: "true", do: [{ function: "fleet[0].on.boot.do" }] },
        },
      },
    ],
    timeline: [
      { at: "1m", do: [{ function: "timeline[0].do" }] },
      {
        at: "2m",
        do: [{ function: "timeline[1].do[0]" }, { wait: "10s" }, { function: "timeline[1].do[2]" }],
      },
    ],
  });
  expect([...functions]).toEqual([
    ["fleet[0].on.lost", first],
    ["fleet[0].on.ready[1]", second],
    ["fleet[0].on.boot.do", first],
    ["timeline[0].do", second],
    ["timeline[1].do[0]", first],
    ["timeline[1].do[2]", second],
  ]);
});

test("the scenario itself stays as it is", () => {
  const scenario = { fleet: [{ on: { lost: first } }], timeline: [{ do: second }] };
  takeFunctions(scenario);
  expect(scenario).toEqual({ fleet: [{ on: { lost: first } }], timeline: [{ do: second }] });
});

test.each([
  [{ fleet: [{ settings: { autoRelockTime: first } }] }],
  [{ timeline: [{ at: first }] }],
  [{ load: first }],
  [first],
  [null],
  [[{ fleet: 7, timeline: "now" }]],
  [{ fleet: [7, null, { on: 3 }], timeline: [null, { do: 3 }] }],
])("nothing is taken from anywhere else: %o", (scenario) => {
  const { value, functions } = takeFunctions(scenario);
  expect(value).toEqual(scenario);
  expect(functions.size).toBe(0);
});
