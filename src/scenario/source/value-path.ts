/** Where a value stands in a scenario: keys and positions from the top. */
export type ValuePath = readonly (string | number)[];

/** A path as people write it: `fleet[0].firmware["1.4.2"]`; empty for the whole. */
export function pathText(path: ValuePath): string {
  let text = "";
  for (const step of path) {
    if (typeof step === "number") text += `[${step}]`;
    else if (!plainKey.test(step)) text += `[${JSON.stringify(step)}]`;
    else text += text === "" ? step : `.${step}`;
  }
  return text;
}

/** The value at `path`, or `undefined` when there is none. Only own keys count: a path never reaches a prototype. */
export function valueAt(value: unknown, path: ValuePath): unknown {
  let here = value;
  for (const step of path) {
    if (typeof here !== "object" || here === null || !Object.hasOwn(here, step)) return undefined;
    here = (here as Record<string | number, unknown>)[step];
  }
  return here;
}

/** Whether `path` is `start` or lies below it. */
export function isWithin(path: ValuePath, start: ValuePath): boolean {
  return start.length <= path.length && start.every((step, position) => step === path[position]);
}

const plainKey = /^[A-Za-z_][\w-]*$/;
