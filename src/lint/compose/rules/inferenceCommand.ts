import { isFullyKnown, type PartialText, UNKNOWN } from '../../../formats/partialText.ts';
import { commented } from '../../../yaml/change.ts';
import { at, isNothing, itemsOf, type Located, partialTextOf } from '../../../yaml/located.ts';
import type { Rule } from '../../rule.ts';
import type { ComposeProject } from '../project.ts';
import { imageBindServicesOf } from '../roles.ts';

/** The words that the shell would get as one command and the rest, if that loses arguments. */
function lostWords(command: Located): PartialText[] | undefined {
  const isList = command.kind === 'list';
  const words = isList
    ? itemsOf(command).map((item) => partialTextOf(item) ?? '')
    : (partialTextOf(command) ?? '').split(/\s+/);
  const [first = '', ...rest] = words;
  // A word that is all variables may be none.
  if (!isFullyKnown(first) || !rest.some((word) => isList || word.replaceAll(UNKNOWN, '') !== ''))
    return undefined;
  // With a shell of its own, the words are that shell's.
  return /^(?:\/bin\/)?(?:ba|da)?sh$/.test(first) ? undefined : words;
}

export const inferenceCommand: Rule<ComposeProject> = {
  id: 'inference-command',
  severity: 'error',
  summary: '`command` of the inference service loses its arguments.',
  why: 'The image begins with `/bin/sh -c`, which runs the first word and hands it nothing: of `uvicorn app:app --port 8080` only `uvicorn` is run.',
  fix: 'Give the whole command as one item: `command: ["uvicorn app:app --host 0.0.0.0 --port 8080"]`.',
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
        message: `only "${words[0]}" would be run: the image's shell takes one item as the command`,
        changes: certain ? [{ op: 'set', path: command.path, value: commented([words.join(' ')], {}) }] : [],
      };
    }
  },
};
