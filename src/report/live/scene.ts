/** All that one picture of the live view shows. */
import type { Notice, Progress, RunInfo } from "../../fleet/run-events.ts";
import type { History } from "./history.ts";

export interface Scene {
  readonly info: RunInfo;
  readonly history: History;
  /** Absent before the first second is over. */
  readonly progress: Progress | undefined;
  /** Oldest first. */
  readonly notices: readonly Notice[];
}

/** The terminal's part that may be used; `colour` is whether it takes styles. */
export interface Size {
  readonly columns: number;
  readonly rows: number;
  readonly colour: boolean;
}
