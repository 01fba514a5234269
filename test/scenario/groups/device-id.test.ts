import { expect, test } from "vitest";
import { deviceId } from "../../../src/scenario/groups/device-id.ts";

const place = { index: 41, home: 7, numberInGroup: 11 };
const id = (template: string): string => deviceId({ id: template, name: "front", kind: "lock" }, place);

test.each([
  ["{group}-{number}", "front-0012"],
  ["{kind}/{index}", "lock/41"],
  ["{home}.{home}", "0007.0007"],
  ["{nothing} {}", "{nothing} {}"],
  ["plain", "plain"],
])("%s is %s", (template, expected) => {
  expect(id(template)).toBe(expected);
});

test("more than four digits are all there", () => {
  expect(deviceId({ id: "{number}", name: "a", kind: "a" }, { ...place, numberInGroup: 123_455 })).toBe("123456");
});
