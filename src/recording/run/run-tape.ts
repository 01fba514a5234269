/** The tape of a run: opened before the run begins, and closed when it is over, whatever becomes of it. */
import type { Plan } from "../../scenario/plan.ts";
import type { LinkPlan } from "../../wire/link/link-contract.ts";
import { displayUrl } from "../../wire/transport/target-url.ts";
import { Recorder } from "../recorder.ts";
import { secretNames } from "../redaction/secret-names.ts";
import { tapeKey, tapeVersion } from "../tape.ts";
import { tapeFile, TapeWriter } from "../tape-writer.ts";
import { recordedLinks } from "./recorded-links.ts";

export interface RunTapeOptions {
  readonly path: string;
  /** How to name the file in messages. */
  readonly shown: string;
  readonly plan: Plan;
  /** Texts of the plan that are secret wherever they stand. */
  readonly secrets?: readonly string[];
  /** Name and version of this program. */
  readonly recorder: string;
  /** Real milliseconds of the run; in virtual time its own. */
  readonly now: () => number;
  /** Told when the disk fails. The run goes on. */
  readonly warn: (problem: string) => void;
}

export class RunTape {
  readonly #writer: TapeWriter;
  readonly #recorder: Recorder;

  /** @throws FlotillaError `file` when the file exists or cannot be written. */
  constructor({ path, shown, plan, secrets, recorder, now, warn }: RunTapeOptions) {
    const header = {
      [tapeKey]: tapeVersion,
      recorder,
      by: "run",
      ...(plan.target === undefined ? {} : { target: displayUrl(plan.target.url) }),
      scenario: plan.name,
      seed: plan.seed,
      redacted: true,
    } as const;
    this.#writer = new TapeWriter(tapeFile(path, shown), header, (problem) => warn(`${shown}: ${problem}`));
    this.#recorder = new Recorder(this.#writer, now, secretNames([], secrets));
  }

  /** For every group's links. */
  readonly around = (link: LinkPlan): LinkPlan => recordedLinks(link, this.#recorder);

  close(): void {
    this.#recorder.finish();
    this.#writer.close();
  }

  /** For a run that never began. */
  discard(): void {
    this.#writer.discard();
  }
}
