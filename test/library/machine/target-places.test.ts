import { expect, test } from "vitest";
import { targetPlaces } from "../../../src/library/machine/target-places.ts";

test("targets are counted by host and port, whatever the path", () => {
  expect(targetPlaces(["ws://a/{id}", "ws://a/x", "ws://a:81", "wss://a", "wss://b.example.com/{kind}"]).targets).toBe(
    4,
  );
  expect(targetPlaces([])).toEqual({ targets: 1, local: false });
});

test.each(["ws://localhost:1", "ws://127.0.0.1", "wss://127.9.9.9:8/x", "ws://[::1]:80/{id}"])("%s is local", (url) => {
  expect(targetPlaces([url]).local).toBe(true);
});

test.each(["ws://hub.example.com", "ws://192.0.2.1", "ws://[2001:db8::1]/"])("%s is not", (url) => {
  expect(targetPlaces([url]).local).toBe(false);
});
