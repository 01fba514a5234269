/** What is said of a shard whose process was lost, where these are not its own last words: how it ended, or what its system said. */

/** It was told to, and not waited for any longer. */
export const didNotEnd = "it did not end";

/** @param within how long it was waited for: `60.0 s` */
export function notReady(within: string): string {
  return `${lateWords}${within}`;
}

/** Whether it was the run that let go of it: it may have lived on, and has no last words. */
export function wasGivenUp(why: string): boolean {
  return why === didNotEnd || why.startsWith(lateWords);
}

const lateWords = "not ready within ";
