import { CORS_VARIABLE } from '../../../facts/weaviateVariables.ts';
import { at, textOf } from '../../../yaml/located.ts';
import type { Rule } from '../../rule.ts';
import { CORS_RULE_TEXT, corsProblem } from '../../weaviate/corsRule.ts';
import { portsOf, publishedPortsOf } from '../ports.ts';
import type { ComposeProject, ComposeService } from '../project.ts';
import { allowsAnonymous, isKnownUnset, variable, weaviatesOf } from '../roles.ts';

/** Whether a browser on this machine can reach the service. */
function isReachable(service: ComposeService): boolean {
  const isInHostNetwork = textOf(at(service.map, 'network_mode')) === 'host';
  const { rest } = portsOf(service);
  return isInHostNetwork || publishedPortsOf(service).some(({ target }) => target === rest);
}

export const corsOrigin: Rule<ComposeProject> = {
  ...CORS_RULE_TEXT,
  id: 'cors-origin',
  *check(project) {
    for (const weaviate of weaviatesOf(project)) {
      const entry = variable(weaviate, CORS_VARIABLE);
      if (entry ? entry.value === undefined : !isKnownUnset(weaviate, CORS_VARIABLE)) continue;
      const problem = corsProblem(entry?.value, allowsAnonymous(weaviate) && isReachable(weaviate));
      const environment = weaviate.map.entries.get('environment');
      const place = entry?.place ?? environment?.key ?? at(weaviate.map, 'image')?.place;
      if (problem && place) yield { ...problem, place };
    }
  },
};
