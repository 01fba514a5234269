import { expect, test } from "vitest";
import { printable } from "../../src/report/printable.ts";

test("a server cannot move the cursor, forge a line or turn text around", () => {
  expect(printable("\u001b[2J\r\nok\u202egnp\u{e0001}\ud800")).toBe("\\u001b[2J\\r\\nok\\u202egnp\\u{e0001}\\ud800");
});
