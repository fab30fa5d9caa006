import type { Located } from '../located.ts';

export type Variables = ReadonlyMap<string, string>;

export interface Interpolated {
  readonly text: string;
  /** Variables that have no value here; Compose would put nothing in their place. */
  readonly unresolved: readonly string[];
  /** What Compose refuses: `${` without a name, or without an end. */
  readonly invalid?: string;
}

const NAME = /^[_A-Za-z]\w*/;

/** The end of `${…}` whose `{` stands at `open`, nested ones included; -1 where it never ends. */
function closing(text: string, open: number): number {
  let depth = 0;
  for (let index = open; index < text.length; index += 1) {
    if (text[index] === '{' && text[index - 1] === '$') depth += 1;
    else if (text[index] === '}') {
      depth -= 1;
      if (depth === 0) return index;
    }
  }
  return -1;
}

/** `${NAME}`, with `:-` `-` `:?` `?` `:+` `+` as Compose reads them (compose-go template/template.go). */
function braced(inside: string, variables: Variables): Interpolated | undefined {
  const name = NAME.exec(inside)?.[0];
  if (name === undefined) return undefined;
  const value = variables.get(name);
  const [, operator = '', rest = ''] = /^(:?[-?+]|)([\s\S]*)$/.exec(inside.slice(name.length)) ?? [];
  if (operator === '' && rest !== '') return undefined;
  const filled = operator.startsWith(':') ? value !== undefined && value !== '' : value !== undefined;
  switch (operator.at(-1)) {
    case '-':
      return filled ? { text: value ?? '', unresolved: [] } : interpolate(rest, variables);
    case '+':
      return filled ? interpolate(rest, variables) : { text: '', unresolved: [] };
    default:
      return filled || (operator === '' && value !== undefined)
        ? { text: value ?? '', unresolved: [] }
        : { text: '', unresolved: [name] };
  }
}

/** A text of a Compose file with its variables filled in. */
export function interpolate(text: string, variables: Variables): Interpolated {
  let out = '';
  let index = 0;
  const unresolved: string[] = [];
  while (index < text.length) {
    const dollar = text.indexOf('$', index);
    if (dollar < 0) break;
    out += text.slice(index, dollar);
    const next = text[dollar + 1];
    if (next === '$') {
      out += '$';
      index = dollar + 2;
      continue;
    }
    const end = next === '{' ? closing(text, dollar + 1) : -1;
    const name = NAME.exec(text.slice(dollar + 1))?.[0];
    // Before anything but a name or a brace it stands for itself (measured with Compose 2.26.1).
    if (next !== '{' && name === undefined) {
      out += '$';
      index = dollar + 1;
      continue;
    }
    const inside = next === '{' ? text.slice(dollar + 2, end) : name;
    const part = (next === '{' && end < 0) || inside === undefined ? undefined : braced(inside, variables);
    if (!part) return { text, unresolved: [], invalid: text.slice(dollar, dollar + 12) };
    if (part.invalid !== undefined) return part;
    out += part.text;
    unresolved.push(...part.unresolved);
    index = end > 0 ? end + 1 : dollar + 1 + (name?.length ?? 0);
  }
  return { text: out + text.slice(index), unresolved };
}

/** A tree with the variables of its texts filled in; what is refused goes to `onInvalid`. */
export function interpolated(
  root: Located,
  variables: Variables,
  onInvalid: (located: Located, part: string) => void,
): Located {
  // Behind aliases one node stands in many places: it is done once.
  const done = new Map<Located, Located>();
  const visit = (located: Located): Located => {
    const known = done.get(located);
    if (known) return known;
    const result = fill(located);
    done.set(located, result);
    return result;
  };
  const fill = (located: Located): Located => {
    if (located.kind === 'list') return { ...located, items: located.items.map(visit) };
    if (located.kind === 'map') {
      const entries = [...located.entries].map(
        ([key, entry]) => [key, { ...entry, value: visit(entry.value) }] as const,
      );
      return { ...located, entries: new Map(entries) };
    }
    if (typeof located.value !== 'string' || !located.value.includes('$')) return located;
    const { text, unresolved, invalid } = interpolate(located.value, variables);
    if (invalid !== undefined) onInvalid(located, invalid);
    return { ...located, value: text, ...(unresolved.length > 0 && { unresolved }) };
  };
  return visit(root);
}
