/*
 * Schemas of files, in the words of zod, which made them before: loading zod and making its objects (a service of Compose
 * has 300) took a fifth of the time of `validate` with one file. A schema here is a few plain objects. Their issues are
 * what schemaProblems.ts needs, and no more.
 */

/** What a value has to be. */
export type TypeName = 'string' | 'number' | 'int' | 'boolean' | 'object' | 'record' | 'array' | 'null';

type Path = readonly (string | number)[];

/** A mismatch between a value and a schema; the path is relative to the value. */
export type Issue = { readonly path: Path } & (
  | { readonly code: 'type'; readonly expected: TypeName }
  /** The issues of each form that the value could have. */
  | { readonly code: 'union'; readonly forms: readonly (readonly Issue[])[] }
  | { readonly code: 'unknown-keys'; readonly keys: readonly string[] }
  /** `isTyped`: the value is of the right type, so that further checks make sense. */
  | { readonly code: 'value'; readonly message: string; readonly isTyped: boolean }
);

/** Further conditions of a value that has the right type. */
export type Check = (value: unknown) => readonly Issue[];

export type Shape = Readonly<Record<string, Schema>>;

export type Form =
  | { readonly kind: 'unknown' }
  | { readonly kind: 'type'; readonly type: TypeName; readonly accepts: (value: unknown) => boolean }
  | { readonly kind: 'words'; readonly words: readonly unknown[]; readonly message: string }
  | { readonly kind: 'union'; readonly options: readonly Schema[] }
  | { readonly kind: 'missing'; readonly inner: Schema; readonly accepts: (value: unknown) => boolean }
  | { readonly kind: 'array'; readonly element: Schema }
  | { readonly kind: 'record'; readonly value: Schema }
  | {
      readonly kind: 'object';
      readonly shape: Shape;
      /** Whether other keys are issues. */
      readonly isStrict: boolean;
      /** Whether every key may be missing. */
      readonly isPartial: boolean;
    }
  | { readonly kind: 'lazy'; readonly make: () => Schema };

export class Schema {
  readonly form: Form;
  readonly #checks: readonly Check[];

  constructor(form: Form, checks: readonly Check[] = []) {
    this.form = form;
    this.#checks = checks;
  }

