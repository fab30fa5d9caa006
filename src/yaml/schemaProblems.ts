import { limitedNearest } from '../formats/nearest.ts';
import { at, entryAt, hasUnknowns, type Located } from './located.ts';
import { rawText } from './pieces.ts';
import type { Issue, Schema, TypeName } from './schema.ts';
import type { Place } from './source.ts';

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

/** The form of a union that the value matches best: of the right type, then with the fewest issues. */
function nearestForm(forms: readonly (readonly Issue[])[]): readonly Issue[] {
  const mismatch = (issues: readonly Issue[]) =>
    issues.some(({ path, code }) => path.length === 0 && code === 'type') ? 1000 : issues.length;
  return [...forms].sort((a, b) => mismatch(a) - mismatch(b))[0] ?? [];
}

/** Replaces each union issue with the issues of the form that was probably meant. */
function* flattened(issues: readonly Issue[], above: Issue['path'] = []): Generator<Issue> {
  for (const issue of issues) {
    const path = [...above, ...issue.path];
    const meant = issue.code === 'union' ? nearestForm(issue.forms) : [];
    const none = meant.every(({ path: inside, code }) => inside.length === 0 && code === 'type');
    if (issue.code !== 'union' || none) yield { ...issue, path };
    else yield* flattened(meant, path);
  }
}

/** The names of the allowed types. */
function expectedTypes(issue: Issue): string {
  switch (issue.code) {
    case 'type':
      return TYPES[issue.expected];
    case 'union': {
      const types = issue.forms.flatMap((form) =>
        form.filter(({ path }) => path.length === 0).map(expectedTypes),
      );
      return [...new Set(types)].join(' or ');
    }
    case 'value':
      return issue.message;
    case 'unknown-keys':
      return TYPES.object;
  }
}

const TYPES: Readonly<Record<TypeName, string>> = {
  string: 'a string',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  object: 'a mapping',
  record: 'a mapping',
  array: 'a list',
  null: 'null',
};

/** Types that a text never has, regardless of the values of its variables. */
const NON_TEXT_TYPES = (['object', 'record', 'array', 'null'] as const).map((type) => TYPES[type]);

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
  schema: Schema,
  knownKeys: KnownKeys,
): SchemaProblem[] {
  const issues = schema.issuesOf(value);
  if (issues.length === 0) return [];
  const near = limitedNearest();
  return [...flattened(issues)].flatMap((issue): SchemaProblem[] => {
    const { path } = issue;
    const located = at(root, ...path);
    const dotted = path.join('.');
    if (issue.code === 'unknown-keys') {
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
    const type = issue.code !== 'value';
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
export function keysOfSchema(schema: () => Schema): KnownKeys {
  return (path) => {
    let level: Schema[] = [schema()];
    for (const part of path) level = level.flatMap((one) => stepInto(one, part));
    return level.flatMap((one) =>
      alternatives(one).flatMap(({ form }) => (form.kind === 'object' ? Object.keys(form.shape) : [])),
    );
  };
}

function alternatives(schema: Schema): Schema[] {
  const { form } = schema;
  if (form.kind === 'union') return form.options.flatMap(alternatives);
  return form.kind === 'missing' ? alternatives(form.inner) : [schema];
}

function stepInto(schema: Schema, part: string | number): Schema[] {
  return alternatives(schema).flatMap(({ form }): Schema[] => {
    if (form.kind === 'object') return Object.hasOwn(form.shape, part) ? [form.shape[part] as Schema] : [];
    if (form.kind === 'record') return [form.value];
    return form.kind === 'array' ? [form.element] : [];
  });
}
