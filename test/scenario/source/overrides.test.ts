import { describe, expect, test } from "vitest";
import { readDocument } from "../../../src/scenario/source/located-document.ts";
import { applyOverrides, type Overrides } from "../../../src/scenario/source/overrides.ts";

const text = `
homes: 20
target: wss://hub.example.com
fleet:
  - { kind: lock, perHome: 1 }
  - { kind: lock, name: back-doors, reconnect: fixed }
`;

function over(overrides: Overrides, from = text): ReturnType<typeof applyOverrides> {
  return applyOverrides(readDocument(from, "x.yaml"), overrides);
}

describe("an override", () => {
  test("replaces a value by its path, in the types of YAML", () => {
    const { value, problems } = over({
      set: ["homes=5", "fleet[0].perHome={ uniform: [1, 2] }", "description=it is: so", "name="],
    });
    expect(problems).toEqual([]);
    expect(value).toMatchObject({
      homes: 5,
      fleet: [{ kind: "lock", perHome: { uniform: [1, 2] } }, { name: "back-doors" }],
      description: "it is: so",
      name: null,
    });
  });

  test("makes what is missing on the way, and keeps what is beside it", () => {
    expect(over({ set: ["world.climate=maritime", 'fleet[0].labels["a.b"]=c'] }).value).toMatchObject({
      world: { climate: "maritime" },
      fleet: [{ kind: "lock", perHome: 1, labels: { "a.b": "c" } }, {}],
    });
  });

  test("finds items of a list by name or kind", () => {
    const { value } = over({ set: ["fleet.back-doors.count=3", "fleet.lock.perHome=2", "fleet.1.id=x-{number}"] });
    expect(value).toMatchObject({ fleet: [{ perHome: 2 }, { count: 3, id: "x-{number}" }] });
  });

  test("turns a short form into the mapping it stands for", () => {
    const { value } = over({ set: ["target.heartbeat=5s", "fleet.back-doors.reconnect.delay=1s"] });
    expect(value).toMatchObject({
      target: { url: "wss://hub.example.com", heartbeat: "5s" },
      fleet: [{}, { reconnect: { policy: "fixed", delay: "1s" } }],
    });
  });

  test("has options of its own for what is changed most", () => {
    const all = {
      target: "ws://localhost:1",
      devices: 7,
      seed: 9,
      speed: "max",
      duration: "5m",
      insecure: true,
    } as const;
    expect(over(all).value).toMatchObject({
      target: { url: "ws://localhost:1", tls: { insecure: true } },
      devices: 7,
      seed: 9,
      clock: { speed: "max" },
      duration: "5m",
    });
    expect(over({ target: "ws://b" }, "target: { url: ws://a, heartbeat: 5s }").value).toEqual({
      target: { url: "ws://b", heartbeat: "5s" },
    });
    expect(over({ insecure: true }, "homes: 1").value).toEqual({ homes: 1 });
  });

  test("adds with --set to the target that --target names", () => {
    const set = ["target.auth.bearer=abc"];
    const target = { url: "ws://b", auth: { bearer: "abc" } };
    for (const written of ["homes: 1", "target: ws://a", "target: { url: ws://a }"]) {
      expect(over({ target: "ws://b", set }, written).value).toHaveProperty("target", target);
      expect(over({ target: "ws://b", set, insecure: true }, written).value).toHaveProperty("target", {
        ...target,
        tls: { insecure: true },
      });
    }
    expect(over({ insecure: true, set: ["target=wss://b"] }, "homes: 1").value).toHaveProperty("target", {
      url: "wss://b",
      tls: { insecure: true },
    });
  });

  test("wins over an option for the same path, as the more exact wish", () => {
    const overrides = { target: "ws://b", seed: 1, set: ["target.url=ws://c", "seed=2"] };
    expect(over(overrides, "homes: 1").value).toEqual({ homes: 1, seed: 2, target: { url: "ws://c" } });
  });

  test("takes the target away with --target none, and all that was in it", () => {
    const { value, problems } = over({ target: "none", speed: "max", insecure: true });
    expect(problems).toEqual([]);
    expect(value).toMatchObject({ homes: 20, clock: { speed: "max" } });
    expect(value).not.toHaveProperty("target");
    expect(over({ target: "none" }, "homes: 1").value).toEqual({ homes: 1 });
  });

  test("leaves the text it is put over as it is", () => {
    const source = readDocument(text, "x.yaml");
    applyOverrides(source, { set: ["fleet[0].perHome=9", "homes=1"] });
    expect(source.value).toMatchObject({ homes: 20, fleet: [{ perHome: 1 }, {}] });
  });

  test("is where problems with its value point to", () => {
    const located = over({ set: ["fleet[0].perHome=many"], devices: 0 });
    expect(located.locate(["fleet", 0, "perHome"])).toEqual({
      file: "--set fleet[0].perHome",
      line: 0,
      column: 0,
      excerpt: "",
    });
    expect(located.locate(["devices"]).file).toBe("--devices");
    expect(located.locate(["fleet", 1, "kind"])).toMatchObject({ file: "x.yaml", line: 6 });
  });

  test.each([
    ["homes", 'expected path=value, such as homes=10 or fleet.bulb.perHome=3, found "homes"'],
    ["=5", 'expected path=value, such as homes=10 or fleet.bulb.perHome=3, found ""'],
    ["a..b=5", 'expected path=value, such as homes=10 or fleet.bulb.perHome=3, found "a..b"'],
    ["__proto__.a=5", 'expected path=value, such as homes=10 or fleet.bulb.perHome=3, found "__proto__.a"'],
    ["fleet.bulb.count=5", 'expected the name of an item of fleet, found "bulb"'],
    ["fleet[9].count=5", "expected a position in fleet, 0..1, found 9"],
    ["homes.count=5", "expected a path to a value, found that homes has nothing below it"],
  ])("%s is refused", (set, message) => {
    expect(over({ set: [set] }).problems).toMatchObject([{ message, line: 0 }]);
  });
});
