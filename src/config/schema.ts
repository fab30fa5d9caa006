import * as z from 'zod/mini';
import type { OptionInput } from '../capabilities/option.ts';
import { schemaOf } from '../options/schemaOf.ts';
import { OPTIONS, type StackConfig } from '../options/table.ts';

// A command checks a few values once: compiling a schema (with `new Function`) takes longer than running it.
z.config({ jitless: true });

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
  const checked = new Map<string, unknown>();
  const faults: ValueFault[] = [];
  for (const { key, option } of OPTIONS) {
    const { data, error } = z.safeParse(schemaOf(option), values.get(key));
    if (error) faults.push(...error.issues.map((issue) => faultOf(key, issue)));
    else checked.set(key, data);
  }
  // The table that has told how to check is the one that the type is made from.
  return faults.length > 0 ? { faults } : { config: nested(checked) as unknown as StackConfig };
}

function faultOf(key: string, issue: z.core.$ZodIssue): ValueFault {
  const [entry] = issue.path;
  // zod reports a bad name in a record as `invalid_key`, with the reason inside.
  const message = issue.code === 'invalid_key' ? (issue.issues[0]?.message ?? issue.message) : issue.message;
  return {
    key,
    message,
    ...(entry !== undefined && { entry: typeof entry === 'number' ? entry : String(entry) }),
  };
}

/** Values by dotted key as the tree that bindstack.yaml is. */
export function nested(values: ReadonlyMap<string, unknown>): Record<string, unknown> {
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
