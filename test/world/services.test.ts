import { beforeAll, describe, expect, test } from "vitest";
import { days, hours, instant, minutes, seconds } from "../../src/kernel/time.ts";
import { feederOf, providerAreaOf } from "../../src/world/outages.ts";
import { Services, type NetworkState, type ServiceChange } from "../../src/world/services.ts";
import { World } from "../../src/world/world.ts";

const start = instant(Date.UTC(2026, 0, 1));
const length = days(90);
const end = instant(start + length);
const homes = Array.from({ length: 1_000 }, (_, home) => home * 7);

interface Spell {
  readonly home: number;
  readonly state: NetworkState;
  readonly cause: string;
  readonly from: number;
  readonly to: number;
}

/** 90 days of 1,000 homes, spread over 28 feeders. */
const spells: Spell[] = [];
let downs: Spell[] = [];
const downsOf = new Map<number, Spell[]>();
const cuts: { readonly home: number; readonly from: number; readonly to: number }[] = [];
const services = new Services(1);

beforeAll(() => {
  for (const home of homes) {
    let open: Omit<Spell, "to"> = { home, state: services.at(home, start).network, cause: "", from: start };
    let dark: number | undefined;
    for (const change of changesOf(home)) {
      if (change.type === "mains") {
        if (!change.on) dark = change.at;
        else if (dark !== undefined) cuts.push({ home, from: dark, to: change.at });
        continue;
      }
      spells.push({ ...open, to: change.at });
      open = { home, state: change.state, cause: change.cause, from: change.at };
    }
    spells.push({ ...open, to: end });
  }
  downs = spells.filter(({ state }) => state === "down");
  for (const down of downs) downsOf.set(down.home, [...(downsOf.get(down.home) ?? []), down]);
});

const lasting = ({ from, to }: { readonly from: number; readonly to: number }): number => to - from;

describe("the network of a home", () => {
  test("is there 99.5-99.9 % of the time on average, and in nine homes of ten over 98.5 %", () => {
    const availability = homes.map((home) => {
      const down = downsOf.get(home) ?? [];
      return 1 - down.reduce((sum, spell) => sum + lasting(spell), 0) / length;
    });
    expect(mean(availability)).toBeGreaterThan(0.995);
    expect(mean(availability)).toBeLessThan(0.999);
    expect(availability.toSorted((a, b) => a - b)[100]).toBeGreaterThan(0.985);
  });

  test("is good for hours with a heavy tail, degraded for two minutes, and mostly down for less than ten", () => {
    const good = spells.filter(({ state, from, to }) => state === "good" && from > start && to < end).map(lasting);
    const sorted = good.toSorted((a, b) => a - b);
    expect(mean(good)).toBeGreaterThan(hours(6));
    expect(mean(good)).toBeLessThan(hours(48));
    expect(sorted[Math.floor(sorted.length * 0.95)]! / sorted[Math.floor(sorted.length / 2)]!).toBeGreaterThan(6);
    expect(mean(spells.filter(({ state }) => state === "degraded").map(lasting))).toBeCloseTo(minutes(2), -4.2);
    const line = downs.filter(({ cause }) => cause === "line");
    expect(line.filter((spell) => lasting(spell) <= minutes(10)).length / line.length).toBeGreaterThan(0.9);
    expect(line.filter((spell) => lasting(spell) > hours(1)).length).toBeGreaterThan(50);
  });

  test("is down for each cause as often as it should", () => {
    const perQuarter = (cause: string): number => downs.filter((spell) => spell.cause === cause).length / homes.length;
    expect(perQuarter("isp")).toBeGreaterThan(0.4);
    expect(perQuarter("isp")).toBeLessThan(2);
    expect(perQuarter("router")).toBeGreaterThan(2);
    expect(perQuarter("router")).toBeLessThan(4);
    // Cuts and dips together.
    expect(perQuarter("mains")).toBeGreaterThan(0.5);
    expect(perQuarter("mains")).toBeLessThan(2);
  });

  test("realism check 33: is rarely down when a home elsewhere is, unless they share provider or feeder", () => {
    const apart = (one: number, other: number): boolean =>
      feederOf(one) !== feederOf(other) && providerAreaOf(one) !== providerAreaOf(other);
    let [asked, both] = [0, 0];
    for (const spell of downs) {
      const other = homes[(spell.home / 7 + 500) % homes.length]!;
      if (lasting(spell) < minutes(1) || !apart(spell.home, other)) continue;
      asked++;
      if (services.at(other, instant((spell.from + spell.to) / 2)).network === "down") both++;
    }
    expect(asked).toBeGreaterThan(1_000);
    expect(both / asked).toBeLessThan(0.02);
  });

  test("fails together in homes of one provider area", () => {
    const isp = downs.filter(({ cause, from, to }) => cause === "isp" && from > start && to < end);
    for (const { home, from, to } of isp) {
      const neighbour = homes.find((other) => other !== home && providerAreaOf(other) === providerAreaOf(home));
      if (neighbour === undefined) continue;
      expect(services.at(neighbour, instant((from + to) / 2)).network).toBe("down");
    }
    expect(isp.length).toBeGreaterThan(300);
  });
});

