/**
 * Writes a few files that belong together: all of them or none.
 *
 * 1. None that exists is written over: it may have been edited.
 * 2. Each is written whole under another name first, and gets its own when all are; a fault on the way leaves nothing behind.
 */
import { access, link, rename, rm, writeFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { FlotillaError } from "../../kernel/errors.ts";
import { fileFault } from "../../report/file-fault.ts";

/** @param files text by path; the last is put in place last. @throws FlotillaError `file`. */
export async function writeFiles(files: ReadonlyMap<string, string>): Promise<void> {
  for (const path of files.keys()) if (await exists(path)) throw thereAlready(path);
  const temporary = (path: string): string => join(dirname(path), `.${basename(path)}.part`);
  const placed: string[] = [];
  try {
    for (const [path, text] of files) await writeFile(temporary(path), text);
    for (const path of files.keys()) {
      await place(temporary(path), path);
      placed.push(path);
    }
  } catch (thrown) {
    for (const path of placed) await rm(path, { force: true });
    if (thrown instanceof FlotillaError) throw thrown;
    const [first] = files.keys();
    throw new FlotillaError("file", `expected to write to ${dirname(first!)}, found ${fileFault(thrown)}`, {
      hint: "Choose another place, or make room there.",
      cause: thrown,
    });
  } finally {
    for (const path of files.keys()) await rm(temporary(path), { force: true }).catch(() => {});
  }
}

/** A link fails where a file is, a rename would replace it; not every file system has links. */
async function place(from: string, to: string): Promise<void> {
  try {
    await link(from, to);
  } catch (thrown) {
    if ((thrown as NodeJS.ErrnoException).code === "EEXIST") throw thereAlready(to);
    await rename(from, to);
  }
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}

function thereAlready(path: string): FlotillaError {
  return new FlotillaError("file", `expected no file at ${path} yet, found one`, {
    hint: "It is not written over, for it may have been edited: choose another name, or remove it.",
  });
}
