/**
 * Paths of files as scenarios write them: with slashes, relative to the file that they stand in.
 *
 * The files of a scenario may lie in several folders. All their paths are told from the folder of the scenario itself, so
 * that whoever reads the files needs to know one folder only.
 */

/** `path`, written in the file at `file`, from where `file` is told. */
export function besideFile(file: string, path: string): string {
  const written = path.replaceAll("\\", "/");
  if (isAbsolute(written)) return written;
  return normal(`${folderOf(file)}${written}`);
}

export function isAbsolute(path: string): boolean {
  return /^(?:[\\/]|[A-Za-z]:[\\/])/.test(path);
}

/** The name of the file at `path` as messages have it, where the scenario itself is called `scenario`. */
export function nameBeside(scenario: string, path: string): string {
  return isAbsolute(path) ? path : normal(`${folderOf(scenario.replaceAll("\\", "/"))}${path}`);
}

/** With its slash; empty for the same folder. */
function folderOf(file: string): string {
  return file.slice(0, file.lastIndexOf("/") + 1);
}

/** With `.` only where it is all, and with `..` only at the start. */
function normal(path: string): string {
  const kept: string[] = [];
  for (const step of path.split("/")) {
    if (step === "." || (step === "" && kept.length > 0)) continue;
    if (step === ".." && kept.length > 0 && kept.at(-1) !== ".." && kept.at(-1) !== "") kept.pop();
    else kept.push(step);
  }
  return kept.join("/") || (path.startsWith("/") ? "/" : ".");
}
