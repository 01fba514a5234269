import { describe, expect, test } from "vitest";
import { accessBy, isLoopback } from "../../src/server/access.ts";

const request = (fields: Partial<Parameters<ReturnType<typeof accessBy>>[0]>) => ({
  host: "127.0.0.1:7070",
  authorization: undefined,
  queryToken: undefined,
  ...fields,
});

describe("with a token", () => {
  const access = accessBy("s3cret");

  test("the bearer of the token has access, under any name of the server", () => {
    expect(access(request({ authorization: "Bearer s3cret", host: "hub.example.com" }))).toBe("granted");
    expect(access(request({ authorization: "bearer   s3cret" }))).toBe("granted");
    expect(access(request({ queryToken: "s3cret" }))).toBe("granted");
  });

  test("nobody else has", () => {
    expect(access(request({}))).toBe("no-token");
    expect(access(request({ authorization: "Basic s3cret" }))).toBe("no-token");
    for (const authorization of ["Bearer s3cre", "Bearer s3cret2", "Bearer S3CRET"]) {
      expect(access(request({ authorization }))).toBe("wrong-token");
    }
    expect(access(request({ queryToken: "" }))).toBe("wrong-token");
  });
});

describe("without a token", () => {
  const access = accessBy(undefined);

  test("requests under a loopback name have access", () => {
    for (const host of [
      "127.0.0.1:7070",
      "localhost:7070",
      "localhost",
      "[::1]:7070",
      "127.1.2.3",
      "hub.localhost:1",
    ]) {
      expect(access(request({ host }))).toBe("granted");
    }
  });

  test("requests under another name have not: a page of that name may have had it resolve to this machine", () => {
    for (const host of [
      "evil.example",
      "evil.example:7070",
      "127.0.0.1.evil.example",
      "localhost.evil.example",
      "",
      "[",
    ]) {
      expect(access(request({ host }))).toBe("foreign-host");
    }
  });
});

test("only addresses that stay on this machine are loopback", () => {
  for (const host of ["127.0.0.1", "127.8.9.1", "::1", "localhost", "LOCALHOST"]) expect(isLoopback(host)).toBe(true);
  for (const host of ["0.0.0.0", "::", "192.168.1.2", "10.0.0.1", "", "example.com", "1270.0.1", "::2"]) {
    expect(isLoopback(host)).toBe(false);
  }
});
