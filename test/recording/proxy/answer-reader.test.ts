import { describe, expect, test } from "vitest";
import { AnswerReader } from "../../../src/recording/proxy/answer-reader.ts";

interface Told {
  readonly what: string;
  readonly data: unknown;
}

/** What the reader makes of an answer that comes in pieces of this size, and what it hands on as WebSocket. */
function read(answer: string, size: number, end = false): { told: Told[]; rest: string } {
  const told: Told[] = [];
  const reader = new AnswerReader({
    accepted: (data) => told.push({ what: "accepted", data }),
    refused: (data) => told.push({ what: "refused", data }),
    garbage: (data) => told.push({ what: "garbage", data: data.toString("latin1") }),
  });
  let rest = "";
  for (let from = 0; from < answer.length; from += size) {
    const piece = answer.slice(from, from + size);
    const accepted = told.some(({ what }) => what === "accepted");
    rest += accepted ? piece : (reader.read(Buffer.from(piece, "latin1"))?.toString("latin1") ?? "");
  }
  if (end) reader.end();
  return { told, rest };
}

const sizes = [1, 7, 100_000];

describe.each(sizes)("in pieces of %i bytes", (size) => {
  test("an acceptance is told with what follows it", () => {
    const answer =
      "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nSec-WebSocket-Protocol:  mqtt \r\nSec-WebSocket-Extensions: permessage-deflate\r\nX-A: 1\r\n\r\n\x81\x01a";
    const { told, rest } = read(answer, size);
    expect(told).toMatchObject([{ what: "accepted", data: { subprotocol: "mqtt", extensions: "permessage-deflate" } }]);
    expect(told[0]!.data).toMatchObject({ headers: expect.arrayContaining([["X-A", "1"]]) as unknown });
    expect(rest).toBe("\x81\x01a");
  });

  test("hints before the answer are no answer", () => {
    const { told } = read("HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\nHTTP/1.1 101 Yes\r\n\r\n", size);
    expect(told.map(({ what }) => what)).toEqual(["accepted"]);
  });

  test("a refusal is told once its body is over", () => {
    const { told } = read("HTTP/1.1 503 Busy\r\nRetry-After: 5\r\nContent-Length: 4\r\n\r\nbusy", size);
    expect(told).toEqual([
      {
        what: "refused",
        data: {
          status: 503,
          headers: [
            ["Retry-After", "5"],
            ["Content-Length", "4"],
          ],
          body: "busy",
        },
      },
    ]);
  });

  test("a body without a length is over when the connection is", () => {
    expect(read("HTTP/1.0 401 No\r\n\r\nwho are you", size).told).toEqual([]);
    expect(read("HTTP/1.0 401 No\r\n\r\nwho are you", size, true).told).toMatchObject([
      { what: "refused", data: { status: 401, body: "who are you" } },
    ]);
  });

  test("a body in chunks is put together", () => {
    const answer = "HTTP/1.1 403 No\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nwho \r\n7;x=1\r\nare you\r\n0\r\n\r\n";
    expect(read(answer, size, true).told).toMatchObject([
      { what: "refused", data: { status: 403, body: "who are you" } },
    ]);
  });

  test.each(["SSH-2.0-OpenSSH\r\n\r\n", "HTTP/2 200\r\n\r\n", "\r\n\r\n"])("%j is no answer", (answer) => {
    expect(read(answer, size).told.map(({ what }) => what)).toEqual(["garbage"]);
  });

  test("an answer that breaks off is none", () => {
    expect(read("HTTP/1.1 101 Swit", size, true).told).toEqual([{ what: "garbage", data: "HTTP/1.1 101 Swit" }]);
  });
});

test("a head without end is given up", () => {
  expect(read(`HTTP/1.1 101 Yes\r\n${"x".repeat(70_000)}`, 10_000).told.map(({ what }) => what)).toEqual(["garbage"]);
});

test("of a large body the beginning is enough", () => {
  const { told } = read(`HTTP/1.1 404 No\r\nContent-Length: 1000000\r\n\r\n${"x".repeat(20_000)}`, 1_000);
  expect(told.map(({ what }) => what)).toEqual(["refused"]);
});
