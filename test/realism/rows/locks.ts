/** Rows 23-27: locks, the people at them and the cells in them. */
import { lock } from "../../../devices/lock/lock.ts";
import { lockProfile, type LockRadio, throwBolt } from "../../../devices/lock/lock-physics.ts";
import { batteryPercent, drawCharge, newBattery, updateChargeLevel } from "../../../src/device/physics/battery.ts";
import { RandomStream } from "../../../src/kernel/random.ts";
import { minutes, seconds } from "../../../src/kernel/time.ts";
import { Workbench } from "../../../src/testing/index.ts";
import { none, type Row } from "../row.ts";
import { median, share } from "../statistics.ts";
import type { Study } from "../study.ts";

export const lockRows: readonly Row[] = [
  {
    number: 23,
    statistic:
      "lock operations per home and day; share of them 01-05 h; how much busier 7-9 h and 16-19 h are than 10-12 h",
    target: "4-24; < .03; two peaks",
    source: "implied by occupancy",
    basis: "design target",
    async measure(study) {
      const { operationsPerHomeDay, byHour } = await study.doors;
      const per = (from: number, to: number): number => sum(byHour.slice(from, to)) / (to - from);
      return [
        { name: "a day", value: operationsPerHomeDay, low: 4, high: 24 },
        { name: "01-05 h", value: sum(byHour.slice(1, 5)), low: 0, high: 0.03 },
        { name: "7-9 h over 10-12 h", value: per(7, 9) / per(10, 12), low: 1.2, high: Number.POSITIVE_INFINITY },
        { name: "16-19 h over 10-12 h", value: per(16, 19) / per(10, 12), low: 1.2, high: Number.POSITIVE_INFINITY },
      ];
    },
  },
  {
    number: 24,
    statistic:
      "from unlocking to the first light or motion, arrivals after dark: median (s), share within 5 min; doors told alike",
    target: "median < 60 s; >= .85; lock and contact sensor agree",
    source: "coupling rule",
    basis: "design target",
    async measure(study) {
      const { lightOrMotionAfter, disagreements, openings } = await study.doors;
      return [
        { name: "median s", value: median(lightOrMotionAfter), low: 0, high: 60 },
        { name: "within 5 min", value: share(lightOrMotionAfter, (wait) => wait <= 300), low: 0.85, high: 1 },
        { name: "openings told by one alone", value: disagreements / openings, low: 0, high: 0.02 },
      ];
    },
  },
  {
    number: 25,
    statistic:
      "days from 100 to 20 % at ten operations a day: shortest and longest life; percent a day; idle share of the charge",
    target: "Wi-Fi 80-190; Thread 180-500; .2-.9; > .70",
    source: "field report and charge budget",
    basis: "published",
    measure(study) {
      const wifi = lives(study, "wifi", "alkaline");
      const thread = lives(study, "thread", "alkaline");
      const daysOf = (all: readonly Life[]): number[] => all.map(({ fifth }) => fifth);
      const perDay = [...wifi, ...thread].map(({ fifth }) => 80 / fifth);
      return [
        { name: "Wi-Fi, shortest", value: Math.min(...daysOf(wifi)), low: 80, high: 190 },
        { name: "Wi-Fi, longest", value: Math.max(...daysOf(wifi)), low: 80, high: 190 },
        { name: "Thread, shortest", value: Math.min(...daysOf(thread)), low: 180, high: 500 },
        { name: "Thread, longest", value: Math.max(...daysOf(thread)), low: 180, high: 500 },
        { name: "median % a day", value: median(perDay), low: 0.2, high: 0.9 },
        {
          name: "least idle share",
          value: Math.min(...[...wifi, ...thread].map((life) => life.idleShare)),
          low: 0.7,
          high: 1,
        },
      ];
    },
  },
  {
    number: 26,
    statistic: "warning before critical before dead; weeks from warning to dead, alkaline and lithium",
    target: "strictly ordered; 2-8; < 1",
    source: "Yale thresholds; user reports",
    basis: "published",
    measure(study) {
      const alkaline = (["wifi", "thread"] as const).flatMap((radio) => lives(study, radio, "alkaline"));
      const lithium = (["wifi", "thread"] as const).flatMap((radio) => lives(study, radio, "lithium"));
      const unordered = [...alkaline, ...lithium].filter(
        ({ warning, critical, dead }) => !(warning < critical && critical < dead),
      );
      const weeks = (all: readonly Life[]): number[] => all.map(({ warning, dead }) => (dead - warning) / 7);
      return [
        { name: "out of order", value: unordered.length, ...none },
        { name: "alkaline, shortest", value: Math.min(...weeks(alkaline)), low: 2, high: 8 },
        { name: "alkaline, longest", value: Math.max(...weeks(alkaline)), low: 2, high: 8 },
        { name: "lithium, longest", value: Math.max(...weeks(lithium)), low: 0, high: 1 },
      ];
    },
  },
  {
    number: 27,
    statistic: "five wrong codes lock out for 60 s with one alarm each time; a right code begins the count again",
    target: "exact",
    source: "Yale; Matter 1.6",
    basis: "published",
    measure: (study) => [{ name: "violations", value: lockOutViolations(study), ...none }],
  },
];

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