  check(...checks: readonly Check[]): Schema {
    return new Schema(this.form, [...this.#checks, ...checks]);
  }

  /** Every mismatch; empty if the value is valid. */
  issuesOf(value: unknown): readonly Issue[] {
    let issues = issuesOfForm(this.form, value);
    for (const check of this.#checks) {
      if (issues.every(isTyped)) issues = [...issues, ...check(value)];
    }
    return issues;
  }
}

const NONE: readonly Issue[] = [];

/** Whether the value is of the right type in spite of an issue. */
function isTyped(issue: Issue): boolean {
  return issue.code === 'value' && issue.isTyped;
}

function issuesOfForm(form: Form, value: unknown): readonly Issue[] {
  switch (form.kind) {
    case 'unknown':
      return NONE;
    case 'type':
      return form.accepts(value) ? NONE : wrongType(form.type);
    case 'words':
      return form.words.includes(value)
        ? NONE
        : [{ code: 'value', path: [], message: form.message, isTyped: false }];
    case 'union':
      return issuesOfUnion(form.options, value);
    case 'missing':
      return form.accepts(value) ? NONE : form.inner.issuesOf(value);
    case 'array':
      return Array.isArray(value)
        ? value.flatMap((entry, index) => below(index, form.element.issuesOf(entry)))
        : wrongType('array');
    case 'record':
      return isMap(value)
        ? Object.entries(value).flatMap(([key, entry]) => below(key, form.value.issuesOf(entry)))
        : wrongType('record');
    case 'object':
      return isMap(value) ? issuesOfObject(form, value) : wrongType('object');
    case 'lazy':
      return form.make().issuesOf(value);
  }
}

function wrongType(expected: TypeName): readonly Issue[] {
  return [{ code: 'type', path: [], expected }];
}

function below(key: string | number, issues: readonly Issue[]): readonly Issue[] {
  return issues.length === 0 ? NONE : issues.map((issue) => ({ ...issue, path: [key, ...issue.path] }));
}

function isMap(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Those of the only form that has the right type, if there is one. */
function issuesOfUnion(options: readonly Schema[], value: unknown): readonly Issue[] {
  const forms: (readonly Issue[])[] = [];
  for (const option of options) {
    const issues = option.issuesOf(value);
    if (issues.length === 0) return NONE;
    forms.push(issues);
  }
  const [typed, ...others] = forms.filter((issues) => issues.every(isTyped));
  return typed && others.length === 0 ? typed : [{ code: 'union', path: [], forms }];
}

function issuesOfObject(
  { shape, isStrict, isPartial }: Extract<Form, { kind: 'object' }>,
  value: Readonly<Record<string, unknown>>,
): readonly Issue[] {
  const issues: Issue[] = [];
  for (const [key, schema] of Object.entries(shape)) {
    const entry = Object.hasOwn(value, key) ? value[key] : undefined;
    if (entry !== undefined || !isPartial) issues.push(...below(key, schema.issuesOf(entry)));
  }
  const unknown = isStrict ? Object.keys(value).filter((key) => !Object.hasOwn(shape, key)) : [];
  if (unknown.length > 0) issues.push({ code: 'unknown-keys', path: [], keys: unknown });
  return issues;
}

const ofType = (type: TypeName, accepts: (value: unknown) => boolean) => () =>
  new Schema({ kind: 'type', type, accepts });

export const string = ofType('string', (value) => typeof value === 'string');
export const number = ofType('number', Number.isFinite);
export const boolean = ofType('boolean', (value) => typeof value === 'boolean');
export const nothing = ofType('null', (value) => value === null);

/** A whole number that a computer counts exactly. */
export function int(message: string): Schema {
  const whole = ofType('int', (value) => typeof value !== 'number' || Number.isInteger(value))();
  return number().check(whole.issuesOf.bind(whole), refine(Number.isSafeInteger, message));
}

export function unknown(): Schema {
  return new Schema({ kind: 'unknown' });
}

/** One of the given values. */
export function words(accepted: readonly unknown[], message: string): Schema {
  return new Schema({ kind: 'words', words: accepted, message });
}

export function union(options: readonly Schema[]): Schema {
  return new Schema({ kind: 'union', options });
}

export function optional(inner: Schema): Schema {
  return new Schema({ kind: 'missing', inner, accepts: (value) => value === undefined });
}

export function nullable(inner: Schema): Schema {
  return new Schema({ kind: 'missing', inner, accepts: (value) => value === null });
}

/** Missing or null. */
export function nullish(inner: Schema): Schema {
  return new Schema({ kind: 'missing', inner, accepts: (value) => value === undefined || value === null });
}

export function array(element: Schema): Schema {
  return new Schema({ kind: 'array', element });
}

/** An object with any keys. */
export function record(value: Schema): Schema {
  return new Schema({ kind: 'record', value });
}

/** An object with these keys and no others. */
export function strictObject(shape: Shape): Schema {
  return new Schema({ kind: 'object', shape, isStrict: true, isPartial: false });
}

/** The same, but each key may be missing. */
export function partialObject(shape: Shape): Schema {
  return new Schema({ kind: 'object', shape, isStrict: true, isPartial: true });
}

/** An object with other keys besides these, which may be missing. */
export function looseObject(shape: Shape): Schema {
  return new Schema({ kind: 'object', shape, isStrict: false, isPartial: true });
}

/** For a schema that contains itself. */
export function lazy(make: () => Schema): Schema {
  return new Schema({ kind: 'lazy', make });
}

/** @param message continues a sentence that starts with the value: `is not a size such as 12g` */
export function refine<Value>(
  accepts: (value: Value) => boolean,
  message: string | ((value: Value) => string),
): Check {
  return (value) => {
    if (accepts(value as Value)) return NONE;
    const text = typeof message === 'string' ? message : message(value as Value);
    return [{ code: 'value', path: [], message: text, isTyped: true }];
  };
}

/** Conditions between the parts of a value: the path of each wrong part, and the message. */
export function refineParts<Value>(
  errors: (value: Value) => Iterable<readonly [path: Path, message: string]>,
): Check {
  return (value) =>
    [...errors(value as Value)].map(([path, message]) => ({ code: 'value', path, message, isTyped: true }));
}

export function regex(pattern: RegExp, message: string): Check {
  return refine((text: string) => pattern.test(text), message);
}

export function minimum(least: number, message: string): Check {
  return refine((value: number) => value >= least, message);
}

export function maximum(most: number, message: string): Check {
  return refine((value: number) => value <= most, message);
}
