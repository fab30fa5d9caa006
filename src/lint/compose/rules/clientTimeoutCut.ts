import { goSeconds } from '../../../formats/goDuration.ts';
import { couldStartWith, isFullyKnown } from '../../../formats/partialText.ts';
import { at, isNothing, itemsOf, partialTextOf } from '../../../yaml/located.ts';
import type { Rule } from '../../rule.ts';
import type { ComposeProject, ComposeService } from '../project.ts';
import { variable, weaviatesWithBind } from '../roles.ts';

/** Seconds after which the REST server cuts off a response; undefined if unknown. */
function writeTimeout({ map }: ComposeService): number | undefined {
  const command = at(map, 'command');
  if (isNothing(command)) return 60;
  const words =
    command?.kind === 'list'
      ? itemsOf(command).map((item) => partialTextOf(item) ?? '')
      : (partialTextOf(command) ?? '').split(/\s+/);
  const index = words.findIndex((word) => word.startsWith('--write-timeout'));
  // After a flag such as `--port`, a variable is its value; elsewhere it may be any argument.
  const hidden = words.some(
    (word, i) =>
      !isFullyKnown(word) &&
      couldStartWith(word, '--write-timeout') &&
      !/^--[\w-]+$/.test(words[i - 1] ?? ''),
  );
  if (index < 0) return hidden ? undefined : 60;
  return goSeconds(words[index]?.split('=')[1] ?? words[index + 1] ?? '');
}

export const clientTimeoutCut: Rule<ComposeProject> = {
  id: 'client-timeout-cut',
  severity: 'info',
  summary: 'The REST server times out before `MODULES_CLIENT_TIMEOUT`.',
  why: 'A REST response that takes longer than `--write-timeout` (60 s by default) is cut off, although the module may take longer: the object is stored, but the client gets an error. Imports through gRPC are not affected.',
  fix: 'In the `command` of Weaviate, set `--read-timeout` and `--write-timeout` above `MODULES_CLIENT_TIMEOUT`.',
  evidence: 'weaviate/weaviate adapters/handlers/rest/server.go:93',
  *check(project) {
    for (const weaviate of weaviatesWithBind(project)) {
      const entry = variable(weaviate, 'MODULES_CLIENT_TIMEOUT');
      const client = goSeconds(entry?.value ?? '');
      const write = writeTimeout(weaviate);
      if (!entry || client === undefined || write === undefined || client <= write) continue;
      yield {
        place: entry.place,
        message: `the module may take ${entry.value}, but REST responses are cut off after ${write} s`,
      };
    }
  },
};