describe("the mains of a home", () => {
  test("fail once or twice a year for about an hour, and some times for seconds", () => {
    const perYear = (some: readonly unknown[]): number => (some.length / homes.length) * (days(365) / length);
    const long = cuts.filter((cut) => lasting(cut) > seconds(3));
    expect(perYear(long)).toBeGreaterThan(0.7);
    expect(perYear(long)).toBeLessThan(2.5);
    expect(perYear(cuts) - perYear(long)).toBeGreaterThan(1.5);
    const sorted = long.map(lasting).toSorted((a, b) => a - b);
    expect(sorted[Math.floor(sorted.length / 2)]).toBeGreaterThan(minutes(20));
    expect(sorted[Math.floor(sorted.length / 2)]).toBeLessThan(hours(3));
  });

  test("take the network with them, and the router is back one to three minutes after the power", () => {
    for (const { home, from, to } of cuts.slice(0, 300)) {
      expect(services.at(home, instant(from + 1)).network).toBe("down");
      expect(services.at(home, instant(to + minutes(1) - 1)).network).toBe("down");
    }
    const back = cuts
      .filter(({ to }) => to + minutes(5) < end)
      .map(({ home, to }) => {
        const spell = downsOf.get(home)!.find((down) => down.from <= to && down.to > to)!;
        return spell.to - to;
      });
    const prompt = back.filter((wait) => wait >= minutes(1) && wait <= minutes(3) + 2);
    expect(prompt.length / back.length).toBeGreaterThan(0.97);
  });

  test("fail for all homes of a feeder at the same moment", () => {
    for (const { home, from, to } of cuts.slice(0, 100)) {
      for (const other of homes.filter((candidate) => feederOf(candidate) === feederOf(home))) {
        expect(services.at(other, instant((from + to) / 2)).mains).toBe(false);
      }
    }
  });
});

test("nothing fails in a world without outages, which is the default", () => {
  const options = { seed: 1, climate: "continental", timeZoneOffset: hours(1) } as const;
  for (const world of [new World(options), new World({ ...options, outages: "none" })]) {
    expect(world.nextServiceChange(3, start)).toBeUndefined();
    expect(world.services(3, start)).toEqual({ mains: true, network: "good" });
  }
  const typical = new World({ ...options, outages: "typical" });
  expect(typical.nextServiceChange(3, start)).toEqual(services.next(3, start));
});

test("golden: what changes in home 0 of seed 42", () => {
  const world = new World({ seed: 42, climate: "continental", timeZoneOffset: hours(1), outages: "typical" });
  let at = start;
  const told = Array.from({ length: 4 }, () => {
    const next = world.nextServiceChange(0, at)!;
    at = next.at;
    return `${new Date(next.at).toISOString()} ${next.type === "mains" ? String(next.on) : `${next.state} ${next.cause}`}`;
  });
  expect(told).toMatchInlineSnapshot(`
    [
      "2026-01-04T02:32:17.384Z degraded line",
      "2026-01-04T02:34:08.856Z good line",
      "2026-01-05T07:10:41.519Z degraded line",
      "2026-01-05T07:11:15.875Z down line",
    ]
  `);
});

function changesOf(home: number): ServiceChange[] {
  const changes: ServiceChange[] = [];
  for (let next = services.next(home, start); next !== undefined && next.at < end;) {
    changes.push(next);
    next = services.next(home, next.at);
  }
  return changes;
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
