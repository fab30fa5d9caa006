import * as z from 'zod/mini';
import { limitedNearest } from '../formats/nearest.ts';
import { at, entryAt, hasUnknowns, type Located } from './located.ts';
import { rawText } from './pieces.ts';
import type { Place } from './source.ts';

// A file is checked once, so compiling the schemas (with `new Function`) takes longer than running them.
z.config({ jitless: true });

/** A mismatch between a document and a schema, with its place. */
export interface SchemaProblem {
  readonly kind: 'unknown-key' | 'wrong-value';
  readonly place: Place;
  /** Relative to the value that was checked. */
  readonly path: readonly (string | number)[];
  readonly message: string;
  readonly suggestion?: string | undefined;
  /** For an unknown key, the known keys. */
  readonly known?: readonly string[];
}

type Issue = z.core.$ZodIssue;

/** The form of a union that the value matches best: of the right type, then with the fewest issues. */
function nearestForm(forms: readonly (readonly Issue[])[]): readonly Issue[] {
  const mismatch = (issues: readonly Issue[]) =>
    issues.some(({ path, code }) => path.length === 0 && code === 'invalid_type') ? 1000 : issues.length;
  return [...forms].sort((a, b) => mismatch(a) - mismatch(b))[0] ?? [];
}

/** Replaces each union issue with the issues of the form that was probably meant. */
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

/** The names of the allowed types. */
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
  string: 'a string',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  object: 'a mapping',
  record: 'a mapping',
  array: 'a list',
  null: 'null',
  undefined: 'null',
};

/** Types that a text never has, regardless of the values of its variables. */
const NON_TEXT_TYPES = ['object', 'record', 'array', 'null'].map((type) => TYPES[type]);

function typeOf(located: Located | undefined): string {
  if (located === undefined) return 'missing';
  if (located.kind === 'map') return 'a mapping';
  if (located.kind === 'list') return 'a list';
  if (hasUnknowns(located)) return JSON.stringify(rawText(located));
  return located.value === null ? 'null' : JSON.stringify(located.value);
}

/** Returns the keys that a strict object allows at a path of its schema. */
export type KnownKeys = (path: readonly (string | number)[]) => Iterable<string>;

/** Checks a document against a schema. Returns every problem, each at the wrong key or value. */
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
    // The value of a variable is unknown, but it can never be a mapping or a list.
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

/** The keys of the strict object at a path of a schema. Follows unions, records and optionals. */
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
