import { expect, test } from "vitest";
import { type Heard, jsonOf, listener, merged, politely, stage, Story, tapeOf } from "./tape-rig.ts";

/** Accepts the device and asks it these things, one after the other. */
function asking(...requests: readonly object[]): (text: string, heard: Heard) => void {
  return (text, heard) => {
    politely(text, heard);
    if ((JSON.parse(text) as { method?: string }).method !== "device.hello") return;
    for (const [index, request] of requests.entries())
      heard.connection.send(JSON.stringify({ jsonrpc: "2.0", id: `q-${index}`, ...request }));
  };
}

const answersOf = (heard: Heard): unknown[] => jsonOf(heard).filter(({ method }) => method === undefined);

test("a request is answered as the tape's device answered the same method: in order, after as long, under the id it has now", async () => {
  const story = new Story(1).open().after(10).hello("lock-1").after(500);
  story.command("c-1", "unlockDoor", { result: { status: "done" } }).after(500);
  story
    .command("c-2", "unlockDoor", { error: { code: -32010, message: "jammed" } })
    .after(5_000)
    .bye();
  const set = stage();
  const ask = { method: "command.unlockDoor", params: {} };
  const visits = listener(set, asking(ask, ask, ask));
  const summary = await set.toEnd(tapeOf(...story.lines));
  expect(answersOf(visits[0]!)).toEqual([
    { jsonrpc: "2.0", id: "q-0", result: { status: "done" } },
    { jsonrpc: "2.0", id: "q-1", error: { code: -32010, message: "jammed" } },
    { jsonrpc: "2.0", id: "q-2", error: { code: -32010, message: "jammed" } },
  ]);
  // The hello arrives after 12 ms, the request 2 ms later; the tape's device took 40.
  expect(visits[0]!.messages[1]!.at).toBe(12 + 2 + 40 + 2);
  expect(summary.serverRequests).toEqual({ received: 3, answered: 3, unanswered: {} });
  // The tape's own answers are not sent by themselves.
  expect(summary.messages.sent).toBe(2);
});

test("a device without such an answer gives that of another of its kind, and none of another kind", async () => {
  const first = new Story(1)
    .open()
    .after(10)
    .hello("lock-1")
    .after(500)
    .command("c", "lockDoor", { result: { by: "lock-1" } });
  const second = new Story(2).open().after(10).hello("lock-2").after(5_000).bye();
  const third = new Story(3).open().after(10).hello("bulb-1", { type: "bulb" }).after(5_000).bye();
  const set = stage();
  const visits = listener(set, asking({ method: "command.lockDoor", params: {} }));
  const summary = await set.toEnd(tapeOf(...merged(first.after(4_000).bye().lines, second.lines, third.lines)));
  expect(visits.map((visit) => answersOf(visit).length)).toEqual([1, 1, 0]);
  expect(summary.serverRequests).toEqual({ received: 3, answered: 2, unanswered: { "command.lockDoor": 1 } });
});

test("a ping is always answered; a desired state with its own version; a copy in its own name", async () => {
  const story = new Story(1).open().after(10).hello("lock-1").after(500);
  story.json("down", { jsonrpc: "2.0", id: 4, method: "state.desired", params: { version: 6, patch: {} } });
  story.after(1).json("up", { jsonrpc: "2.0", id: 4, result: { version: 6, applied: true } });
  story.json("down", { jsonrpc: "2.0", id: 5, method: "who", params: {} });
  story
    .after(1)
    .json("up", { jsonrpc: "2.0", id: 5, result: { i: "lock-1" } })
    .after(5_000)
    .bye();
  const set = stage();
  const visits = listener(
    set,
    asking(
      { method: "device.ping" },
      { method: "state.desired", params: { version: 3, patch: {} } },
      { method: "who", params: {} },
      { method: "never.heard.of" },
    ),
  );
  const summary = await set.toEnd(tapeOf(...story.lines), { devices: 2 });
  const names = visits.map((visit) => jsonOf(visit)[0].params.device as string);
  const copy = visits[names.indexOf("lock-1-2")]!;
  const results = answersOf(copy).map((answer) => (answer as { result: unknown }).result);
  expect(results).toEqual([{}, { version: 3, applied: true }, { i: "lock-1-2" }]);
  expect(summary.serverRequests).toEqual({ received: 8, answered: 6, unanswered: { "never.heard.of": 2 } });
});
