import { describe, expect, test } from "vitest";
import { clipText, textWidth } from "../../src/report/text-width.ts";

describe("the width of a text", () => {
  test("counts what people see as one character once", () => {
    expect(textWidth("Küche")).toBe(5);
    expect(textWidth("Ku\u0308che")).toBe(5);
    expect(textWidth("▄▖▁▲·×…")).toBe(7);
  });

  test("counts East Asian characters and emoji twice", () => {
    expect(textWidth("玄関")).toBe(4);
    expect(textWidth("ロック")).toBe(6);
    expect(textWidth("현관")).toBe(4);
    expect(textWidth("💡 on")).toBe(5);
  });

  test("a text that is too long ends in an ellipsis within its room", () => {
    expect(clipText("thermostat", 10)).toBe("thermostat");
    expect(clipText("thermostat", 6)).toBe("therm…");
    expect(clipText("玄関の鍵", 6)).toBe("玄関…");
    expect(clipText("lock all", 6)).toBe("lock…");
    expect(clipText("lock", 0)).toBe("");
  });
});