/** Days from new. */
interface Life {
  readonly fifth: number;
  readonly warning: number;
  readonly critical: number;
  readonly dead: number;
  readonly idleShare: number;
}

function lives({ seed, homes }: Study, radio: LockRadio, cells: "alkaline" | "lithium"): Life[] {
  return Array.from({ length: Math.min(300, homes) }, (_, index) => {
    const profile = lockProfile(radio, cells, new RandomStream(seed, index, "lock lives"));
    const battery = newBattery();
    const life = { fifth: 0, warning: 0, critical: 0, dead: 0, idleShare: 0 };
    let operated = 0;
    for (let count = 1; life.dead === 0; count++) {
      const day = count / 10;
      const thrown = throwBolt(profile, battery, 20, false);
      if (thrown.outcome !== "moved") life.dead = day;
      operated += thrown.charge;
      drawCharge(battery, profile.battery, 8_640, thrown.charge);
      if (life.fifth === 0 && batteryPercent(battery, profile.battery, 20) <= 20) {
        life.fifth = day;
        life.idleShare = 1 - operated / battery.used;
      }
      const level = updateChargeLevel(battery, profile.battery, 20);
      if (level !== "ok" && life.warning === 0) life.warning = day;
      if (level === "critical" && life.critical === 0) life.critical = day;
    }
    return life;
  });
}

/** Wrong and right codes in a random order on a hundred locks, beside a count of what should come of them. */
function lockOutViolations({ seed }: Study): number {
  let violations = 0;
  for (let index = 0; index < 100; index++) {
    const bench = new Workbench({ kind: lock, seed, index, settings: { usedByResidents: false, autoRelockTime: 0 } });
    const random = new RandomStream(seed, index, "codes");
    let wrong = 0;
    let alarms = 0;
    let lockedOutUntil = 0;
    for (let entry = 0; entry < 60; entry++) {
      const right = random.next() < 0.15;
      const open = bench.now >= lockedOutUntil;
      if (bench.value("lockState") === "unlocked") bench.device.act("turn-key");
      bench.device.act("enter-pin", { code: right ? "1234" : "0001" });
      bench.run(seconds(4 + 6 * random.next()));
      if (open && right) wrong = 0;
      if (open && !right && ++wrong === 5) {
        wrong = 0;
        alarms++;
        lockedOutUntil = bench.eventsOf("doorLockAlarm").at(-1)!.at + minutes(1);
      }
      if ((bench.value("lockState") === "unlocked") !== (open && right)) violations++;
      if (bench.eventsOf("doorLockAlarm").length !== alarms) violations++;
    }
  }
  return violations;
}
