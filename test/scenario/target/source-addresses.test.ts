import { describe, expect, test } from "vitest";
import { readSourceAddresses } from "../../../src/scenario/target/source-addresses.ts";

const listed = (text: string): readonly string[] => {
  const items = readSourceAddresses(text);
  if (!Array.isArray(items)) throw new Error(JSON.stringify(items));
  return items.flatMap((item) => (item.type === "interface" ? [`interface ${item.name}`] : item.addresses));
};

describe("source addresses", () => {
  test.each([
    ["127.0.0.2", ["127.0.0.2"]],
    ["127.0.0.254-127.0.1.1", ["127.0.0.254", "127.0.0.255", "127.0.1.0", "127.0.1.1"]],
    ["10.0.0.0/30", ["10.0.0.1", "10.0.0.2"]],
    ["10.0.0.4/31", ["10.0.0.4", "10.0.0.5"]],
    ["10.0.0.9/32", ["10.0.0.9"]],
    ["fd00::fe-fd00::101", ["fd00::fe", "fd00::ff", "fd00::100", "fd00::101"]],
    ["fd00::/126", ["fd00::", "fd00::1", "fd00::2", "fd00::3"]],
    ["::1, 10.0.0.5 ,eth0", ["::1", "10.0.0.5", "interface eth0"]],
    ["br-0a1b", ["interface br-0a1b"]],
  ])("%s", (text, addresses) => {
    expect(listed(text)).toEqual(addresses);
  });

  test("a /24 is 254 addresses", () => {
    expect(listed("10.0.0.0/24")).toHaveLength(254);
  });

  test.each([
    ["", "an empty item", undefined],
    ["10.0.0.1,,10.0.0.2", "an empty item", undefined],
    ["10.0.0.300", '"10.0.0.300"', undefined],
    ["10.0.0.9-10.0.0.2", '"10.0.0.9-10.0.0.2", which ends before it begins', "Write 10.0.0.2-10.0.0.9."],
    ["10.0.0.2-60", '"10.0.0.2-60"', "Both ends of a range are whole addresses: 10.0.0.2-10.0.0.60."],
    ["10.0.0.2-fd00::1", '"10.0.0.2-fd00::1", a range from IPv4 to IPv6', undefined],
    ["10.0.0.0/33", '"10.0.0.0/33", whose prefix is not a number from 0 to 32', undefined],
    ["10.0.0.0/x", '"10.0.0.0/x", whose prefix is not a number from 0 to 32', undefined],
    [
      "10.0.0.7/24",
      '"10.0.0.7/24", which is an address inside a network',
      "The network is 10.0.0.0/24, the address alone 10.0.0.7.",
    ],
    ["fe80::1%eth0", '"fe80::1%eth0"', "Addresses of one link only (fe80::...%eth0) are not supported."],
    [
      "fd00::/64",
      '"fd00::/64", which is more than a million addresses',
      "At most 4096; one is enough for 64,000 connections to each address and port of a target.",
    ],
    [
      "127.0.0.0/20,127.1.0.0/20",
      '"127.0.0.0/20,127.1.0.0/20", which is 8188 addresses',
      "At most 4096; one is enough for 64,000 connections to each address and port of a target.",
    ],
  ])("%j is a fault", (text, found, hint) => {
    expect(readSourceAddresses(text)).toEqual({ found, ...(hint !== undefined && { hint }) });
  });
});
