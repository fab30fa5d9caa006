import { portsOf } from '../../documents/compose/ports.ts';
import type { ComposeProject, ComposeService } from '../../documents/compose/project.ts';
import { publishedPortsOf } from '../../documents/compose/publishedPorts.ts';
import { isAnonymous, lacks, variable, weaviatesOf } from '../../documents/compose/roles.ts';
import { at, textOf } from '../../documents/located.ts';
import { CORS_VARIABLE } from '../../stack/corsOrigin.ts';
import { CORS_WORDS, corsProblem } from '../corsOrigin.ts';
import type { Rule } from '../rule.ts';

/** Whether a browser on this machine reaches it. */
function isReachable(service: ComposeService): boolean {
  const isHost = textOf(at(service.map, 'network_mode')) === 'host';
  const { rest } = portsOf(service);
  return isHost || publishedPortsOf(service).some(({ target }) => target === rest);
}

export const corsOrigin: Rule<ComposeProject> = {
  ...CORS_WORDS,
  id: 'cors-origin',
  *check(project) {
    for (const weaviate of weaviatesOf(project)) {
      const entry = variable(weaviate, CORS_VARIABLE);
      if (entry ? entry.value === undefined : !lacks(weaviate, CORS_VARIABLE)) continue;
      const problem = corsProblem(entry?.value, isAnonymous(weaviate) && isReachable(weaviate));
      const environment = weaviate.map.entries.get('environment');
      const place = entry?.place ?? environment?.key ?? at(weaviate.map, 'image')?.place;
      if (problem && place) yield { ...problem, place };
    }
  },
};
