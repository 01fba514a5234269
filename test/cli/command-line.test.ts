import { describe, expect, onTestFinished, test, vi } from "vitest";
import { commands } from "../../src/cli/commands.ts";
import { packageVersion } from "../../src/library/package-version.ts";
import { testHost } from "../support/test-host.ts";

/** What is printed and returned for a command line that is not run. */
async function outcome(...argv: string[]): Promise<{ exit: number; out: string; err: string }> {
  const host = testHost(argv);
  const exit = await host.run();
  return { exit, out: host.out, err: host.err };
}

describe("the help", () => {
  test("of the program is this", async () => {
    const { exit, out, err } = await outcome("--help");
    expect({ exit, err }).toEqual({ exit: 0, err: "" });
    await expect(out).toMatchFileSnapshot("../fixtures/help/flotilla.txt");
  });

  test.each(commands.map(({ name }) => name))("of `%s` is this", async (name) => {
    const { exit, out, err } = await outcome(name, "--help");
    expect({ exit, err }).toEqual({ exit: 0, err: "" });
    await expect(out).toMatchFileSnapshot(`../fixtures/help/${name}.txt`);
  });

  test.each(commands.map(({ name }) => name))("of `%s` has examples that the command itself takes", async (name) => {
    const { examples } = commands.find((command) => command.name === name)!;
    expect(examples.length).toBeGreaterThan(0);
    for (const [line] of examples) {
      // As a shell would split it: quotes around a text, what stands before the program and behind `>` is not its.
      const words = line.match(/'[^']*'|\S+/g)!.map((word) => word.replaceAll("'", ""));
      const own = words.slice(words.indexOf("$0") + 1, words.includes(">") ? words.indexOf(">") : undefined);
      expect(own[0]).toBe(name);
      const { err } = await outcome(...own, "--no-such-option");
      expect(err).toContain("found --no-such-option");
    }
  });

  test("is what `help` and `-h` print, too", async () => {
    const help = await outcome("--help");
    const ofRun = await outcome("run", "--help");
    expect(await outcome("help")).toEqual(help);
    expect(await outcome("-h")).toEqual(help);
    expect(await outcome("help", "run")).toEqual(ofRun);
    expect(await outcome("run", "-h")).toEqual(ofRun);
  });

  test("fits the terminal", async () => {
    for (const columns of [60, 80, 300]) {
      const host = testHost(["run", "--help"], { columns });
      await host.run();
      const options = host.out.slice(0, host.out.indexOf("Examples:")).split("\n");
      expect(Math.max(...options.map((line) => line.length))).toBeLessThanOrEqual(Math.min(columns, 110));
    }
  });

  test("is in English whatever the machine speaks", async () => {
    const english = await outcome("--help");
    vi.stubEnv("LC_ALL", "de_DE.UTF-8");
    onTestFinished(() => void vi.unstubAllEnvs());
    expect(await outcome("--help")).toEqual(english);
  });

  test("is printed as an error when nothing at all was given", async () => {
    const { exit, out, err } = await outcome();
    expect({ exit, out }).toEqual({ exit: 2, out: "" });
    expect(err).toBe((await outcome("--help")).out);
  });
});

test.each([["--version"], ["-v"], ["run", "--version"]])("%s prints the version", async (...argv) => {
  expect(await outcome(...argv)).toEqual({ exit: 0, out: `${packageVersion}\n`, err: "" });
});

