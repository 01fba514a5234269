import { expect, test } from "vitest";
import { channelToNobody } from "../../../src/library/processes/process-channel.ts";

test("a process that could not be started is gone as soon as whoever asked for it has the channel", async () => {
  const heard: string[] = [];
  const channel = channelToNobody("spawn ENOMEM");
  channel.listen({ onMessage: () => expect.fail("nobody can say anything"), onGone: (why) => heard.push(why) });
  channel.send({ type: "commands-done", done: [] }, () => expect.fail("nobody takes it"));
  expect(heard).toEqual([]);
  await Promise.resolve();
  expect(heard).toEqual(["spawn ENOMEM"]);
});
