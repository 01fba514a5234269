/**
 * What leads the slices of a simulation: of one in this process, or of several, each in a process of its own.
 *
 * All of them come to a whole simulated second before any goes on beyond it, where something in the plan is about the whole run.
 */
import { Conductor } from "../../fleet/run-wide/conductor.ts";
import { noFigures, sumOfFigures } from "../../fleet/run-wide/run-figures.ts";
import type { RunFigures, RunSecond } from "../../fleet/run-wide/run-second.ts";
import type { Saying } from "../../fleet/run-wide/saying.ts";
import type { RunEnd } from "../../fleet/timeline/stage.ts";
import type { FleetLayout } from "../../scenario/groups/fleet-layout.ts";
import type { Plan } from "../../scenario/plan.ts";

/** The lead, as a slice sees it. */
export interface Lead {
  /** @param shard which of all groups of homes says it. */
  said(shard: number, saying: Saying): void;
  /**
   * The slice has done all up to and including `at`, simulated milliseconds since the start. Resolves when all have.
   *
   * @param figures of the slice, where the plan asks for them.
   * @returns nothing when the run has ended.
   */
  second(slice: number, at: number, figures: RunFigures | undefined): Promise<RunSecond | undefined>;
  /** All up to `at` has been said. */
  passed(at: number): void;
  /** Nothing more is said. */
  close(at: number): void;
  readonly failures: readonly string[];
  /** What the scenario ended it by, before its time. */
  readonly endedBy: RunEnd | undefined;
}

export interface SimulationLeadOptions {
  readonly plan: Plan;
  readonly layout: FleetLayout;
  readonly slices: number;
  /** Groups of homes that live together, in all slices. */
  readonly groups: number;
  readonly tell: (level: "info" | "warning", text: string, at: number) => void;
}

export class SimulationLead implements Lead {
  readonly #conductor: Conductor;
  readonly #slices: number;
  /** Those that have come to the second. */
  #there: { readonly figures: RunFigures | undefined; readonly goOn: (second: RunSecond | undefined) => void }[] = [];
  #figures = noFigures;
  #second: RunSecond = { happened: [] };
  #endedBy: RunEnd | undefined;

  constructor({ plan, layout, slices, groups, tell }: SimulationLeadOptions) {
    this.#slices = slices;
    this.#conductor = new Conductor({
      ensemble: {
        plan,
        layout,
        shards: groups,
        settle: () => {},
        figures: () => this.#figures,
        second: (second) => {
          this.#second = second;
        },
      },
      tell,
      endRun: (end) => {
        this.#endedBy ??= end;
      },
      judged: false,
    });
  }

  get failures(): readonly string[] {
    return this.#conductor.failures;
  }

  get endedBy(): RunEnd | undefined {
    return this.#endedBy;
  }

  said(shard: number, saying: Saying): void {
    this.#conductor.said(shard, saying);
  }

  second(_: number, at: number, figures: RunFigures | undefined): Promise<RunSecond | undefined> {
    return new Promise((goOn) => {
      this.#there.push({ figures, goOn });
      if (this.#there.length === this.#slices) this.#decide(at);
    });
  }

  passed(at: number): void {
    this.#conductor.passed(at);
  }

  close(at: number): void {
    this.#conductor.close(at);
  }

  #decide(at: number): void {
    const there = this.#there;
    this.#there = [];
    this.#figures = sumOfFigures(there.map(({ figures }) => figures ?? noFigures));
    this.#second = { happened: [] };
    this.#conductor.second(at);
    for (const { goOn } of there) goOn(this.#endedBy === undefined ? this.#second : undefined);
  }
}
