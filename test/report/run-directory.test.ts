import { existsSync } from "node:fs";
import { mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { DeviceRecord, RunOutput } from "../../src/fleet/run-events.ts";
import { instant } from "../../src/kernel/time.ts";
import { RunDirectory, type RunDirectoryOptions } from "../../src/report/run-directory.ts";
import { info, summary } from "./samples.ts";

let cwd = "";
let warnings: string[] = [];

/** A disk without space, where the system has one. */
const fullDisk = "/dev/full";
const noFullDisk = !existsSync(fullDisk);

beforeEach(async () => {
  cwd = await mkdtemp(join(tmpdir(), "flotilla-runs-"));
  warnings = [];
});

afterEach(() => rm(cwd, { recursive: true, force: true }));

function opening(changes: Partial<RunDirectoryOptions> = {}): Promise<RunDirectory> {
  return RunDirectory.open({
    path: undefined,
    cwd,
    name: "evening",
    scenario: "flotilla: 1\nname: evening\n",
    events: false,
    warn: (problem) => warnings.push(problem),
    startedAt: new Date(2026, 0, 15, 7, 5, 9),
    ...changes,
  });
}

const record = (seq: number): DeviceRecord => ({
  at: instant(1_768_492_800_000 + seq),
  device: "lock-0001",
  home: 0,
  kind: "lock",
  type: "telemetry",
  seq,
  values: { rssi: -61 },
});

const read = (...path: string[]): Promise<string> => readFile(join(...path), "utf8");

describe("the folder of a run", () => {
  test("is named by start and scenario, and in the end holds the summary and the scenario as run", async () => {
    const directory = await opening();
    expect(directory.path).toBe(join(cwd, "runs", "20260115-070509-evening"));
    await directory.finished(summary);
    expect((await readdir(directory.path)).toSorted()).toEqual(["scenario.yaml", "summary.json"]);
    expect(JSON.parse(await read(directory.path, "summary.json"))).toEqual(summary);
    expect(await read(directory.path, "scenario.yaml")).toMatch(/^# .*\*\*\*\.\nflotilla: 1\nname: evening\n$/);
    expect(warnings).toEqual([]);
  });

  test("is a new one for every run, also within a second", async () => {
    const paths = [];
    for (let run = 0; run < 3; run++) paths.push((await opening()).path);
    const first = join(cwd, "runs", "20260115-070509-evening");
    expect(paths).toEqual([first, `${first}-2`, `${first}-3`]);
  });

  test.each([
    ["Évening / power cut!", "Evening-power-cut"],
    ["../../etc", "etc"],
    ["夕方", "run"],
    ["x".repeat(500), "x".repeat(60)],
  ])("has a name that every file system takes: %s", async (name, expected) => {
    expect((await opening({ name })).path).toBe(join(cwd, "runs", `20260115-070509-${expected}`));
  });

  test("shows no summary before there is one", async () => {
    const directory = await opening();
    expect(await readdir(directory.path)).not.toContain("summary.json");
  });

  test("keeps events only when asked to", async () => {
    const without: RunOutput = await opening();
    expect(without.recorded).toBeUndefined();
    const directory = await opening({ events: true });
    directory.started(info);
    directory.recorded!(record(1));
    directory.recorded!(record(2));
    await directory.finished(summary);
    expect(await read(directory.path, "events.ndjson")).toBe(
      `${JSON.stringify(record(1))}\n${JSON.stringify(record(2))}\n`,
    );
  });

  test("keeps its events when the run never comes to its end", async () => {
    const directory = await opening({ events: true });
    directory.recorded!(record(1));
    await directory[Symbol.asyncDispose]();
    await directory[Symbol.asyncDispose]();
    expect(await read(directory.path, "events.ndjson")).toBe(`${JSON.stringify(record(1))}\n`);
  });
});

describe("the records of shards", () => {
  const lines = (...seqs: readonly number[]): string => seqs.map((seq) => `${JSON.stringify(record(seq))}\n`).join("");

  /** With what three lives of two shards wrote. */
  async function written(...changes: Parameters<typeof opening>): Promise<RunDirectory> {
    const directory = await opening({ path: "out", events: true, ...changes[0] });
    for (const [shard, text] of [
      [0, lines(1, 4)],
      [1, lines(2)],
      [1, lines(3, 5)],
    ] as const)
      await writeFile(directory.eventPart(shard), text);
    return directory;
  }

  const parts = ["events.ndjson.shard-0.part", "events.ndjson.shard-1.2.part", "events.ndjson.shard-1.part"];

  test("are in files named after them, which become one in the end", async () => {
    const directory = await written();
    expect((await readdir(directory.path)).filter((name) => name.startsWith("events"))).toEqual([
      "events.ndjson",
      ...parts,
    ]);
    await directory.finished(summary);
    expect(await read(directory.path, "events.ndjson")).toBe(lines(1, 2, 3, 4, 5));
    expect(await readdir(directory.path)).toEqual(["events.ndjson", "scenario.yaml", "summary.json"]);
    expect(warnings).toEqual([]);
  });

  test("stay in their parts where those cannot be put together, and the summary is there all the same", async () => {
    const directory = await written();
    await mkdir(join(directory.path, "events.ndjson.part"));
    await directory.finished(summary);
    expect(warnings).toEqual([
      "events.ndjson was not put together (a folder is in the way (EISDIR)): its records are in events.ndjson.shard-*.part",
    ]);
    expect(await readdir(directory.path)).toEqual(["events.ndjson.part", ...parts, "scenario.yaml", "summary.json"]);
  });

  test.skipIf(noFullDisk)("stay in their parts when there is no room for both", async () => {
    const directory = await written();
    await symlink(fullDisk, join(directory.path, "events.ndjson.part"));
    await directory.finished(summary);
    expect(warnings).toEqual([
      "events.ndjson was not put together (no space left on the disk (ENOSPC)): its records are in events.ndjson.shard-*.part",
    ]);
    expect(await readdir(directory.path)).toEqual([...parts, "scenario.yaml", "summary.json"]);
  });

  test("are put together in a hurry too, unless there are too many: then they stay in their parts", async () => {
    const few = await written();
    few.hurry();
    await few.finished(summary);
    expect(await read(few.path, "events.ndjson")).toBe(lines(1, 2, 3, 4, 5));

    const many = await written();
    await writeFile(join(many.path, parts[0]!), lines(1).repeat(300_000));
    many.hurry();
    await many.finished(summary);
    expect(warnings).toEqual([
      "events.ndjson was not put together (it was interrupted): its records are in events.ndjson.shard-*.part",
    ]);
    expect(await readdir(many.path)).toEqual([...parts, "scenario.yaml", "summary.json"]);
  });

  test("are none of a run that could not begin", async () => {
    const directory = await written();
    await directory.discard();
    expect(warnings).toEqual([]);
    expect(await readdir(directory.path)).toEqual(["events.ndjson", "scenario.yaml", "summary.json.part"]);
  });

  test("of an earlier run that was killed do not pass for those of the next", async () => {
    const killed = await written();
    await writeFile(join(killed.path, "events.ndjson.part"), "half");
    await writeFile(join(killed.path, "events.ndjson.mine.part"), "mine");
    const next = await opening({ path: "out" });
    expect(await readdir(next.path)).toEqual(["events.ndjson.mine.part", "scenario.yaml", "summary.json.part"]);
  });
});

describe("--out", () => {
  test("is the folder itself, made when it is not there", async () => {
    const directory = await opening({ path: "results/today" });
    expect(directory.path).toBe(join(cwd, "results", "today"));
    await directory.finished(summary);
    expect(await readdir(directory.path)).toContain("summary.json");
  });

  test("replaces an earlier run, and leaves nothing of it should the new one die", async () => {
    const first = await opening({ path: "out", events: true });
    first.recorded!(record(1));
    await first.finished(summary);
    await writeFile(join(first.path, "notes.txt"), "mine");
    const second = await opening({ path: "out", scenario: "name: second\n" });
    expect((await readdir(second.path)).toSorted()).toEqual(["notes.txt", "scenario.yaml", "summary.json.part"]);
    expect(await read(second.path, "scenario.yaml")).toContain("name: second");
    await second.finished({ ...summary, verdict: "fail" });
    expect(JSON.parse(await read(second.path, "summary.json"))).toMatchObject({ verdict: "fail" });
  });

  test.each(["scenario.yaml", "events.ndjson", "summary.json"])(
    "does not touch a %s that no run wrote",
    async (name) => {
      await writeFile(join(cwd, name), "mine");
      await expect(opening({ path: "." })).rejects.toMatchObject({
        code: "file",
        message: `expected a folder for runs only as --out, found ${join(cwd, name)}, which no run wrote`,
        hint: "Name another folder; it need not exist.",
      });
      expect(await readdir(cwd)).toEqual([name]);
      expect(await read(cwd, name)).toBe("mine");
    },
  );
});

test.each([0, 20])("--out is taken again after a disk had no room for more than %d letters of it", async (length) => {
  const first = await opening({ path: "out" });
  const text = await read(first.path, "scenario.yaml");
  await writeFile(join(first.path, "scenario.yaml"), text.slice(0, length));
  const second = await opening({ path: "out" });
  expect(await read(second.path, "scenario.yaml")).toBe(text);
});

describe("a folder that cannot be written", () => {
  test("is refused before the run when a file is in the way", async () => {
    await writeFile(join(cwd, "file"), "");
    await expect(opening({ path: "file/out" })).rejects.toMatchObject({
      code: "file",
      message: `expected to write the run's files to ${join(cwd, "file/out")}, found a part of the path is not a folder (ENOTDIR)`,
    });
    await expect(opening({ path: "file" })).rejects.toMatchObject({
      code: "file",
      message: expect.stringContaining("EEXIST"),
    });
  });

  test("is refused before the run when runs is no folder", async () => {
    await writeFile(join(cwd, "runs"), "");
    await expect(opening()).rejects.toMatchObject({ code: "file", message: expect.stringContaining("EEXIST") });
  });

  test("is refused before the run when the system does not allow it", async () => {
    await expect(opening({ path: "/proc/flotilla/out" })).rejects.toMatchObject({ code: "file" });
  });

  test.skipIf(noFullDisk)("is refused before the run when the disk is full", async () => {
    await mkdir(join(cwd, "out"));
    await symlink(fullDisk, join(cwd, "out", "summary.json.part"));
    await expect(opening({ path: "out" })).rejects.toMatchObject({
      code: "file",
      message: `expected to write the run's files to ${join(cwd, "out")}, found no space left on the disk (ENOSPC)`,
      hint: "Choose another folder with --out, or make room there.",
    });
  });
});

describe("a disk that fills up during the run", () => {
  test.skipIf(noFullDisk)("costs events and a warning, but not the summary", async () => {
    await (await opening({ path: "out" })).finished(summary);
    await symlink(fullDisk, join(cwd, "out", "events.ndjson"));
    const directory = await opening({ path: "out", events: true });
    for (let seq = 1; seq <= 1_000; seq++) directory.recorded!(record(seq));
    await directory.finished(summary);
    expect(warnings).toEqual([
      "events.ndjson ends here: no space left on the disk (ENOSPC)",
      "events.ndjson lacks 1,000 records",
    ]);
    expect(JSON.parse(await read(directory.path, "summary.json"))).toEqual(summary);
  });

  test("leaves the summary a place of its own", async () => {
    const directory = await opening();
    expect(await read(directory.path, "summary.json.part")).toHaveLength(262_144);
    const { shards } = summary.generator;
    const ofMany = { ...summary, generator: { ...summary.generator, shards: Array(100).fill(shards[0]) } };
    expect(shards).not.toEqual([]);
    expect(JSON.stringify(ofMany, null, 2).length).toBeLessThan(262_144 / 2);
  });

  test.skipIf(noFullDisk)("is a warning when even the summary cannot be written, not an error", async () => {
    const directory = await opening();
    await rm(join(directory.path, "summary.json.part"));
    await symlink(fullDisk, join(directory.path, "summary.json.part"));
    await directory.finished(summary);
    expect(warnings).toEqual([
      `summary.json could not be written to ${directory.path}: no space left on the disk (ENOSPC)`,
    ]);
    expect(await readdir(directory.path)).not.toContain("summary.json");
  });

  test("costs no summary when its place was cleared away", async () => {
    const directory = await opening();
    await rm(join(directory.path, "summary.json.part"));
    await directory.finished(summary);
    expect(JSON.parse(await read(directory.path, "summary.json"))).toEqual(summary);
  });

  test("is a warning when the folder is gone", async () => {
    const directory = await opening();
    await rm(directory.path, { recursive: true });
    await directory.finished(summary);
    expect(warnings).toEqual([`summary.json could not be written to ${directory.path}: no such folder (ENOENT)`]);
  });
});
