import { describe, expect, test } from "vitest";
import { Outputs } from "../../src/fleet/outputs.ts";
import type { RunInfo, RunOutput, Summary } from "../../src/fleet/run-events.ts";

const info = {} as RunInfo;
const summary = {} as Summary;

/** Writes down the kinds of news it hears. */
class Listener implements RunOutput {
  readonly heard: string[] = [];
  started(): void {
    this.heard.push("started");
  }
  progressed(): void {
    this.heard.push("progressed");
  }
  noticed({ elapsedMillis, level, text }: { elapsedMillis: number; level: string; text: string }): void {
    this.heard.push(`${elapsedMillis} ${level}: ${text}`);
  }
  recorded(): void {
    this.heard.push("recorded");
  }
  async finished(): Promise<void> {
    await Promise.resolve();
    this.heard.push("finished");
  }
}

const fail = (): never => {
  throw new Error("disk full");
};

/** Everything there is to tell, twice. */
async function tellAll(outputs: Outputs): Promise<void> {
  outputs.started(info);
  for (let round = 0; round < 2; round++) {
    outputs.recorded({} as never);
    outputs.progressed({} as never);
    outputs.noticed("info", "hello");
  }
  await outputs.finished(summary);
}

const everything = [
  "started",
  ...["recorded", "progressed", "7 info: hello"],
  ...["recorded", "progressed", "7 info: hello"],
  "finished",
];

describe("outputs", () => {
  test("hear everything in order, each what it has a method for", async () => {
    const all = new Listener();
    const texts: string[] = [];
    await tellAll(new Outputs([all, { noticed: ({ text }) => texts.push(text) }, {}], () => 7));
    expect(all.heard).toEqual(everything);
    expect(texts).toEqual(["hello", "hello"]);
  });

  test.each(["started", "progressed", "recorded"] as const)(
    "that throw when something is %s hear no more of it, and still the end; the others hear of it once",
    async (news) => {
      const other = new Listener();
      const broken = new Listener();
      let calls = 0;
      broken[news] = () => {
        calls++;
        fail();
      };
      await tellAll(new Outputs([broken, other], () => 7));
      expect(calls).toBe(1);
      expect(broken.heard.at(-1)).toBe("finished");
      const warning = `7 warning: an output failed and hears no more of what is ${news}: disk full`;
      expect(other.heard.filter((heard) => heard === warning)).toHaveLength(1);
      expect(other.heard.filter((heard) => heard !== warning)).toEqual(everything);
    },
  );

  test("that throw at a notice do not go round in circles", async () => {
    const other = new Listener();
    const broken: RunOutput = { noticed: fail };
    const outputs = new Outputs([broken, other, { noticed: fail }], () => 7);
    outputs.noticed("info", "hello");
    expect(other.heard.filter((heard) => heard.startsWith("7 warning"))).toHaveLength(2);
    expect(other.heard).toContain("7 info: hello");
    expect(outputs.want("noticed")).toBe(true);
  });

  test("that cannot finish do not keep the others from it", async () => {
    const other = new Listener();
    await tellAll(new Outputs([{ finished: () => Promise.reject(new Error("disk full")) }, other], () => 7));
    expect(other.heard).toContain("finished");
    expect(other.heard).toContain("7 warning: an output could not be finished: disk full");
  });

  test("hear nothing after the end", async () => {
    const all = new Listener();
    const outputs = new Outputs([all], () => 7);
    await tellAll(outputs);
    outputs.noticed("info", "too late");
    outputs.recorded({} as never);
    expect(all.heard).toEqual(everything);
  });

  test("say what they want to hear", () => {
    const outputs = new Outputs([{ recorded: fail }], () => 7);
    expect(outputs.want("recorded")).toBe(true);
    expect(outputs.want("progressed")).toBe(false);
    outputs.recorded({} as never);
    expect(outputs.want("recorded")).toBe(false);
  });
});
