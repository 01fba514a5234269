import { describe, expect, test } from "vitest";
import { ColumnSets, valuesOf } from "../../src/device/columns.ts";

const names = Array.from({ length: 40 }, (_, number) => `attribute${number}`);

describe("columns", () => {
  test("are one object for all samples of the same attributes", () => {
    const sets = new ColumnSets(names);
    const columns = sets.of([0, 3, 30, 99], 3);
    expect(columns.names).toEqual(["attribute0", "attribute3", "attribute30"]);
    expect(sets.of([0, 3, 30], 3)).toBe(columns);
    expect(sets.of([0, 3], 2).names).toEqual(["attribute0", "attribute3"]);
  });

  test("are never taken for those of another attribute, however many there are", () => {
    const sets = new ColumnSets(names);
    for (let round = 0; round < 2; round++) {
      for (let number = 0; number < names.length; number++) {
        expect(sets.of([number], 1).names).toEqual([names[number]]);
        if (number > 0) expect(sets.of([number - 1, number], 2).names).toEqual([names[number - 1], names[number]]);
      }
    }
  });

  test("are right for more sets than are kept", () => {
    const sets = new ColumnSets(names);
    for (let first = 0; first < 31; first++) {
      for (let second = first + 1; second < 31; second++) {
        expect(sets.of([first, second], 2).names).toEqual([names[first], names[second]]);
      }
    }
  });

  test("and a list make an object, in order", () => {
    const columns = new ColumnSets(names).of([1, 2], 2);
    expect(JSON.stringify(valuesOf(columns, [21.5, null]))).toBe('{"attribute1":21.5,"attribute2":null}');
  });
});
