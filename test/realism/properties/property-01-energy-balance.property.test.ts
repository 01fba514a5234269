/**
 * Property 1 of ten: heat that goes into a house leaves it or stays in it, and a meter counts the power that is shown.
 *
 *     ∫ gains dt = UA ∫ (Ta - To) dt + Ca ΔTa + Cm ΔTm          relative error below 1e-9
 */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { catalog } from "../../../devices/catalog.ts";
import { advanceHouse, heatLost } from "../../../src/device/index.ts";
import type { Kind } from "../../../src/device/kind.ts";
import { Workbench } from "../../../src/testing/index.ts";
import { anyHouse, anySixHours, anyState, inputsOf } from "./dwellings.ts";
import { anyLife, take } from "./lives.ts";

describe("property 1: energy balance", () => {
  test("over six hours of changing weather and gains a house takes in what it is given and does not lose", () => {
    fc.assert(
      fc.property(anyHouse, anyState, anySixHours, (model, state, segments) => {
        const stored = (): number => model.airCapacity * state.air + model.massCapacity * state.mass;
        const before = stored();
        let given = 0;
        let lost = 0;
        let turnover = 0;
        for (const segment of segments) {
          const inputs = inputsOf(model, segment);
          const gains = (inputs.airGain + inputs.massGain) * segment.seconds;
          const losses = heatLost(state, model, inputs, segment.seconds);
          const held = stored();
          advanceHouse(state, model, inputs, segment.seconds);
          given += gains;
          lost += losses;
          turnover += Math.abs(gains) + Math.abs(losses) + Math.abs(stored() - held);
        }
        expect(Math.abs(given - lost - (stored() - before))).toBeLessThanOrEqual(1e-9 * turnover);
      }),
      { numRuns: 300 },
    );
  });

  test("the heat a house loses is the integral of UA (Ta - To) that a fine sum finds", () => {
    fc.assert(
      fc.property(anyHouse, anyState, anySixHours, (model, state, [segment]) => {
        const inputs = inputsOf(model, segment!);
        const seconds = Math.min(1_800, segment!.seconds);
        const lost = heatLost(state, model, inputs, seconds);
        // Simpson's rule over the seconds.
        const there = { ...state };
        let sum = 0;
        for (let second = 0; second < seconds; second++) {
          const first = there.air;
          advanceHouse(there, model, inputs, 0.5);
          const middle = there.air;
          advanceHouse(there, model, inputs, 0.5);
          sum += (first + 4 * middle + there.air) / 6 - inputs.outdoor;
        }
        expect(Math.abs(lost - model.heatLoss * sum)).toBeLessThanOrEqual(1e-6 * model.heatLoss * seconds);
      }),
      { numRuns: 30 },
    );
  });

  // Kinds whose power is constant from one thing that happens to the next: then the integral is a sum.
  test.each(stepwise().map((kind) => [kind.name, kind] as const))(
    "what a %s has counted is the integral of the power it shows, in any life",
    (_name, kind) => {
      fc.assert(
        fc.property(anyLife(kind, { steps: 20 }), fc.nat(), (life, seed) => {
          const meter = { joules: 0, since: 0 };
          const bench = new Workbench({ kind: metered(kind, meter), seed });
          meter.since = bench.now;
          for (const step of life) take(bench, step);
          const power = bench.value("activePower") as number;
          const joules = meter.joules + (power * (bench.now - meter.since)) / 1_000;
          const counted = (bench.value("cumulativeEnergyImported") as number) * 3_600_000;
          // Energy is told to the watt-hour or finer, power to half a tenth of a watt.
          const hours = (bench.now - start(kind)) / 3_600_000;
          expect(Math.abs(counted - joules)).toBeLessThanOrEqual(3_600 * 1.001 + 0.05 * hours * 3_600);
        }),
        { numRuns: 25 },
      );
    },
  );
});

function stepwise(): readonly Kind[] {
  return catalog.filter(
    ({ attributes, signals }) => attributes.cumulativeEnergyImported !== undefined && signals.activePower === undefined,
  );
}

function start(kind: Kind): number {
  return new Workbench({ kind }).now;
}

/** The kind with a second meter beside its own, which sees nothing but the power it shows. */
function metered(kind: Kind, meter: { joules: number; since: number }): Kind {
  return {
    ...kind,
    step(state, input, context) {
      const power = context.get("activePower") as number;
      meter.joules += (power * (context.now - meter.since)) / 1_000;
      meter.since = context.now;
      kind.step(state, input, context);
    },
  };
}
