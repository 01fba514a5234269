/** The log port on pino: one JSON line per message, on a terminal of the host. */
import { pino } from "pino";
import type { Log } from "../kernel/log.ts";
import type { LogLevel } from "./log-level.ts";
import type { Terminal } from "../report/terminal.ts";

export function pinoLog(terminal: Terminal, level: LogLevel): Log {
  const logger = pino({ level, base: null }, { write: (line) => terminal.write(line) });
  return {
    debug: (message, fields) => logger.debug(fields ?? {}, message),
    info: (message, fields) => logger.info(fields ?? {}, message),
    warn: (message, fields) => logger.warn(fields ?? {}, message),
    error: (message, fields) => logger.error(fields ?? {}, message),
  };
}
