import { describe, expect, test } from "vitest";
import { HomeUnits } from "../../src/fleet/home-units.ts";
import type { Unit } from "../../src/fleet/unit.ts";

/** They are only told apart. */
const unit = (name: string): Unit => ({ name }) as unknown as Unit;

describe.each([3, 200])("the %i devices of a home", (count) => {
  const some = Array.from({ length: count }, (_, place) => unit(`${place}`));
  const filled = (): HomeUnits => {
    const units = new HomeUnits();
    for (const [place, one] of some.entries()) units.add(one, place);
    return units;
  };

  test("stand in the order in which they came, with what each hears", () => {
    const units = filled();
    expect(units.size).toBe(count);
    expect(units.all).toEqual(some);
    expect(units.hears).toEqual([...some.keys()]);
  });

  test("are without those that left; one that comes again is the last", () => {
    const units = filled();
    units.remove(some[1]!);
    units.remove(unit("a stranger"));
    expect(units.all).toEqual(some.toSpliced(1, 1));
    units.add(some[1]!, 7);
    expect(units.all).toEqual([...some.toSpliced(1, 1), some[1]]);
    expect(units.hears.at(-1)).toBe(7);
  });

  test("are the same for who goes through them while some come and go", () => {
    const units = filled();
    const seen: Unit[] = [];
    for (const one of units.all) {
      seen.push(one);
      units.remove(one);
      units.add(unit("new"), 0);
    }
    expect(seen).toEqual(some);
    expect(units.all.some((one) => some.includes(one))).toBe(false);
  });

  test("are none when all have left, and as they were when all come again", () => {
    const units = filled();
    for (const one of some) units.remove(one);
    expect([units.size, units.all, units.hears]).toEqual([0, [], []]);
    for (const [place, one] of some.entries()) units.add(one, place);
    expect(units.all).toEqual(some);
  });
});
