/**
 * What is told of a step that happens to one device or home at a time, perhaps a million times: the first few times all of it, then
 * how often it was, at a hundred, a thousand and so on.
 */
const mostTold = 10;

export class Tellings {
  readonly #counts: Map<string, number> = new Map();
  readonly #tell: (text: string) => void;

  constructor(tell: (text: string) => void) {
    this.#tell = tell;
  }

  /** @param about what happens over and over, as it is called when it is only counted. */
  tell(about: string, text: string): void {
    const count = (this.#counts.get(about) ?? 0) + 1;
    this.#counts.set(about, count);
    if (count <= mostTold) this.#tell(text);
    else if (isRound(count)) this.#tell(`${about}: ${count} times so far`);
  }
}

/** 100, 1,000, 10,000 and so on. */
function isRound(count: number): boolean {
  let rest = count;
  while (rest % 10 === 0) rest /= 10;
  return rest === 1 && count >= 100;
}
