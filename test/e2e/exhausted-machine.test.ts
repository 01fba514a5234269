/**
 * Promised of a machine that has too little of something: it is said before the run, devices that got it go on, the others are counted with
 * the cause, the run is invalid and says what to do; and doing that helps.
 */
import { spawnSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import type { Summary } from "../../src/fleet/run-events.ts";
import { builtBin } from "../support/built-bin.ts";
import { referenceServer } from "../support/reference-server.ts";
import { temporaryFolder } from "../support/test-host.ts";

const scenario = (homes: number, hold: string): string => `flotilla: 1
name: crowd
homes: ${homes}
fleet: [{ kind: lock, perHome: 1, reconnect: { policy: fixed, delay: 500ms } }]
load: [{ ramp: 100%, over: 1s }, { hold: ${hold} }]
`;

/** @param within less of the machine. */
function begin(within: readonly string[], homes: number, hold: string, ...options: string[]) {
  const folder = temporaryFolder();
  writeFileSync(join(folder, "my.yaml"), scenario(homes, hold));
  const bin = builtBin(["run", "my.yaml", "--out", "out", ...options], folder, {}, within);
  const end = async (): Promise<{ exit: number | null; summary: Summary; out: string; err: string }> => {
    const exit = await bin.exit;
    const summary = JSON.parse(readFileSync(join(folder, "out/summary.json"), "utf8")) as Summary;
    return { exit, summary, out: bin.out, err: bin.err };
  };
  return { bin, end };
}

const run = (within: readonly string[], homes: number, ...options: string[]) =>
  begin(within, homes, "4s", ...options).end();

const allow = (command: readonly string[]): boolean =>
  spawnSync(command[0]!, [...command.slice(1), "true"]).status === 0;

/** Enough for the program and its modules, and for 236 devices beside them. */
const fewFiles = ["prlimit", "--nofile=300"];
const devices = 600;

describe.skipIf(!allow(fewFiles))("with 300 open files to a process, 600 devices", () => {
  /** Until `enough` of them are connected, however long that takes, and something was printed. */
  async function live(enough: number, printed: string, ...options: string[]) {
    const server = await referenceServer(0);
    onTestFinished(() => server.kill());
    const { bin, end } = begin(fewFiles, devices, "1h", "--target", server.webSocketUrl, ...options);
    const connected = async (): Promise<number> =>
      ((await server.get("/api/stats")) as { connected: number }).connected;
    await expect.poll(connected, { timeout: 60_000 }).toBeGreaterThanOrEqual(enough);
    await bin.printed(printed);
    bin.child.kill("SIGINT");
    return end();
  }

  test("in 2 shards are too many: as many as there are files for live, in both of them", async () => {
    const { exit, summary, err } = await live(400, "failed ", "--shards", "2");
    expect(err).toMatch(/^warning: only 4\d\d of 600 devices fit the open files of this machine: more shards: /);
    expect({ exit, verdict: summary.verdict }).toEqual({ exit: 130, verdict: "invalid" });
    expect(summary.reasons[0]).toMatch(
      /^it was out of open files: [\d,]+ dials? failed with EMFILE; shard \d may open 300 and needs about 400: raise the limit \(ulimit -n 400\), or spread the fleet over more processes \(--shards\)$/,
    );
    const { connections, generator } = summary;
    expect(connections.failures).toEqual({ EMFILE: connections.failed });
    expect(summary.devices.peakConnected).toBeLessThan(devices);
    // Nobody was thrown out for it, and no process died of it.
    expect(connections).toMatchObject({ lost: 0, opened: summary.devices.peakConnected });
    expect(generator.shards.map(({ deaths }) => deaths)).toEqual([0, 0]);
  });

  test("are lived in as many shards as it takes, when nobody says how many", async () => {
    const { summary, out, err } = await live(devices, "3 shards: ");
    expect(err).toBe("");
    expect(out).toMatch(/^3 shards: open files allow 2\d\d devices each$/m);
    expect(summary.connections).toMatchObject({ opened: devices, failed: 0, lost: 0 });
  });
});

/** A network of its own, in which each address has 30 ports: two for the server, of which one is never dialled from. */
const ports = 30;
const fewPorts = [
  "unshare",
  "--map-root-user",
  "--net",
  "sh",
  "-ec",
  `ip link set lo up
echo ${65_536 - ports} 65535 > /proc/sys/net/ipv4/ip_local_port_range
echo 1024-${65_535 - ports} > /proc/sys/net/ipv4/ip_local_reserved_ports
exec "$@"`,
  "sh",
];

describe.skipIf(!allow(fewPorts))("with 30 ports to an address, 80 devices", () => {
  test("from one address are too many: it is said once, with what to do, and doing that helps", async () => {
    const short = await run(fewPorts, 80, "--shards", "2", "--source-addresses", "127.0.0.2");
    const advice = /`--source-addresses (?<addresses>\S+)`/.exec(short.err);
    expect(short.err).toMatch(/^warning: only \d\d of 80 devices fit the ports of this machine: `--source-addresses /);
    expect(short.exit).toBe(11);
    expect(short.summary.reasons[0]).toMatch(
      /^it was out of local ports: [\d,]+ dials? failed with NO_LOCAL_PORT; give it addresses for \d\d more devices \(--source-addresses; /,
    );
    const { connections, devices: lived } = short.summary;
    expect(connections.failures).toEqual({ NO_LOCAL_PORT: connections.failed });
    expect(lived.peakConnected).toBeLessThanOrEqual(ports);
    // Once for the run, by the first that had none left of its part.
    expect(short.out.match(/found none of /g)).toHaveLength(1);
    expect(short.out).toMatch(
      /found none of the (\d+) of shard \d: \1 in use, .* Name more addresses with --source-addresses\./,
    );

    const { addresses = "" } = advice?.groups ?? {};
    const wide = await run(fewPorts, 80, "--shards", "2", "--source-addresses", addresses);
    expect(wide.err).toBe("");
    expect(wide.summary.connections).toMatchObject({ failed: 0, lost: 0 });
    expect(wide.summary.connections.opened).toBeGreaterThan(ports);
  });

  test("have an address that is known to be of the machine though the kernel has no port of it to give", async () => {
    const others = ["sh", "-ec", 'echo 50000 50001 > /proc/sys/net/ipv4/ip_local_port_range; exec "$@"', "sh"];
    const within = [...fewPorts, ...others];
    const doctor = builtBin(["doctor", "--source-addresses", "127.0.0.2"], temporaryFolder(), {}, within);
    expect({ exit: await doctor.exit, err: doctor.err }).toEqual({ exit: 0, err: "" });
    expect(doctor.out).toMatch(/^Ports +30 at 1 address +30$/m);
  });

  test("whose ports the kernel chooses are too many, too", async () => {
    const { exit, summary, err } = await run(fewPorts, 80, "--shards", "2");
    expect(err).toMatch(/^warning: only \d\d of 80 devices fit the ports of this machine: `--source-addresses /);
    expect(exit).toBe(11);
    expect(summary.reasons[0]).toMatch(/^it was out of local ports: [\d,]+ dials? failed with EADDRNOTAVAIL; give it /);
    expect(summary.connections).toMatchObject({ failures: { EADDRNOTAVAIL: summary.connections.failed }, lost: 0 });
  });
});
