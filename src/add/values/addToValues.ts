import { Failure } from '../../errors.ts';
import { didYouMean } from '../../formats/nearest.ts';
import { ruleOf } from '../../lint/allRules.ts';
import type { LintInput } from '../../lint/lint.ts';
import { BIND_PATH } from '../../lint/values/bindModule.ts';
import { type ChartValues, valuesOf } from '../../lint/values/chartValues.ts';
import { type ValuesFile, valuesOrRoot } from '../../lint/values/valuesFile.ts';
import { stackOf } from '../../stack/stack.ts';
import { at, type LocatedMap } from '../../yaml/located.ts';
import type { AddRequest } from '../addRequest.ts';
import { applyAddFixes, changedText } from '../changedText.ts';
import { valuesChanges } from './valuesChanges.ts';

/**
 * The text of a file with values of the chart, with ImageBind added or repaired.
 * @throws Failure (usage) if it has no values, or several blocks and the user cannot be asked; Failure (refused) if it
 *   cannot be changed safely
 */
export async function addToValues(
  input: LintInput,
  file: ValuesFile,
  { config, requested, services, ask, onNote = () => undefined }: AddRequest,
): Promise<string> {
  let current = input;
  for (const values of await chosenValues(input, file, services, ask)) {
    const { part } = values.start.source;
    const { changes: additions, notes } = valuesChanges(values, stackOf(config, 'helm'), requested);
    const text = changedText(current, additions, part);
    for (const note of notes) onNote(note);
    const root = values.root.path;
    const block = [...root, ...BIND_PATH];
    const isBelow = (path: readonly unknown[], above: readonly unknown[]) =>
      above.every((key, depth) => key === path[depth]);
    const fixed = applyAddFixes({ ...current, text }, ({ rule, changes, source }) => {
      if (JSON.stringify(source?.part) !== JSON.stringify(part)) return false;
      const least = ruleOf(rule)?.partOfAdd === true ? root : block;
      return changes.every(({ path }) => isBelow(path, least));
    });
    current = { ...current, text: fixed.text };
  }
  return current.text;
}

/** The blocks of values to which ImageBind is added. */
async function chosenValues(
  { name: file }: LintInput,
  valuesFile: ValuesFile,
  named: readonly string[],
  ask: AddRequest['ask'],
): Promise<ChartValues[]> {
  const found = valuesOrRoot(valuesFile);
  const names = found.map(({ name }) => name).filter(Boolean);
  if (named.length > 0) {
    return named.map((name) => {
      const values = found.find((one) => one.name === name) ?? blockAt(valuesFile, name);
      if (values) return values;
      throw new Failure('usage', {
        code: 'no-such-service',
        message: `${file} has no block ${name}`,
        suggestion: didYouMean(name, names) ?? 'give the path of keys to the block, such as search.weaviate',
      });
    });
  }
  const [only, ...others] = found;
  if (!only) {
    const [place] = valuesFile.unread;
    throw new Failure('usage', {
      code: 'no-values',
      message: `${file} contains no values that can be changed`,
      ...(place && { detail: `Its values ${place.problem}.` }),
      suggestion: place ? 'add ImageBind there' : 'create one with bindstack generate --target helm',
    });
  }
  if (others.length === 0) return [only];
  if (new Set(names).size !== found.length) {
    throw new Failure('usage', {
      code: 'several-weaviates',
      message: `${file} has values for several Weaviate charts with the same name: ${names.join(', ')}`,
      suggestion: 'put each in its own file',
    });
  }
  if (!ask) {
    throw new Failure('usage', {
      code: 'several-weaviates',
      message: `${file} has values for several Weaviate charts: ${names.join(', ')}`,
      suggestion: `--service ${names[0]} (repeat it for several)`,
    });
  }
  const chosen = await ask(names);
  return found.filter(({ name }) => chosen.includes(name));
}

/** The block at a path of keys that the user has given. */
function blockAt({ trees }: ValuesFile, name: string): ChartValues | undefined {
  const block = trees.map(({ tree }) => at(tree.root, ...name.split('.'))).find((one) => one?.kind === 'map');
  return block && valuesOf(block as LocatedMap, block.place, name);
}
