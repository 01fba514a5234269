/** Why a file could not be written, in words. */
import { messageOf } from "../kernel/errors.ts";

export function fileFault(thrown: unknown): string {
  const code = codeOf(thrown);
  if (code === undefined) return messageOf(thrown);
  const meaning = meanings[code];
  return meaning === undefined ? messageOf(thrown) : `${meaning} (${code})`;
}

/** The system's error code. */
export function codeOf(thrown: unknown): string | undefined {
  const code = thrown instanceof Error && "code" in thrown ? thrown.code : undefined;
  return typeof code === "string" ? code : undefined;
}

const meanings: Readonly<Record<string, string>> = {
  EACCES: "no permission",
  EDQUOT: "the disk quota is used up",
  EISDIR: "a folder is in the way",
  ELOOP: "links that go in circles",
  EMFILE: "too many open files",
  ENAMETOOLONG: "the name is too long",
  ENOENT: "no such folder",
  ENOSPC: "no space left on the disk",
  ENOTDIR: "a part of the path is not a folder",
  EEXIST: "a file is in the way",
  EPERM: "no permission",
  EROFS: "the disk is read-only",
};
