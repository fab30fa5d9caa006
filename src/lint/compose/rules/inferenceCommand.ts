import { isFullyKnown, type PartialText, UNKNOWN_PART } from '../../../formats/partialText.ts';
import { commented } from '../../../yaml/change.ts';
import { at, isNothing, itemsOf, type Located, partialTextOf } from '../../../yaml/located.ts';
import type { Rule } from '../../rule.ts';
import type { ComposeProject } from '../project.ts';
import { imageBindServicesOf } from '../roles.ts';

/** The words of a command, if the shell would run only the first of them. */
function lostWords(command: Located): PartialText[] | undefined {
  const isList = command.kind === 'list';
  const words = isList
    ? itemsOf(command).map((item) => partialTextOf(item) ?? '')
    : (partialTextOf(command) ?? '').split(/\s+/);
  const [first = '', ...rest] = words;
  // A word that consists of variables may be empty.
  if (!isFullyKnown(first) || !rest.some((word) => isList || word.replaceAll(UNKNOWN_PART, '') !== ''))
    return undefined;
  // If the command is itself a shell, that shell gets the words.
  return /^(?:\/bin\/)?(?:ba|da)?sh$/.test(first) ? undefined : words;
}

export const inferenceCommand: Rule<ComposeProject> = {
  id: 'inference-command',
  severity: 'error',
  summary: 'The `command` of the inference service loses its arguments.',
  why: 'The entrypoint of the image is `/bin/sh -c`, which runs the first word without its arguments: with `uvicorn app:app --port 8080`, only `uvicorn` is run.',
  fix: 'Write the whole command as one item: `command: ["uvicorn app:app --host 0.0.0.0 --port 8080"]`.',
  evidence: 'multi2vec-bind-inference Dockerfile:20-21 (ENTRYPOINT ["/bin/sh", "-c"])',
  fixable: true,
  partOfAdd: true,
  *check(project) {
    for (const service of imageBindServicesOf(project)) {
      const command = at(service.map, 'command');
      if (!command || !isNothing(at(service.map, 'entrypoint'))) continue;
      const words = lostWords(command);
      if (!words) continue;
      const source = command.place.source.text.slice(command.place.start, command.place.end);
      const certain = !/["'$]/.test(words.join(' ')) && !source.includes('$');
      yield {
        place: command.place,
        message: `only "${words[0]}" is run: the entrypoint of the image expects the command as a single item`,
        changes: certain ? [{ op: 'set', path: command.path, value: commented([words.join(' ')], {}) }] : [],
      };
    }
  },
};
