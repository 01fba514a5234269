import type { LookupAddress } from "node:dns";
import { describe, expect, test } from "vitest";
import { VirtualClock } from "../../../src/kernel/clock.ts";
import { instant } from "../../../src/kernel/time.ts";
import { HostLookup } from "../../../src/wire/transport/host-lookup.ts";

type Answer = (error: NodeJS.ErrnoException | null, addresses: LookupAddress[]) => void;

function setUp(): {
  clock: VirtualClock;
  asked: { host: string; family: number; answer: Answer }[];
  ask: (host: string, family?: number) => Promise<string[]>;
  askOne: (host: string) => Promise<string>;
} {
  const clock = new VirtualClock(instant(0));
  const asked: { host: string; family: number; answer: Answer }[] = [];
  const hosts = new HostLookup(clock, (host, { family }, answer) => asked.push({ host, family, answer }));
  const ask = (host: string, family = 0): Promise<string[]> =>
    new Promise((resolve, reject) => {
      hosts.lookup(host, { all: true, family }, (error, addresses) => {
        if (error === null) resolve((addresses as LookupAddress[]).map(({ address }) => address));
        else reject(error);
      });
    });
  const askOne = (host: string): Promise<string> =>
    new Promise((resolve) => hosts.lookup(host, {}, (_error, address) => resolve(address as string)));
  return { clock, asked, ask, askOne };
}
const addresses = (...names: string[]): LookupAddress[] => names.map((address) => ({ address, family: 4 }));

describe("looking up a host", () => {
  test("asks once for all who ask while the question is under way, and gives each another address first", async () => {
    const { asked, ask } = setUp();
    const answers = [ask("hub"), ask("hub"), ask("hub")];
    expect(asked).toHaveLength(1);
    asked[0]!.answer(null, addresses("a", "b"));
    expect(await Promise.all(answers)).toEqual([
      ["a", "b"],
      ["b", "a"],
      ["a", "b"],
    ]);
  });

  test("keeps an answer for half a minute, and goes on in turn", async () => {
    const { clock, asked, ask, askOne } = setUp();
    const first = ask("hub");
    asked[0]!.answer(null, addresses("a", "b"));
    await first;
    clock.advanceTo(instant(29_999));
    expect(await ask("hub")).toEqual(["b", "a"]);
    expect(await askOne("hub")).toBe("a");
    expect(asked).toHaveLength(1);
    clock.advanceTo(instant(30_000));
    void ask("hub");
    expect(asked).toHaveLength(2);
  });

  test("tells everybody of an error and asks anew the next time", async () => {
    const { asked, ask } = setUp();
    const answers = [ask("hub"), ask("hub")];
    asked[0]!.answer(Object.assign(new Error("no such host"), { code: "ENOTFOUND" }), []);
    for (const answer of await Promise.allSettled(answers)) expect(answer.status).toBe("rejected");
    void ask("hub");
    expect(asked).toHaveLength(2);
  });

  test("keeps hosts and address families apart", () => {
    const { asked, ask } = setUp();
    void ask("hub");
    void ask("hub", 6);
    void ask("other");
    expect(asked.map(({ host, family }) => [host, family])).toEqual([
      ["hub", 0],
      ["hub", 6],
      ["other", 0],
    ]);
  });

  test("never answers from within the call, and finds no address in an empty answer", async () => {
    const { asked, ask, askOne } = setUp();
    const first = ask("hub");
    asked[0]!.answer(null, []);
    expect(await first).toEqual([]);
    let answered = false;
    const second = askOne("hub").then((address) => {
      answered = true;
      return address;
    });
    expect(answered).toBe(false);
    expect(await second).toBe("");
  });

  test("does not remember more hosts than it may", async () => {
    const { asked, ask } = setUp();
    for (let index = 0; index < 1_001; index++) {
      const answer = ask(`hub-${index}`);
      asked.at(-1)!.answer(null, addresses("a"));
      await answer;
    }
    await ask("hub-1000");
    expect(asked).toHaveLength(1_001);
    void ask("hub-0");
    expect(asked).toHaveLength(1_002);
  });
});
