import * as z from 'zod';
import { isOption, type OptionInput, type OptionTree } from '../options/option.ts';
import { schemaOf } from '../options/schemaOf.ts';
import { optionTree, type StackConfig } from '../options/table.ts';

// A command checks a few values once: compiling a schema (with `new Function`) takes longer than running it.
z.config({ jitless: true });

function shapeOf(tree: OptionTree): z.ZodRawShape {
  return Object.fromEntries(
    Object.entries(tree).map(([name, node]) => [
      name,
      isOption(node) ? schemaOf(node) : z.strictObject(shapeOf(node)),
    ]),
  );
}

/** The check of a whole configuration, made from the option table. */
const configSchema = z.strictObject(shapeOf(optionTree));

export interface ValueFault {
  /** Key of the option, `weaviate.httpPort`. */
  readonly key: string;
  /** Ends the sentence that begins with the value: `is not a whole number from 1 to 65535`. */
  readonly message: string;
  /** The entry of a list or map that is wrong, where it is not the whole value. */
  readonly entry?: string | number;
}

/** The checked configuration, or every fault of its values. */
export function checkValues(
  values: ReadonlyMap<string, OptionInput | undefined>,
): { config: StackConfig } | { faults: ValueFault[] } {
  const result = configSchema.safeParse(nested(values));
  // The shape comes from the same table as the type, so what the schema accepts is a StackConfig.
  if (result.success) return { config: result.data as unknown as StackConfig };
  return {
    faults: result.error.issues.map((issue) => {
      const path = issue.path.map((part) => (typeof part === 'symbol' ? String(part) : part));
      const depth = keyDepth(path);
      const entry = path[depth];
      // zod reports a bad name in a record as `invalid_key`, with the reason inside.
      const message =
        issue.code === 'invalid_key' ? (issue.issues[0]?.message ?? issue.message) : issue.message;
      return {
        key: path.slice(0, depth).join('.'),
        message,
        ...(entry !== undefined && { entry }),
      };
    }),
  };
}

/** How many parts of an issue's path name the option; what follows is inside its value. */
function keyDepth(path: readonly (string | number)[]): number {
  let node: OptionTree[string] | undefined = optionTree;
  for (const [depth, part] of path.entries()) {
    if (node === undefined || isOption(node)) return depth;
    node = node[part];
  }
  return path.length;
}

/** Values by dotted key as the tree that bindstack.yaml is. */
export function nested(values: ReadonlyMap<string, OptionInput | undefined>): Record<string, unknown> {
  const root: Record<string, unknown> = {};
  for (const [key, value] of values) {
    const parts = key.split('.');
    const last = parts.pop() ?? key;
    let node = root;
    for (const part of parts) {
      node[part] ??= {};
      node = node[part] as Record<string, unknown>;
    }
    node[last] = value;
  }
  return root;
}
