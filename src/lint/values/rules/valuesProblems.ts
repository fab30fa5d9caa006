import { at, entriesOf, entryAt, isNothing } from '../../../yaml/located.ts';
import { keysOfSchema, schemaProblems } from '../../../yaml/schemaProblems.ts';
import type { NamedProblem } from '../../rule.ts';
import { bindDeployed } from '../bindModule.ts';
import type { ChartValues } from '../chartValues.ts';
import { helmPlain, isPlaceholder } from '../helmValue.ts';
import { valuesFileSchema } from '../valuesFileSchema.ts';
import { unknownKey } from './unknownKey.ts';

const KNOWN = keysOfSchema(valuesFileSchema);

/** What no rule by itself is for: values of the wrong type, and keys that the chart does not read. */
export function* valuesProblems(values: ChartValues): Generator<NamedProblem> {
  const found = schemaProblems(values.root, helmPlain(values.root), valuesFileSchema(), KNOWN);
  for (const problem of found) {
    if (problem.kind === 'wrong-value') {
      const { place, message, path } = problem;
      // What another program fills in may be of any type: envsubst and Flux replace text.
      if (isPlaceholder(at(values.root, ...path))) continue;
      yield { rule: 'values-schema', place, message };
      continue;
    }
    const unknown = unknownKey(values, problem, KNOWN(problem.path.slice(0, -1)));
    if (unknown) yield unknown;
  }
  yield* deadAnnotations(values);
}

/** `annotations` stands in the chart's own values, and in no template. */
function* deadAnnotations(values: ChartValues): Generator<NamedProblem> {
  const annotations = entryAt(bindDeployed(values), 'annotations');
  const empty = isNothing(annotations?.value) || entriesOf(at(annotations?.value)).size === 0;
  if (!annotations || empty) return;
  yield {
    rule: 'values-unknown-key',
    place: annotations.key,
    message: 'the chart does not read modules.multi2vec-bind.annotations, though its own values list the key',
    suggestion: 'a post-renderer can patch annotations in',
  };
}
