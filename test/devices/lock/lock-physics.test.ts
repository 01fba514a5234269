import { describe, expect, test } from "vitest";
import {
  batteryPercent,
  drawCharge,
  newBattery,
  packVolts,
  RandomStream,
  updateChargeLevel,
  type BatteryState,
} from "flotilla/device";
import {
  drawnAlready,
  leastVolts,
  lockProfile,
  motorCurrent,
  throwBolt,
  type LockCells,
  type LockProfile,
  type LockRadio,
} from "../../../devices/lock/lock-physics.ts";

const room = 20;

describe("the life of a lock's batteries at ten operations a day", () => {
  for (const [radio, shortest, longest] of [
    ["wifi", 80, 190],
    ["thread", 180, 500],
  ] as const) {
    test(`over ${radio} takes ${shortest} to ${longest} days from 100 to 20 %, and idling takes most of it`, () => {
      const all = lives(radio, "alkaline");
      for (const { fifth, idleShare } of all) {
        expect(fifth).toBeGreaterThan(shortest);
        expect(fifth).toBeLessThan(longest);
        expect(idleShare).toBeGreaterThan(0.7);
      }
      const percentPerDay = all.map(({ fifth }) => 80 / fifth).toSorted((x, y) => x - y)[all.length / 2]!;
      expect(percentPerDay).toBeGreaterThan(0.2);
      expect(percentPerDay).toBeLessThan(0.9);
    });
  }

  test("warns before it is critical and is critical before it is dead, whatever the cells", () => {
    for (const radio of ["wifi", "thread"] as const) {
      for (const cells of ["alkaline", "lithium"] as const) {
        for (const { operations } of lives(radio, cells)) {
          expect(operations.warning).toBeLessThan(operations.critical);
          expect(operations.critical).toBeLessThan(operations.dead);
        }
      }
    }
  });

  test.each(["wifi", "thread"] as const)("on alkaline cells over %s warns two to eight weeks ahead", (radio) => {
    for (const { operations } of lives(radio, "alkaline")) {
      const weeks = (operations.dead - operations.warning) / 70;
      expect(weeks).toBeGreaterThan(2);
      expect(weeks).toBeLessThan(8);
    }
  });

  test("on lithium cells warns less than a week ahead, out of a percentage that looked fine", () => {
    for (const radio of ["wifi", "thread"] as const) {
      for (const { operations } of lives(radio, "lithium")) {
        expect((operations.dead - operations.warning) / 70).toBeLessThan(1);
      }
    }
  });
});

describe("the motor", () => {
  const profiles = Array.from({ length: 300 }, (_, i) =>
    lockProfile("wifi", "alkaline", new RandomStream(5, i, "lock")),
  );

  test("throws the bolt in 1.0 to 2.5 s, slower as the cells empty, until it does not turn", () => {
    for (const profile of profiles) {
      let previous = 0;
      let refused = false;
      for (let share = 0; share <= 1; share += 0.01) {
        const battery = newBattery(share * profile.battery.capacity);
        const thrown = throwBolt(profile, battery, room, false);
        if (thrown.outcome === "insufficient-battery") {
          expect(packVolts(battery, profile.battery, room, motorCurrent)).toBeLessThan(leastVolts);
          refused = true;
          continue;
        }
        expect(refused).toBe(false);
        expect(thrown.outcome).toBe("moved");
        expect(thrown.seconds).toBeGreaterThanOrEqual(Math.max(0.99, previous));
        expect(thrown.seconds).toBeLessThanOrEqual(2.5);
        expect(thrown.charge).toBeCloseTo(0.02 + (350 * thrown.seconds) / 3_600, 12);
        previous = thrown.seconds;
      }
      expect(refused).toBe(true);
    }
  });

  test("gives up on a bolt that binds after one or two retries, 2 to 5 s after it began", () => {
    const attempts = new Set<number>();
    for (const profile of profiles) {
      const thrown = throwBolt(profile, newBattery(), room, true);
      if (thrown.outcome !== "jammed") expect.fail(`expected a jam, found ${thrown.outcome}`);
      expect(thrown.seconds).toBeGreaterThanOrEqual(2);
      expect(thrown.seconds).toBeLessThanOrEqual(5);
      expect(thrown.charge).toBeGreaterThan(throwBolt(profile, newBattery(), room, false).charge);
      attempts.add(thrown.attempts);
    }
    expect([...attempts].toSorted()).toEqual([2, 3]);
  });

  test("of a tired lock works indoors and not in the frost", () => {
    const profile = profiles[0]!;
    const battery = newBattery(0.6 * profile.battery.capacity);
    expect(throwBolt(profile, battery, room, false).outcome).toBe("moved");
    expect(throwBolt(profile, battery, -20, false)).toEqual({ outcome: "insufficient-battery", seconds: 0, charge: 0 });
  });
});

test("a lock that has been on its door for a while has used up to three fifths of its cells", () => {
  const shares = Array.from({ length: 500 }, (_, i) => {
    const random = new RandomStream(6, i, "lock");
    const profile = lockProfile("wifi", "alkaline", random);
    return drawnAlready(profile, random) / profile.battery.capacity;
  });
  expect(Math.min(...shares)).toBeGreaterThanOrEqual(0);
  expect(Math.max(...shares)).toBeLessThan(0.6);
  expect(shares.filter((share) => share < 0.3).length).toBeGreaterThan(200);
});

interface Life {
  /** Days until 20 % or less is shown. */
  readonly fifth: number;
  /** Operations done when each was first seen; ten a day. */
  readonly operations: { readonly warning: number; readonly critical: number; readonly dead: number };
  /** Of the charge drawn down to 20 %. */
  readonly idleShare: number;
}

/** Lives of a hundred locks. */
function lives(radio: LockRadio, cells: LockCells): Life[] {
  return Array.from({ length: 100 }, (_, i) => lifeOf(lockProfile(radio, cells, new RandomStream(5, i, "lock"))));
}

function lifeOf(profile: LockProfile): Life {
  const battery: BatteryState = newBattery();
  const operations = { warning: 0, critical: 0, dead: 0 };
  let operated = 0;
  let fifth = 0;
  let idleShare = 0;
  for (let count = 1; operations.dead === 0; count++) {
    const thrown = throwBolt(profile, battery, room, false);
    if (thrown.outcome !== "moved") operations.dead = count;
    operated += thrown.charge;
    drawCharge(battery, profile.battery, 8_640, thrown.charge);
    if (fifth === 0 && batteryPercent(battery, profile.battery, room) <= 20) {
      fifth = count / 10;
      idleShare = 1 - operated / battery.used;
    }
    const level = updateChargeLevel(battery, profile.battery, room);
    if (level !== "ok" && operations.warning === 0) operations.warning = count;
    if (level === "critical" && operations.critical === 0) operations.critical = count;
  }
  return { fifth, operations, idleShare };
}
