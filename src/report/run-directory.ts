/**
 * The files a run leaves behind:
 *
 *     runs/20260115-170000-evening/
 *       scenario.yaml      as run, secrets as ***; written before the first device dials
 *       events.ndjson      when asked for
 *       summary.json       at the end
 *
 * Of shards in processes of their own each writes a part, `events.ndjson.shard-1.part`, and one more in each further life,
 * `events.ndjson.shard-1.2.part`. Until they are put together at the end `events.ndjson` is empty.
 *
 * 1. What cannot be written is found out before the run. During the run it is a warning.
 * 2. A folder of its own for every run. A folder named with `--out` is used as it is: an earlier run's files in it are replaced,
 *    files that are not a run's are never touched, and the run is refused where they are in the way.
 * 3. `summary.json` appears complete or not at all, and has its space on the disk from the beginning: until then it is
 *    `summary.json.part`. So a disk that fills up during the run costs events, not the summary.
 * 4. `summary.json` comes first: putting parts together may take long, and may be cut short. Parts are kept until what they became is
 *    complete, and where they are kept there is no `events.ndjson`.
 */
import { constants, mkdir, open, readdir, readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import type { DeviceRecord, RunInfo, RunOutput, Summary } from "../fleet/run-events.ts";
import { FlotillaError } from "../kernel/errors.ts";
import { EventFile } from "./event-file.ts";
import { mergeEventParts } from "./event-parts.ts";
import { codeOf, fileFault } from "./file-fault.ts";
import { InstantOrder } from "./instant-order.ts";

export interface RunDirectoryOptions {
  /** `--out`: the folder itself. Absent: a new one in `runs`. */
  readonly path: string | undefined;
  /** Where relative paths count from. */
  readonly cwd: string;
  /** Of the scenario. */
  readonly name: string;
  /** Its text, without secrets. */
  readonly scenario: string;
  /** Whether to keep `events.ndjson`. */
  readonly events: boolean;
  /** Told what goes wrong during the run. */
  readonly warn: (problem: string) => void;
  /** For the folder's name; now, unless given. */
  readonly startedAt?: Date;
}

export class RunDirectory implements RunOutput, AsyncDisposable {
  /** Absolute. */
  readonly path: string;
  /** Only there when events are kept. */
  readonly recorded?: (record: DeviceRecord) => void;
  /** Whether the folder was made for this run alone. */
  readonly #own: boolean;
  readonly #events: EventFile | undefined;
  readonly #order: InstantOrder | undefined;
  /** Where other processes write their records. */
  readonly #parts: string[] = [];
  /** Of each shard. */
  readonly #lives: Map<number, number> = new Map();
  #hurried = false;
  readonly #warn: (problem: string) => void;

  private constructor(path: string, own: boolean, events: EventFile | undefined, warn: (problem: string) => void) {
    this.path = path;
    this.#own = own;
    this.#events = events;
    this.#warn = warn;
    if (events === undefined) return;
    const order = new InstantOrder((line) => events.writeLine(line));
    this.#order = order;
    this.recorded = (record) => {
      // In real time no two things happen at one moment.
      if (events.blocking) order.add({ ...record, line: JSON.stringify(record) });
      else events.write(record);
    };
  }

  /**
   * Makes the folder and writes all that is known yet.
   *
   * @throws FlotillaError `file` when the folder or a file in it cannot be written, or is not a run's.
   */
  static async open(options: RunDirectoryOptions): Promise<RunDirectory> {
    const own = options.path === undefined;
    const path = own ? await newFolder(options) : await namedFolder(options);
    try {
      await writeFile(join(path, scenarioFile), `${scenarioMark}\n${options.scenario}`);
      await writeFile(join(path, partFile), " ".repeat(reservedBytes));
      const events = options.events ? new EventFile(await open(join(path, eventsFile), "w"), options.warn) : undefined;
      return new RunDirectory(path, own, events, options.warn);
    } catch (thrown) {
      if (own) await rm(path, { recursive: true, force: true }).catch(() => {});
      throw unwritable(path, thrown);
    }
  }

  started(info: RunInfo): void {
    if (this.#events !== undefined) this.#events.blocking = info.speed === "max";
  }

  /** A new file for the records of a shard in another process: they become part of `events.ndjson` when the run is over. */
  eventPart(shard: number): string {
    const life = (this.#lives.get(shard) ?? 0) + 1;
    this.#lives.set(shard, life);
    const path = join(this.path, `${eventsFile}.shard-${shard}${life === 1 ? "" : `.${life}`}.part`);
    this.#parts.push(path);
    return path;
  }

  /** Nobody wants to wait any more: what would take long is left undone. */
  hurry(): void {
    this.#hurried = true;
  }

  async finished(summary: Summary): Promise<void> {
    try {
      await this.#writeSummary(`${JSON.stringify(summary, null, 2)}\n`);
    } catch (thrown) {
      this.#warn(`summary.json could not be written to ${this.path}: ${fileFault(thrown)}`);
    }
    await this.#closeEvents();
  }

  /** For a run that could not begin: leaves no records behind, and no folder that was made for it. */
  async discard(): Promise<void> {
    for (const part of this.#parts.splice(0)) await rm(part, { force: true }).catch(() => {});
    await this[Symbol.asyncDispose]();
    if (this.#own) await rm(this.path, { recursive: true, force: true });
  }

  /** Closes what is open; for a run that never came to its end. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.#closeEvents();
  }

  async #closeEvents(): Promise<void> {
    this.#order?.flush();
    await this.#events?.close();
    const parts = this.#parts.splice(0);
    if (parts.length > 0) await this.#mergeEvents(parts);
  }

  async #mergeEvents(parts: readonly string[]): Promise<void> {
    const merged = join(this.path, mergedFile);
    let why: string | undefined;
    try {
      const into = await open(merged, "w");
      try {
        const enough = (bytesRead: number): boolean => this.#hurried && bytesRead > atOnceBytes;
        if (!(await mergeEventParts({ parts, into, enough }))) why = "it was interrupted";
      } finally {
        await into.close();
      }
      if (why === undefined) await rename(merged, join(this.path, eventsFile));
    } catch (thrown) {
      why = fileFault(thrown);
    }
    if (why === undefined) {
      for (const part of parts) await rm(part, { force: true });
      return;
    }
    for (const name of [mergedFile, eventsFile]) await rm(join(this.path, name), { force: true }).catch(() => {});
    this.#warn(`events.ndjson was not put together (${why}): its records are in ${partsPattern}`);
  }

  async #writeSummary(text: string): Promise<void> {
    const part = join(this.path, partFile);
    // Over the space that is reserved; opening it the usual way would give that back first.
    const file = await open(part, constants.O_RDWR | constants.O_CREAT);
    try {
      await file.writeFile(text);
      await file.truncate(Buffer.byteLength(text));
    } finally {
      await file.close();
    }
    await rename(part, join(this.path, summaryFile));
  }
}

const scenarioFile = "scenario.yaml";
const eventsFile = "events.ndjson";
const summaryFile = "summary.json";
const partFile = "summary.json.part";
const mergedFile = "events.ndjson.part";
const partsPattern = "events.ndjson.shard-*.part";
const partName = /^events\.ndjson\.(shard-\d+(\.\d+)?\.)?part$/;

/** The first line of a `scenario.yaml` of ours, by which an earlier run is known. */
const scenarioMark = "# The scenario as Flotilla ran it; secrets are ***.";

/** Far more than a summary takes, one of a hundred shards too. */
const reservedBytes = 256 * 1024;

/** What is put together however much of a hurry there is: it takes a moment. */
const atOnceBytes = 32 * 1024 * 1024;

/** `runs/20260115-170000-evening`, with `-2` and so on for those of the same second. */
async function newFolder({ cwd, name, startedAt = new Date() }: RunDirectoryOptions): Promise<string> {
  const parent = resolve(cwd, "runs");
  const wanted = join(parent, `${timeName(startedAt)}-${fileName(name)}`);
  let path = wanted;
  try {
    await makeFolders(parent);
    for (let number = 2; !(await madeFolder(path)); number++) path = `${wanted}-${number}`;
  } catch (thrown) {
    throw unwritable(path, thrown);
  }
  return path;
}

/** The folder and those above it. Node's own `recursive` goes round in circles for ever where a file system denies with ENOENT, as /proc does. */
async function makeFolders(path: string): Promise<void> {
  try {
    await mkdir(path);
  } catch (thrown) {
    if (codeOf(thrown) === "EEXIST" && (await stat(path)).isDirectory()) return;
    if (codeOf(thrown) !== "ENOENT") throw thrown;
    await makeFolders(dirname(path));
    if (!(await madeFolder(path))) await makeFolders(path);
  }
}

/** False when something of that name is there already. */
async function madeFolder(path: string): Promise<boolean> {
  try {
    await mkdir(path);
    return true;
  } catch (thrown) {
    if (codeOf(thrown) === "EEXIST") return false;
    throw thrown;
  }
}

/** Makes the folder if need be, and takes an earlier run's results out of it. */
async function namedFolder({ cwd, path: name = ".", events }: RunDirectoryOptions): Promise<string> {
  const path = resolve(cwd, name);
  try {
    await makeFolders(path);
    await refuseForeign(path);
    // What is left if this run dies must not pass for its result.
    await rm(join(path, summaryFile), { force: true });
    if (!events) await rm(join(path, eventsFile), { force: true });
    for (const found of await readdir(path)) if (partName.test(found)) await rm(join(path, found), { force: true });
  } catch (thrown) {
    throw thrown instanceof FlotillaError ? thrown : unwritable(path, thrown);
  }
  return path;
}

/** @throws FlotillaError `file` when one of our file names is taken by a file that no run wrote. */
async function refuseForeign(path: string): Promise<void> {
  if (await isMarked(join(path, scenarioFile))) return;
  const names = await readdir(path);
  const foreign = [scenarioFile, eventsFile, summaryFile].find((name) => names.includes(name));
  if (foreign === undefined) return;
  throw new FlotillaError(
    "file",
    `expected a folder for runs only as --out, found ${join(path, foreign)}, which no run wrote`,
    { hint: "Name another folder; it need not exist." },
  );
}

async function isMarked(path: string): Promise<boolean> {
  try {
    const text = await readFile(path, "utf8");
    // On a full disk not even the mark is whole.
    return scenarioMark.startsWith(text.slice(0, scenarioMark.length));
  } catch (thrown) {
    if (codeOf(thrown) === "ENOENT") return false;
    throw thrown;
  }
}

function unwritable(path: string, thrown: unknown): FlotillaError {
  return new FlotillaError("file", `expected to write the run's files to ${path}, found ${fileFault(thrown)}`, {
    hint: "Choose another folder with --out, or make room there.",
    cause: thrown,
    details: { path },
  });
}

/** `20260115-170000`, by this machine's clock and time zone, as its user knows it. */
function timeName(at: Date): string {
  const two = (part: number): string => String(part).padStart(2, "0");
  const date = `${at.getFullYear()}${two(at.getMonth() + 1)}${two(at.getDate())}`;
  return `${date}-${two(at.getHours())}${two(at.getMinutes())}${two(at.getSeconds())}`;
}

/** A name that every file system takes. */
function fileName(name: string): string {
  const plain = name
    .normalize("NFKD")
    .replace(/\p{M}/gu, "")
    .replace(/[^A-Za-z0-9._]+/g, "-")
    .slice(0, 60)
    .replace(/^[-.]+|[-.]+$/g, "");
  return plain === "" ? "run" : plain;
}
