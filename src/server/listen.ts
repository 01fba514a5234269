/** Binds a server to its address, and says in words why it cannot. */
import type { Server } from "node:http";
import { FlotillaError } from "../kernel/errors.ts";

/** @throws FlotillaError `usage` when the address is taken, not this machine's, or needs privileges. */
export function listen(server: Server, host: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const onError = (cause: NodeJS.ErrnoException): void => reject(cannotListen(cause, host, port));
    server.once("error", onError);
    server.listen({ host, port }, () => {
      server.removeListener("error", onError);
      resolve();
    });
  });
}

const listenHints: Readonly<Record<string, string>> = {
  EADDRINUSE: "Another program listens there. Stop it, or choose another port; port 0 takes any that is free.",
  EACCES: "Ports below 1024 need privileges. Choose a higher one.",
  EADDRNOTAVAIL: "That is not an address of this machine.",
  ENOTFOUND: "That name has no address.",
};

function cannotListen(cause: NodeJS.ErrnoException, host: string, port: number): FlotillaError {
  const code = cause.code ?? "";
  return new FlotillaError("usage", `expected to listen on ${urlHost(host)}:${port}, found ${code || cause.message}`, {
    hint: listenHints[code],
    cause,
    details: { host, port, reason: code },
  });
}

/** What to put in a url for an address that is listened on. */
export function urlHost(host: string): string {
  if (host === "0.0.0.0") return "127.0.0.1";
  if (host === "::") return "[::1]";
  return host.includes(":") ? `[${host}]` : host;
}
