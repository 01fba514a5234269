/** Whoever copies a line of the README gets what it promises: its scenarios compile as called, and its servers are met. */
import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { readCommandLine } from "../../src/cli/command-line.ts";
import { prepareRun } from "../../src/cli/prepare-run.ts";
import { startFleet } from "../../src/index.ts";
import { deviceId } from "../../src/scenario/groups/device-id.ts";
import { fleetLayout } from "../../src/scenario/groups/fleet-layout.ts";
import type { Plan } from "../../src/scenario/plan.ts";
import { disposeAll } from "../support/dispose-all.ts";
import { foreignServer } from "../support/foreign-server.ts";
import { referenceServer } from "../support/reference-server.ts";
import { testHost } from "../support/test-host.ts";

const page = readFileSync(new URL("../../README.md", import.meta.url), "utf8");
const shell = Array.from(page.matchAll(/^```sh\n(.*?)^```$/gms), ([, block]) => block!.split("\n")).flat();
const runs = shell.filter((line) => line.startsWith("npx flotilla run "));
const requests = shell.filter((line) => line.startsWith("curl "));
const fromCode = /startFleet\("(.+?)", \{ target: "(.+?)" \}\)/.exec(page)!;

/** The words of a line, as a shell would split it. */
function wordsOf(line: string): string[] {
  const words = line.replace(/\s#.*|;.*/, "").match(/'[^']*'|"[^"]*"|\S+/g) ?? [];
  return words.map((word) => word.replaceAll(/^["']|["']$/g, ""));
}

async function planOfLine(line: string): Promise<Plan> {
  const argv = wordsOf(line).slice(2);
  const request = await readCommandLine(argv, 100);
  if (request.type !== "run") expect.fail(`expected a command, found ${line}`);
  const { plan, warnings } = await prepareRun(
    request.given,
    testHost(argv, { cwd: process.cwd(), env: { HUB_TOKEN: "secret" } }),
  );
  expect(warnings).toEqual([]);
  return plan;
}

function idsOf(plan: Plan): string[] {
  const layout = fleetLayout(plan);
  return Array.from({ length: layout.total }, (_, index) => {
    const place = layout.deviceAt(index);
    return deviceId(plan.fleet[place.group]!, place);
  });
}

test("the README has lines to copy", () => {
  expect(runs.length).toBeGreaterThanOrEqual(3);
  expect(requests.length).toBeGreaterThanOrEqual(2);
});

describe.each(runs)("%s", (line) => {
  test("compiles, with nothing that a small fleet on a foreign server could not do", async () => {
    const plan = await planOfLine(line);
    expect(plan.target?.url).toBe(wordsOf(line)[wordsOf(line).indexOf("--target") + 1]);
    expect(plan).toMatchObject({ clock: { speed: 1 }, expect: [] });
  });

  test("brings its whole fleet up on a server that only accepts", { timeout: 30_000 }, async () => {
    const plan = await planOfLine(line);
    await using server = await foreignServer({
      onVisitor: ({ socket }) => {
        socket.on("message", (data) => {
          const { id } = JSON.parse(String(data)) as { id?: number };
          if (id !== undefined) socket.send(JSON.stringify({ jsonrpc: "2.0", id, result: {} }));
        });
      },
    });
    const { pathname } = new URL(plan.target!.url);
    await using fleet = await startFleet(plan, { target: `${server.url}${decodeURI(pathname)}` });
    await fleet.until(() => fleet.devices().every(({ connected }) => connected), { within: "20s" });
    expect(await fleet.stop()).toMatchObject({ connections: { failed: 0, lost: 0 }, thresholds: [] });
  });
});

test("the requests to the reference server are answered as with the devices of the line above them", async () => {
  const plan = await planOfLine(runs.find((line) => line.includes("7070"))!);
  const server = await referenceServer(0);
  const fleet = await startFleet(plan, { target: server.webSocketUrl });
  try {
    await fleet.until(() => fleet.devices().every(({ connected }) => connected), { within: "20s" });
    for (const line of requests) {
      const words = wordsOf(line);
      const url = words.find((word) => word.startsWith("http"))!.replace("http://127.0.0.1:7070", server.url);
      const body = words[words.indexOf("-d") + 1]!;
      const answer = await (words.includes("POST")
        ? fetch(url, { method: "POST", headers: { "content-type": "application/json", connection: "close" }, body })
        : fetch(url, { headers: { connection: "close" } }));
      expect([line, answer.status]).toEqual([line, 200]);
      expect(JSON.stringify(await answer.json())).toMatch(/lock-0001|"status":"done"/);
    }
  } finally {
    await disposeAll(fleet, server);
  }
});

test("the example in code is of a fleet with the device that it names", async () => {
  const [, file, target] = fromCode;
  const plan = await planOfLine(`npx flotilla run ${file} --target ${target}`);
  const named = /fleet\.device\("(.+?)"\)/.exec(page)![1];
  expect(idsOf(plan)).toContain(named);
});
