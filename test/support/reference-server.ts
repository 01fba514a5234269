/** The reference server as users run it: the built bin in a process of its own, which can be killed. */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import process from "node:process";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

const bin = fileURLToPath(new URL("../../dist/src/cli/main.js", import.meta.url));

export interface ReferenceServer extends AsyncDisposable {
  readonly url: string;
  readonly webSocketUrl: string;
  readonly port: number;
  /** Takes its time away: it holds its sockets and does nothing. */
  freeze(): void;
  thaw(): void;
  /** SIGKILL; resolves when the process is gone. */
  kill(): Promise<void>;
  /** Asks its REST API. */
  // eslint-disable-next-line typescript/no-explicit-any -- tests look into answers of many shapes
  get(path: string): Promise<any>;
}

/** @param port 0 for one that is free. */
export async function referenceServer(port: number): Promise<ReferenceServer> {
  if (!existsSync(bin)) throw new Error(`expected the built program at ${bin}, found nothing: run npm run build first`);
  const child = spawn(process.execPath, [bin, "server", "--port", String(port), "--json"], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const gone = once(child, "close");
  const { url, webSocketUrl } = await addressOf(child, gone);
  const kill = async (): Promise<void> => {
    child.kill("SIGKILL");
    await gone;
  };
  return {
    url,
    webSocketUrl,
    port: Number(new URL(url).port),
    freeze: () => void child.kill("SIGSTOP"),
    thaw: () => void child.kill("SIGCONT"),
    kill,
    get: async (path) => {
      const response = await fetch(`${url}${path}`, { headers: { connection: "close" } });
      return response.json();
    },
    [Symbol.asyncDispose]: kill,
  };
}

/** What it prints once it listens. */
async function addressOf(child: ChildProcess, gone: Promise<unknown>): Promise<{ url: string; webSocketUrl: string }> {
  const lines = createInterface({ input: child.stdout! });
  const [line] = (await Promise.race([once(lines, "line"), gone])) as [unknown];
  if (typeof line !== "string") throw new Error(`expected the server's address, found its exit code ${String(line)}`);
  return JSON.parse(line) as { url: string; webSocketUrl: string };
}
