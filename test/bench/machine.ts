/** The machine the figures are of, named as a reader needs it to compare with theirs. */
import { cpus, release, totalmem, type } from "node:os";
import process from "node:process";

export const machine: string = [
  `${cpus().length} x ${cpus()[0]?.model.trim() ?? "unknown"}`,
  `${Math.round(totalmem() / 2 ** 30)} GiB`,
  `${type()} ${release()}`,
  `Node ${process.version}`,
].join(", ");
