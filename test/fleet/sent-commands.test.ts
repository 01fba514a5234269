import { describe, expect, test } from "vitest";
import { SentCommands } from "../../src/fleet/sent-commands.ts";

describe("commands that were sent", () => {
  test("come in in the order in which they were sent, each name for itself", () => {
    const ledger = { sent: 0, lost: 0 };
    const sent = new SentCommands(ledger);
    sent.sent("lock", 10);
    sent.sent("unlock", 20);
    sent.sent("lock", 30);
    expect(ledger.lost).toBe(3);
    expect([sent.received("lock", 1), sent.received("lock", 2), sent.received("unlock", 3)]).toEqual([10, 30, 20]);
    expect(ledger.lost).toBe(0);
  });

  test("do not take what nobody sent for one of theirs", () => {
    const ledger = { sent: 0, lost: 0 };
    const sent = new SentCommands(ledger);
    sent.sent("lock", 10);
    expect(sent.received("unlock", 1)).toBeUndefined();
    expect(ledger.lost).toBe(1);
  });

  test("whose way failed are lost, and give way to those behind them", () => {
    const ledger = { sent: 0, lost: 0 };
    const sent = new SentCommands(ledger);
    sent.sent("lock", 10);
    sent.sent("lock", 20);
    sent.failed("lock", 10);
    expect(ledger.lost).toBe(2);
    expect(sent.received("lock", 1)).toBe(20);
    expect(ledger.lost).toBe(1);
  });

  test("that come in although their way failed are lost no more, and have no latency", () => {
    const ledger = { sent: 0, lost: 0 };
    const sent = new SentCommands(ledger);
    sent.sent("lock", 10);
    sent.failed("lock", 10);
    expect(sent.received("lock", 1)).toBeUndefined();
    expect(ledger.lost).toBe(0);
    expect(sent.received("lock", 2)).toBeUndefined();
    expect(ledger.lost).toBe(0);
  });

  test("that have come in cannot fail any more", () => {
    const ledger = { sent: 0, lost: 0 };
    const sent = new SentCommands(ledger);
    sent.sent("lock", 10);
    sent.received("lock", 1);
    sent.failed("lock", 10);
    sent.failed("open", 10);
    expect(ledger.lost).toBe(0);
  });

  test("have the effects that are reported after them, in order", () => {
    const sent = new SentCommands({ sent: 0, lost: 0 });
    expect(sent.reported()).toBeUndefined();
    sent.sent("lock", 10);
    sent.sent("unlock", 20);
    sent.received("lock", 1);
    sent.received("unlock", 2);
    expect([sent.reported(), sent.reported(), sent.reported()]).toEqual([10, 20, undefined]);
  });

  test("that were answered and changed nothing do not take the effect of the next one", () => {
    const sent = new SentCommands({ sent: 0, lost: 0 });
    sent.sent("lock", 10);
    sent.received("lock", 1);
    sent.answered(1);
    sent.sent("unlock", 500);
    sent.received("unlock", 2);
    expect(sent.reported()).toBe(500);
  });

  test("may change something after they were answered", () => {
    const sent = new SentCommands({ sent: 0, lost: 0 });
    sent.sent("lock", 10);
    sent.received("lock", 1);
    sent.answered(1);
    expect(sent.reported()).toBe(10);
  });

  test("of which ever more are lost take bounded memory, and all count", () => {
    const ledger = { sent: 0, lost: 0 };
    const sent = new SentCommands(ledger);
    for (let at = 0; at < 5_000; at++) sent.sent("lock", at);
    expect(ledger.lost).toBe(5_000);
    expect(sent.received("lock", 1)).toBe(4_000);
    expect(ledger.lost).toBe(4_999);
  });
});
