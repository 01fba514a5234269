import { expect, test } from "vitest";
import { parseRate, parseSelectedShare, parseShare } from "../../../src/scenario/values/share.ts";

test("a share is a number with a percent sign", () => {
  expect(["20%", "0%", "99.5%", "120%"].map(parseShare)).toEqual([0.2, 0, 0.995, 1.2]);
  expect(["20", "20 %", "-1%", ".5%", "%", "1e2%", ""].map(parseShare)).toEqual(Array.from({ length: 7 }));
});

test("a selected share is of the devices, or of the homes", () => {
  expect(parseSelectedShare("20%")).toEqual({ of: "devices", part: 0.2 });
  expect(parseSelectedShare("20% of devices")).toEqual({ of: "devices", part: 0.2 });
  expect(parseSelectedShare("100% of homes")).toEqual({ of: "homes", part: 1 });
  expect(["101%", "20% of locks", "20%of homes", "of homes"].map(parseSelectedShare)).toEqual(
    Array.from({ length: 4 }),
  );
});

test("a rate is devices in a second, a minute or an hour", () => {
  expect(["50/s", "3000/m", "0.5/s", "36/h"].map(parseRate)).toEqual([0.05, 0.05, 0.0005, 0.00001]);
  expect(["50", "50/d", "50 /s", "-1/s", "/s", "1e2/s"].map(parseRate)).toEqual(Array.from({ length: 6 }));
});
