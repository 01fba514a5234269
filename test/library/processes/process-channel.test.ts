/** Promised of every channel: what comes from the other end arrives, its end is told once, and nothing is after one has let go oneself. */
import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { channelToChild, channelToNobody } from "../../../src/library/processes/process-channel.ts";
import { type Channel, channelPair } from "../../../src/shards/channel.ts";
import { temporaryFolder } from "../../support/test-host.ts";

interface Far {
  readonly near: Channel<string, string>;
  /** Has the other end say this. */
  say(text: string): Promise<unknown>;
  /** Has the other end go, and waits until whatever this end hears of it has come. */
  go(): Promise<void>;
  /** Waits until this end would have heard of its own closing. */
  settled(): Promise<void>;
}

function inMemory(): Far {
  const [near, far] = channelPair<string, string>((deliver) => deliver());
  far.listen({ onMessage: () => {}, onGone: () => {} });
  return {
    near,
    say: async (text) => far.send(text),
    go: async () => far.close(),
    settled: async () => {},
  };
}

/** A process that repeats what it is told, and ends when its parent lets go of it. */
function acrossProcesses(): Far {
  const file = join(temporaryFolder(), "echo.cjs");
  writeFileSync(file, 'process.on("message", (text) => process.send(text));');
  const child: ChildProcess = fork(file, [], { serialization: "advanced", execArgv: [] });
  onTestFinished(() => void child.kill("SIGKILL"));
  const near = channelToChild<string, string>(child);
  const exit = once(child, "exit");
  return {
    near,
    say: async (text) => {
      near.send(text);
      await once(child, "message");
    },
    go: async () => {
      child.kill("SIGKILL");
      await exit;
      if (child.connected) await once(child, "disconnect");
    },
    settled: async () => void (await exit),
  };
}

function listened(channel: Channel<string, string>): string[] {
  const heard: string[] = [];
  channel.listen({ onMessage: (text) => heard.push(text), onGone: (why) => heard.push(`gone: ${why}`) });
  return heard;
}

describe.each([
  ["in memory", inMemory],
  ["to a process", acrossProcesses],
])("a channel %s", (_, make) => {
  test("tells what the other end says, and once that it is gone", async () => {
    const far = make();
    const heard = listened(far.near);
    await far.say("hello");
    await far.go();
    far.near.close();
    expect(heard).toEqual(["hello", expect.stringMatching(/^gone: ./)]);
  });

  test("tells nothing after one has let go of it oneself", async () => {
    const far = make();
    const heard = listened(far.near);
    await far.say("hello");
    far.near.close();
    await far.settled();
    expect(heard).toEqual(["hello"]);
  });
});

test("a process that could not be started is gone as soon as whoever asked for it has the channel", async () => {
  const heard: string[] = [];
  const channel = channelToNobody("spawn ENOMEM");
  channel.listen({ onMessage: () => expect.fail("nobody can say anything"), onGone: (why) => heard.push(why) });
  channel.send({ type: "commands-done", done: [] }, () => expect.fail("nobody takes it"));
  expect(heard).toEqual([]);
  await Promise.resolve();
  expect(heard).toEqual(["spawn ENOMEM"]);
});
