import { goSeconds } from '../../../formats/goDuration.ts';
import { couldStartWith, isFullyKnown } from '../../../formats/partialText.ts';
import { at, isNothing, itemsOf, partialTextOf } from '../../../yaml/located.ts';
import type { Rule } from '../../rule.ts';
import type { ComposeProject, ComposeService } from '../project.ts';
import { variable, weaviatesWithBind } from '../roles.ts';

/** Seconds that the REST server gives an answer; undefined where that is not known. */
function writeTimeout({ map }: ComposeService): number | undefined {
  const command = at(map, 'command');
  if (isNothing(command)) return 60;
  const words =
    command?.kind === 'list'
      ? itemsOf(command).map((item) => partialTextOf(item) ?? '')
      : (partialTextOf(command) ?? '').split(/\s+/);
  const index = words.findIndex((word) => word.startsWith('--write-timeout'));
  // Behind `--port` a variable is its value; elsewhere it may be any argument.
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
  summary: 'The REST server gives up before `MODULES_CLIENT_TIMEOUT` does.',
  why: 'A REST answer that takes longer than `--write-timeout` (60 s when it is not given) is cut off, though the module may take longer: the object is stored and the client sees an error. Imports through gRPC are not concerned.',
  fix: 'Give Weaviate `--read-timeout` and `--write-timeout` above `MODULES_CLIENT_TIMEOUT` in `command`.',
  evidence: 'weaviate/weaviate adapters/handlers/rest/server.go:93',
  *check(project) {
    for (const weaviate of weaviatesWithBind(project)) {
      const entry = variable(weaviate, 'MODULES_CLIENT_TIMEOUT');
      const client = goSeconds(entry?.value ?? '');
      const write = writeTimeout(weaviate);
      if (!entry || client === undefined || write === undefined || client <= write) continue;
      yield {
        place: entry.place,
        message: `the module may take ${entry.value}, and REST answers are cut off after ${write} s`,
      };
    }
  },
};
