/** `flotilla doctor`: the limits of this machine, and how many devices fit. */
import { release, type as systemName } from "node:os";
import process from "node:process";
import type { FleetWish } from "../../library/machine/fit/fit.ts";
import { fleetFit, smallestFit, tooSmall } from "../../library/machine/fit/fleet-fit.ts";
import { mostShards } from "../../library/machine/device-cost.ts";
import { readMachineLimits } from "../../library/machine/machine-limits.ts";
import { pairsPerAddress, sourcesOf } from "../../library/machine/source-addresses.ts";
import { filesFor, leastShards, type Machine } from "../../library/processes/shard-count.ts";
import { targetPlaces } from "../../library/machine/target-places.ts";
import { thisMachine } from "../../library/machine/this-machine.ts";
import { FlotillaError } from "../../kernel/errors.ts";
import { checkTargetUrl, displayUrls } from "../../wire/transport/target-url.ts";
import { type CliCommand, flag, type Given, list, number, text } from "../command.ts";
import { type DoctorShards, doctorText } from "../doctor-text.ts";
import { exitCodes } from "../exit-code.ts";
import { inColour } from "../host.ts";
import { shardsAsked } from "../shards-asked.ts";

export const doctorCommand: CliCommand = {
  name: "doctor",
  summary: "Show the limits of this machine, and how many devices fit",
  positionals: [],
  options: {
    devices: { type: "number", value: "N", doc: "Whether so many devices fit" },
    target: {
      type: "text",
      value: "URL",
      alias: "t",
      repeated: true,
      doc: "Server they would connect to; it is not contacted. Over several, devices are spread",
    },
    shards: { type: "text", value: "N", default: "auto", doc: "In so many processes; auto is as many as it takes" },
    "source-addresses": {
      type: "text",
      value: "ADDRS",
      doc: "Addresses of this machine they would connect from, as flotilla run has them",
    },
    json: { type: "flag", doc: "Print as JSON and nothing else" },
  },
  examples: [
    ["$0 doctor", "how many devices fit, to a server on another machine"],
    ["$0 doctor --devices 100000 --target ws://127.0.0.1:8080", "whether these fit, to a server on this machine"],
    ["$0 doctor --devices 100000 --json", "the same for a program"],
  ],
  notes: "Exit codes: 0 they fit, or nothing was asked for; 2 wrong usage; 10 they do not fit.",
  async run(given, host) {
    const devices = wholeNumber(given, "devices");
    const urls = list(given, "target");
    for (const url of urls) checkTargetUrl(url.replaceAll(/\{\w+\}/g, "x"));
    const limits = readMachineLimits();
    const wish = await wishOf(given, devices, urls);
    const fits = fleetFit(limits, wish);
    const small = devices === undefined ? [] : tooSmall(fits, devices);
    const smallest = smallestFit(fits);
    const shards = shardsOf(wish, thisMachine(limits));
    const { stdout, env } = host;
    if (flag(given, "json")) {
      const found = {
        limits,
        wish,
        fits,
        shards,
        smallest: smallest?.limit ?? null,
        tooSmall: small.map(({ limit }) => limit),
      };
      stdout.write(`${JSON.stringify(found, null, 2)}\n`);
    } else {
      const machine = `${systemName()} ${release()}, Node ${process.versions.node}`;
      stdout.write(
        doctorText(
          { machine, towards: towards(urls, wish), fits, shards, smallest, devices, tooSmall: small },
          { columns: stdout.columns, colour: inColour(stdout, env) },
        ),
      );
    }
    return small.length > 0 ? exitCodes.failed : exitCodes.pass;
  },
};

async function wishOf(given: Given, devices: number | undefined, urls: readonly string[]): Promise<FleetWish> {
  const shards = shardsAsked(text(given, "shards")!);
  const written = text(given, "source-addresses");
  const sources = written === undefined ? undefined : await sourcesOf(written);
  return {
    ...(devices !== undefined && { devices }),
    ...targetPlaces(urls),
    ...(shards !== "auto" && { shards }),
    ...(sources !== undefined && {
      sources: { addresses: sources.addresses.length, ports: pairsPerAddress(sources) },
    }),
  };
}

/** What `--shards auto` would take of these devices, whatever they do. */
function shardsOf({ devices, shards }: FleetWish, machine: Machine): DoctorShards {
  const room = filesFor(machine);
  return {
    asked: shards ?? "auto",
    auto: devices === undefined ? null : Math.min(mostShards, leastShards(devices, false, machine).count),
    devicesEach: Number.isFinite(room) ? room : null,
  };
}

function wholeNumber(given: Given, name: string): number | undefined {
  const value = number(given, name);
  if (value === undefined || (Number.isSafeInteger(value) && value > 0)) return value;
  throw new FlotillaError("usage", `expected --${name} as a whole number from 1, found ${value}`);
}

function towards(urls: readonly string[], { local }: FleetWish): string {
  if (urls.length === 0) return "for devices that connect to one server on another machine (--target says otherwise)";
  return `for devices that connect to ${displayUrls(urls)}${local ? ", on this machine" : ""}`;
}
