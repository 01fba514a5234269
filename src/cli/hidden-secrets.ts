/**
 * What a run tells, with `***` for texts that came from the environment: a scenario may have put them into the name of a step,
 * an expectation, the arguments of a command.
 */
import type { RunOutput } from "../fleet/run-events.ts";
import { hideTexts } from "../scenario/texts/hidden-texts.ts";

export type Hide = <Told>(told: Told) => Told;

/** @param secrets none of them short enough to be a word. */
export function hiding(secrets: readonly string[]): Hide {
  if (secrets.length === 0) return (told) => told;
  // As they are, and as they stand in expressions.
  const texts = [...new Set(secrets.flatMap((secret) => [secret, JSON.stringify(secret).slice(1, -1)]))];
  return <Told>(told: Told) => hideTexts(told, texts) as Told;
}

/** An output that is told nothing else. It listens to the same kinds of news. */
export function hiddenFrom(output: RunOutput, hide: Hide): RunOutput {
  return {
    ...(output.started && { started: (info) => output.started!(hide(info)) }),
    ...(output.progressed && { progressed: (progress) => output.progressed!(progress) }),
    ...(output.noticed && { noticed: (notice) => output.noticed!(hide(notice)) }),
    ...(output.recorded && { recorded: (record) => output.recorded!(hide(record)) }),
    ...(output.finished && { finished: (summary) => output.finished!(hide(summary)) }),
  };
}
