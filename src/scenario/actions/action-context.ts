/** Where actions stand, as far as it decides what they may be: in a step of the timeline, or in a script of a device. */
import type { Kind } from "../../device/kind.ts";
import type { Vocabulary } from "../../expression/vocabulary.ts";
import type { ScenarioFiles } from "../source/scenario-files.ts";

export interface ActionContext {
  readonly owner: "step" | "script";
  /** Of the devices concerned; absent when that cannot be said. */
  readonly kinds: readonly Kind[] | undefined;
  /** What templates may name. `command` is added where there is one. */
  readonly vocabulary: Vocabulary;
  /** Placeholders that lists of identities fill in, besides those of every device. */
  readonly columns: readonly string[];
  /** Whether devices connect to a server of the user's own. */
  readonly foreignTarget: boolean;
  /** For draws from a file. */
  readonly files: ScenarioFiles | undefined;
}