describe("a command line that is not as the help says is refused with", () => {
  test.each([
    {
      argv: ["rnu", "x.yaml"],
      message:
        'expected a command (run, simulate, server, record, replay, validate, plan, devices, schema, doctor), found "rnu"',
      hint: "Did you mean: flotilla run",
    },
    {
      argv: ["hlep"],
      message:
        'expected a command (run, simulate, server, record, replay, validate, plan, devices, schema, doctor), found "hlep"',
      hint: "Did you mean: flotilla help",
    },
    {
      argv: ["frobnicate", "--help"],
      message:
        'expected a command (run, simulate, server, record, replay, validate, plan, devices, schema, doctor), found "frobnicate"',
      hint: "flotilla --help says what each does.",
    },
    {
      argv: ["--json", "run", "x.yaml"],
      message:
        'expected the command first (run, simulate, server, record, replay, validate, plan, devices, schema, doctor), found "--json"',
      hint: "flotilla --help says what each does.",
    },
    {
      argv: ["run", "x.yaml", "--duraton", "3s"],
      message: 'expected an option of "flotilla run", found --duraton',
      hint: "Did you mean --duration?",
    },
    // The value of an option that does not exist is not taken for the scenario, nor the scenario for its value.
    {
      argv: ["run", "--duraton=3s", "x.yaml"],
      message: 'expected an option of "flotilla run", found --duraton',
      hint: "Did you mean --duration?",
    },
    {
      argv: ["run", "--trgaet", "x.yaml"],
      message: 'expected an option of "flotilla run", found --trgaet',
      hint: "Did you mean --target?",
    },
    {
      argv: ["run", "x.yaml", "--no-json"],
      message: 'expected an option of "flotilla run", found --no-json',
      hint: "Did you mean --json?",
    },
    {
      argv: ["server", "--devices", "3"],
      message: 'expected an option of "flotilla server", found --devices',
      hint: "flotilla server --help shows what there is.",
    },
    {
      argv: ["run", "x.yaml", "-z"],
      message: 'expected an option of "flotilla run", found -z',
      hint: "flotilla run --help shows what there is.",
    },
    {
      argv: ["run", "x.yaml", "-qz"],
      message: 'expected an option of "flotilla run", found -z',
      hint: "flotilla run --help shows what there is.",
    },
    {
      argv: ["run"],
      message: 'expected <scenario> behind "flotilla run", found nothing',
      hint: "Scenario file (YAML, JSON, TypeScript), or the name of a shipped one. For example: flotilla run quickstart",
    },
    {
      argv: ["run", "--json"],
      message: 'expected <scenario> behind "flotilla run", found nothing',
      hint: "Scenario file (YAML, JSON, TypeScript), or the name of a shipped one. For example: flotilla run quickstart",
    },
    {
      argv: ["run", "x.yaml", "y.yaml"],
      message: 'expected no further argument behind "x.yaml", found "y.yaml"',
      hint: "Quote what contains spaces. flotilla run --help shows what there is.",
    },
    {
      argv: ["server", "7070"],
      message: 'expected no further argument behind "flotilla server", found "7070"',
      hint: "Quote what contains spaces. flotilla server --help shows what there is.",
    },
    {
      argv: ["run", "x.yaml", "--devices"],
      message: "expected a value after --devices, found none",
      hint: "flotilla run --help shows what there is.",
    },
    {
      argv: ["run", "x.yaml", "-t"],
      message: "expected a value after -t, found none",
      hint: "flotilla run --help shows what there is.",
    },
    {
      argv: ["run", "x.yaml", "--target", "--json"],
      message: "expected a value after --target, found none",
      hint: "flotilla run --help shows what there is.",
    },
    { argv: ["run", "x.yaml", "--out", ""], message: "expected a value after --out, found an empty text" },
    { argv: ["run", "x.yaml", "--devices", "many"], message: 'expected a number after --devices, found "many"' },
    { argv: ["run", "x.yaml", "--seed", "1", "--seed=2"], message: "expected --seed once, found it 2 times: 1, 2" },
    { argv: ["server", "--port", "http"], message: 'expected a number after --port, found "http"' },
    {
      argv: ["schema", "protcol"],
      message: 'expected <what> as scenario, protocol or summary, found "protcol"',
      hint: "Did you mean: flotilla schema protocol",
    },
    {
      argv: ["schema", "everything"],
      message: 'expected <what> as scenario, protocol or summary, found "everything"',
      hint: "flotilla schema --help shows what there is.",
    },
  ])("$message", async ({ argv, message, hint }) => {
    const lines = [`error: ${message}`, ...(hint === undefined ? [] : [`hint: ${hint}`])];
    expect(await outcome(...argv)).toEqual({ exit: 2, out: "", err: `${lines.join("\n")}\n` });
  });
});

test("errors are red on a terminal, unless colour is not wanted", async () => {
  const red = "\u001B[31merror:\u001B[39m";
  const start = async (isTTY: boolean, env: Record<string, string>): Promise<string> => {
    const host = testHost(["rnu"], { isTTY, env });
    await host.run();
    return host.err.slice(0, host.err.indexOf("error:") + red.length);
  };
  expect(await start(true, {})).toContain(red);
  expect(await start(false, { FORCE_COLOR: "1" })).toContain(red);
  expect(await start(true, { NO_COLOR: "1" })).not.toContain("\u001B");
  expect(await start(true, { TERM: "dumb" })).not.toContain("\u001B");
  expect(await start(false, {})).not.toContain("\u001B");
});
