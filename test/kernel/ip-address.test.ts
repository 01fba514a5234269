import { describe, expect, test } from "vitest";
import { ipAddressText, parseIpAddress } from "../../src/kernel/ip-address.ts";

describe("an IP address", () => {
  test("is a number, in either family", () => {
    expect(parseIpAddress("127.0.0.1")).toEqual({ family: 4, value: 0x7f_00_00_01n });
    expect(parseIpAddress("::1")).toEqual({ family: 6, value: 1n });
    expect(parseIpAddress("2001:db8::a:b")).toEqual({ family: 6, value: 0x20010db80000000000000000_000a000bn });
    expect(parseIpAddress("::ffff:10.0.0.1")).toEqual({ family: 6, value: 0xffff_0a000001n });
  });

  test.each([
    "",
    "1.2.3",
    "1.2.3.4.5",
    "1.2.3.256",
    "01.2.3.4",
    "1.2.3.-4",
    " 1.2.3.4",
    "1:2:3:4:5:6:7",
    "1:2:3:4:5:6:7:8:9",
    "1::2::3",
    "1:2:3:4:5:6:7::8:9",
    "12345::",
    "g::",
    "fe80::1%eth0",
    "::1.2.3",
    ":1",
    "1:",
  ])("is not %j", (text) => {
    expect(parseIpAddress(text)).toBeUndefined();
  });

  // RFC 5952 §4
  test.each([
    ["0:0:0:0:0:0:0:0", "::"],
    ["2001:0DB8::0001", "2001:db8::1"],
    ["2001:db8:0:1:1:1:1:1", "2001:db8:0:1:1:1:1:1"],
    ["2001:0:0:1:0:0:0:1", "2001:0:0:1::1"],
    ["2001:db8:0:0:1:0:0:1", "2001:db8::1:0:0:1"],
    ["1:0:0:0:0:0:0:0", "1::"],
    ["10:0:0:10:0b00:0:0:100", "10::10:b00:0:0:100"],
    ["192.0.2.255", "192.0.2.255"],
  ])("%s is written %s", (text, shortest) => {
    expect(ipAddressText(parseIpAddress(text)!)).toBe(shortest);
  });
});
