import { parseConfigFile } from '../../config/configFile.ts';
import { checkConfig } from '../../config/resolve.ts';
import { inFlags } from '../../config/words.ts';
import { at, type Located } from '../../yaml/located.ts';
import type { Source } from '../../yaml/source.ts';
import type { Problem } from '../rule.ts';

type ConfigProblem = Problem & { readonly rule: string };

/** What bindstack rejects in a bindstack.yaml: problems of the file itself, or else those of its values. */
export function* configProblems(source: Source, root: Located): Generator<ConfigProblem> {
  const { given, faults } = parseConfigFile(source.text, source.name);
  for (const { line, column, length, message } of faults) {
    const start = (source.lines.lineStarts[line - 1] ?? 0) + column - 1;
    yield { rule: 'config-file', message, place: { source, start, end: start + length } };
  }
  if (faults.length > 0) return;
  const { errors, warnings } = checkConfig(given);
  for (const { keys, severity, message, detail, suggestion } of [...errors, ...warnings]) {
    const configured = keys
      .map((key) => at(root, ...key.split('.')))
      .find((located) => located !== undefined);
    yield {
      rule: 'config-file',
      severity,
      message: [message, detail ?? []].map(inFlags).filter(Boolean).join(': '),
      suggestion: inFlags(suggestion),
      place: (configured ?? root).place,
    };
  }
}
