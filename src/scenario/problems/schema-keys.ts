/** What the scenario schema knows under which key, read from the schema itself. */
import type { z } from "zod";
import { pathText, type ValuePath } from "../source/value-path.ts";

/** The keys a mapping at `path` may have. */
export function keysAt(schema: z.ZodType, path: ValuePath): string[] {
  let here = mappings(schema as Node);
  for (const step of path) here = here.flatMap((node) => mappings(below(node, step)));
  return here.flatMap((node) => Object.keys(node.def.shape ?? {}));
}

/** Paths of the mappings elsewhere that know `key`, outermost first; positions in lists are 0. */
export function homesOfKey(schema: z.ZodType, key: string): string[] {
  const found: string[] = [];
  const visit = (node: Node | undefined, path: ValuePath): void => {
    for (const mapping of mappings(node)) {
      if (mapping.def.shape !== undefined && key in mapping.def.shape && path.length > 0) found.push(pathText(path));
      for (const name in mapping.def.shape) visit(mapping.def.shape[name], [...path, name]);
      if (mapping.def.element !== undefined) visit(mapping.def.element, [...path, 0]);
    }
  };
  visit(schema as Node, []);
  return found.toSorted((a, b) => a.length - b.length);
}

/** What this file reads of zod's public `def`. */
interface Node {
  readonly def: {
    readonly type: string;
    readonly shape?: Readonly<Record<string, Node>>;
    readonly element?: Node;
    readonly valueType?: Node;
    readonly innerType?: Node;
    readonly options?: readonly Node[];
  };
}

/** The mappings and lists that `node` may stand for. */
function mappings(node: Node | undefined): Node[] {
  if (node === undefined) return [];
  const { innerType, options } = node.def;
  if (innerType !== undefined) return mappings(innerType);
  if (options !== undefined) return options.flatMap(mappings);
  return [node];
}

function below(node: Node, step: string | number): Node | undefined {
  const { shape, element, valueType } = node.def;
  if (typeof step === "number") return element;
  if (shape !== undefined) return Object.hasOwn(shape, step) ? shape[step] : undefined;
  return valueType;
}
