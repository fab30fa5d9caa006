import { UNKNOWN_PART } from '../../formats/partialText.ts';
import type { Located, TextPiece } from '../../yaml/located.ts';
import { resolvedText } from '../../yaml/pieces.ts';

export type Variables = ReadonlyMap<string, string>;

export interface Interpolated {
  readonly pieces: readonly TextPiece[];
  /** The part that Compose rejects: `${` without a name, or without an end. */
  readonly invalid?: string;
}

const NAME = /^[_A-Za-z]\w*/;

/** Index of the `}` that closes the `{` at `open`, with nesting; -1 without one. */
function closingBrace(text: string, open: number): number {
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

/**
 * Resolves the text inside `${…}`, with `:-` `-` `:?` `?` `:+` `+` as Compose does (compose-go template/template.go).
 * Returns a string, the part that is invalid, for a bad default; undefined if the variable itself is invalid.
 */
function variablePiece(
  written: string,
  inside: string,
  variables: Variables,
): TextPiece | string | undefined {
  const name = NAME.exec(inside)?.[0];
  if (name === undefined) return undefined;
  const value = variables.get(name);
  const [, operator = '', rest = ''] = /^(:?[-?+]|)([\s\S]*)$/.exec(inside.slice(name.length)) ?? [];
  if (operator === '' && rest !== '') return undefined;
  const filled = operator.startsWith(':') ? value !== undefined && value !== '' : value !== undefined;
  const kind = operator.at(-1);
  // Compose substitutes an empty string for an unset variable; the intended value is unknown here.
  if (kind !== '-' && kind !== '+')
    return { written, text: filled ? (value ?? '') : UNKNOWN_PART, variable: name };
  if (filled !== (kind === '+')) return { written, text: filled ? (value ?? '') : '', variable: name };
  const { pieces, invalid } = interpolate(rest, variables);
  if (invalid !== undefined) return invalid;
  const piece = { written, text: resolvedText(pieces), variable: name };
  return kind === '-' ? { ...piece, fallback: { pieces, written: rest } } : piece;
}

/** Substitutes the variables in a text of a Compose file. */
export function interpolate(text: string, variables: Variables): Interpolated {
  const pieces: TextPiece[] = [];
  let literal = { written: '', text: '' };
  let index = 0;
  const take = (written: string, unescaped = written) => {
    literal = { written: literal.written + written, text: literal.text + unescaped };
    index += written.length;
  };
  while (index < text.length) {
    const dollar = text.indexOf('$', index);
    if (dollar < 0) break;
    take(text.slice(index, dollar));
    const next = text[dollar + 1];
    const name = NAME.exec(text.slice(dollar + 1))?.[0];
    if (next === '$') {
      take('$$', '$');
      continue;
    }
    // A `$` before anything but a name or a brace is literal (measured with Compose 2.26.1).
    if (next !== '{' && name === undefined) {
      take('$');
      continue;
    }
    const end = next === '{' ? closingBrace(text, dollar + 1) : dollar + (name?.length ?? 0);
    const written = text.slice(dollar, end + 1);
    const inside = next === '{' ? written.slice('${'.length, -1) : written.slice('$'.length);
    const piece = end < 0 ? undefined : variablePiece(written, inside, variables);
    if (piece === undefined) return { pieces: [], invalid: text.slice(dollar, dollar + 12) };
    if (typeof piece === 'string') return { pieces: [], invalid: piece };
    if (literal.written !== '') pieces.push(literal);
    literal = { written: '', text: '' };
    pieces.push(piece);
    index = end + 1;
  }
  take(text.slice(index));
  return { pieces: literal.written === '' ? pieces : [...pieces, literal] };
}

/** Substitutes the variables in all texts of a tree; `onInvalid` gets those that Compose would reject. */
export function interpolateTree(
  root: Located,
  variables: Variables,
  onInvalid: (located: Located, part: string) => void,
): Located {
  // Aliases make one node appear in many places; it is processed once.
  const done = new Map<Located, Located>();
  const visit = (located: Located): Located => {
    const processed = done.get(located);
    if (processed) return processed;
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
    const { pieces, invalid } = interpolate(located.value, variables);
    if (invalid !== undefined) {
      onInvalid(located, invalid);
      return located;
    }
    return { ...located, value: resolvedText(pieces), pieces };
  };
  return visit(root);
}
