import * as z from 'zod/mini';
import { limitedNearest } from '../formats/nearest.ts';
import { at, entryAt, hasUnknowns, type Located } from './located.ts';
import { rawText } from './pieces.ts';
import type { Place } from './source.ts';

/** What a schema has against a document, at its place. */
export interface SchemaProblem {
  readonly kind: 'unknown-key' | 'wrong-value';
  readonly place: Place;
  /** Keys and indexes from where the check began. */
  readonly path: readonly (string | number)[];
  readonly message: string;
  readonly suggestion?: string | undefined;
  /** Beside an unknown key, the keys that are known. */
  readonly known?: readonly string[];
}

type Issue = z.core.$ZodIssue;

/** Of several forms, the one that the value comes nearest to: fewest faults, the deepest counted least. */
function nearestForm(forms: readonly (readonly Issue[])[]): readonly Issue[] {
  const misfit = (issues: readonly Issue[]) =>
    issues.some(({ path, code }) => path.length === 0 && code === 'invalid_type') ? 1000 : issues.length;
  return [...forms].sort((a, b) => misfit(a) - misfit(b))[0] ?? [];
}

/** The issues without unions: each of the form that was meant. */
function* flattened(issues: readonly Issue[], above: readonly PropertyKey[] = []): Generator<Issue> {
  for (const issue of issues) {
    const path = [...above, ...issue.path];
    const forms = issue.code === 'invalid_union' ? issue.errors : [];
    const meant = nearestForm(forms);
    const none = meant.every(({ path: inside, code }) => inside.length === 0 && code === 'invalid_type');
    if (issue.code !== 'invalid_union' || none) yield { ...issue, path } as Issue;
    else yield* flattened(meant, path);
  }
}

/** Names of the types that a value could have had. */
function expectedTypes(issue: Issue): string {
  if (issue.code === 'invalid_type') return TYPES[issue.expected] ?? issue.expected;
  if (issue.code === 'invalid_union') {
    const types = issue.errors.flatMap((form) =>
      form.filter(({ path }) => path.length === 0).map(expectedTypes),
    );
    return [...new Set(types)].join(' or ');
  }
  return issue.message;
}

const TYPES: Readonly<Record<string, string>> = {
  string: 'text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  object: 'keys and values',
  record: 'keys and values',
  array: 'a list',
  null: 'nothing',
  undefined: 'nothing',
};

/** What no text counts as, whatever a variable puts into it. */
const NON_TEXT_TYPES = ['object', 'record', 'array', 'null'].map((type) => TYPES[type]);

function typeOf(located: Located | undefined): string {
  if (located === undefined) return 'missing';
  if (located.kind === 'map') return 'keys and values';
  if (located.kind === 'list') return 'a list';
  if (hasUnknowns(located)) return JSON.stringify(rawText(located));
  return located.value === null ? 'nothing' : JSON.stringify(located.value);
}

/** Keys that a strict object knows at a path of its schema. */
export type KnownKeys = (path: readonly (string | number)[]) => Iterable<string>;

/** Checks a document against a schema: every fault, each at the key or value that is wrong. */
export function schemaProblems(
  root: Located,
  value: unknown,
  schema: z.ZodMiniType,
  knownKeys: KnownKeys,
): SchemaProblem[] {
  const result = schema.safeParse(value);
  if (result.success) return [];
  const near = limitedNearest();
  return [...flattened(result.error.issues)].flatMap((issue): SchemaProblem[] => {
    const path = issue.path.map((part) => (typeof part === 'symbol' ? String(part) : part));
    const located = at(root, ...path);
    const dotted = path.join('.');
    if (issue.code === 'unrecognized_keys') {
      const known = [...knownKeys(path)];
      return issue.keys.map((key) => ({
        kind: 'unknown-key',
        place: entryAt(located, key)?.key ?? located?.place ?? root.place,
        path: [...path, key],
        message: `unknown key ${dotted === '' ? key : `${dotted}.${key}`}`,
        suggestion: didYouMean(near(key, known)),
        known,
      }));
    }
    const missing = located === undefined;
    const place = (located ?? nearestAbove(root, path)).place;
    const type = issue.code === 'invalid_type' || issue.code === 'invalid_union';
    // What a variable will hold is not known, but keys or a list it can never become.
    const isNeverText =
      type &&
      expectedTypes(issue)
        .split(' or ')
        .every((one) => NON_TEXT_TYPES.includes(one));
    if (hasUnknowns(located) && !isNeverText) return [];
    const message = missing
      ? `${dotted} is missing`
      : type
        ? `${dotted || 'the file'} must be ${expectedTypes(issue)}, not ${typeOf(located)}`
        : `${dotted}: ${typeOf(located)} ${issue.message}`;
    return [{ kind: 'wrong-value', place, path, message }];
  });
}

function didYouMean(near: string | undefined): string | undefined {
  return near === undefined ? undefined : `did you mean ${near}?`;
}

function nearestAbove(root: Located, path: readonly (string | number)[]): Located {
  for (let depth = path.length - 1; depth > 0; depth -= 1) {
    const above = at(root, ...path.slice(0, depth));
    if (above) return above;
  }
  return root;
}

/** The keys of the strict object at a path of a schema, through unions, records and optionals. */
export function keysOfSchema(schema: () => z.ZodMiniType): KnownKeys {
  return (path) => {
    let level: z.ZodMiniType[] = [schema()];
    for (const part of path) level = level.flatMap((one) => stepInto(one, part));
    return level.flatMap((one) =>
      alternatives(one).flatMap((inner) =>
        inner instanceof z.ZodMiniObject ? Object.keys(inner.shape) : [],
      ),
    );
  };
}

function alternatives(schema: z.ZodMiniType): z.ZodMiniType[] {
  if (schema instanceof z.ZodMiniUnion)
    return schema.def.options.flatMap((option) => alternatives(option as z.ZodMiniType));
  if (schema instanceof z.ZodMiniOptional || schema instanceof z.ZodMiniNullable)
    return alternatives(schema.def.innerType as z.ZodMiniType);
  return [schema];
}

function stepInto(schema: z.ZodMiniType, part: string | number): z.ZodMiniType[] {
  return alternatives(schema).flatMap((inner): z.ZodMiniType[] => {
    if (inner instanceof z.ZodMiniObject) {
      return Object.hasOwn(inner.shape, part) ? [inner.shape[part] as z.ZodMiniType] : [];
    }
    if (inner instanceof z.ZodMiniRecord) return [inner.def.valueType as z.ZodMiniType];
    if (inner instanceof z.ZodMiniArray) return [inner.def.element as z.ZodMiniType];
    return [];
  });
}
