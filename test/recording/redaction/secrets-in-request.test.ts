import { expect, test } from "vitest";
import { secretNames } from "../../../src/recording/redaction/secret-names.ts";
import { tapeHeaders, tapeQuery, tapeSubprotocols } from "../../../src/recording/redaction/secrets-in-request.ts";

const names = secretNames(["x-tenant"]);

test("headers keep their names and order; credentials keep their scheme and cookies their names", () => {
  expect(
    tapeHeaders(
      [
        ["Host", "hub"],
        ["Authorization", "Bearer abc.def"],
        ["authorization", "abc"],
        ["Cookie", "sid=1234; theme=dark"],
        ["Set-Cookie", "sid=1234; Path=/; HttpOnly"],
        ["X-Api-Key", "k-1"],
        ["X-Tenant", "t-1"],
        ["User-Agent", "lock/1.4"],
        ["Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ=="],
        ["Link", "<https://ann:pw@hub/?token=abc>"],
      ],
      names,
    ),
  ).toEqual([
    ["Authorization", "Bearer ***"],
    ["authorization", "***"],
    ["Cookie", "sid=***; theme=***"],
    ["Set-Cookie", "sid=***; Path=/; HttpOnly"],
    ["X-Api-Key", "***"],
    ["X-Tenant", "***"],
    ["User-Agent", "lock/1.4"],
    ["Link", "<https://***@hub/?token=***>"],
  ]);
});

test("queries keep what is no secret, however it is escaped", () => {
  expect(tapeQuery("a=%20b&access%5Ftoken=abc&key=1&empty=&flag&x=eyJhbGciOiJI.eyJzdWIiOiIx.sig", names)).toBe(
    "a=%20b&access%5Ftoken=***&key=***&empty=&flag&x=***",
  );
});

test("tokens that travel as subprotocols are hidden", () => {
  expect(
    tapeSubprotocols(["flotilla.v1", "access_token", "s3cr3t", "base64url.bearer.authorization.k8s.io.abc"], names),
  ).toEqual(["flotilla.v1", "access_token", "***", "base64url.***"]);
});

test("secrets are kept when that is asked for", () => {
  expect(tapeHeaders([["Authorization", "Bearer abc"]], undefined)).toEqual([["Authorization", "Bearer abc"]]);
  expect(tapeQuery("token=abc", undefined)).toBe("token=abc");
});
