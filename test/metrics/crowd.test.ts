import { expect, test } from "vitest";
import { Crowd } from "../../src/metrics/crowd.ts";

test("the most there were is the most at the end of an instant, in whatever order they came and went at it", () => {
  const crowd = new Crowd();
  crowd.change(2, 10);
  crowd.change(1, 20);
  crowd.change(-1, 20);
  expect(crowd).toMatchObject({ ready: 2, peak: 2 });
  crowd.change(-1, 30);
  crowd.change(1, 30);
  expect(crowd).toMatchObject({ ready: 2, peak: 2 });
  crowd.change(1, 40);
  crowd.change(-3, 50);
  expect(crowd).toMatchObject({ ready: 0, peak: 3 });
});
