import { networkInterfaces } from "node:os";
import { describe, expect, test } from "vitest";
import { pairsPerAddress, sourcesOf } from "../../../src/library/machine/source-addresses.ts";

describe("source addresses", () => {
  // All of 127/8 is of the machine on Linux, where these tests run.
  test("are addresses of this machine, each once, with the ports that need no privilege", async () => {
    const sources = await sourcesOf("127.0.0.2-127.0.0.4,127.0.0.3");
    expect(sources.addresses).toEqual(["127.0.0.2", "127.0.0.3", "127.0.0.4"]);
    expect(sources.ports[0]!.first).toBeGreaterThanOrEqual(1_024);
    expect(sources.ports.at(-1)!.last).toBeLessThanOrEqual(65_535);
    expect(pairsPerAddress(sources)).toBeGreaterThan(50_000);
  });

  test("are those of an interface", async () => {
    const [name, entries] = Object.entries(networkInterfaces()).find(([, some]) =>
      some!.some(({ address }) => address === "127.0.0.1"),
    )!;
    const { addresses } = await sourcesOf(name);
    expect(addresses).toContain("127.0.0.1");
    expect(addresses.length).toBeLessThanOrEqual(entries!.length);
  });

  test("are refused when they are of another machine, before anything dials", async () => {
    // RFC 5737: no machine has these.
    await expect(sourcesOf("127.0.0.1,198.51.100.200-198.51.100.202")).rejects.toMatchObject({
      code: "usage",
      message:
        "expected addresses of this machine for --source-addresses, found 198.51.100.200 (EADDRNOTAVAIL), and 2 more like it",
      hint: expect.stringContaining("It has 1 of them: 127.0.0.1."),
    });
  });

  test("are refused when there is no such interface", async () => {
    await expect(sourcesOf("nowhere0", "target.sourceAddresses")).rejects.toMatchObject({
      code: "usage",
      message: 'expected the name of an interface with addresses for target.sourceAddresses, found "nowhere0"',
      hint: expect.stringContaining("This machine has "),
    });
  });

  test("are refused when they are none", async () => {
    await expect(sourcesOf("10.0.0.9-10.0.0.2")).rejects.toMatchObject({
      code: "usage",
      message: expect.stringContaining(
        'for --source-addresses, found "10.0.0.9-10.0.0.2", which ends before it begins',
      ),
      hint: "Write 10.0.0.2-10.0.0.9.",
    });
  });
});
