import { shellWord } from '../../../formats/quoting.ts';
import type { Rule } from '../../rule.ts';
import { setVariable } from '../composeVariable.ts';
import { inferencePortOf } from '../ports.ts';
import type { ComposeProject } from '../project.ts';
import { imageBindServicesOf, isKnownUnset, variable, weaviatesWithBind } from '../roles.ts';

export const bindApiMissing: Rule<ComposeProject> = {
  id: 'bind-api-missing',
  severity: 'error',
  summary: 'multi2vec-bind is enabled, but `BIND_INFERENCE_API` is not set.',
  why: 'Weaviate exits at startup: `required variable BIND_INFERENCE_API is not set`.',
  fix: 'Set `BIND_INFERENCE_API` to the address of the inference service, `http://multi2vec-bind:8080`.',
  evidence: 'Measured with Weaviate 1.38.11; weaviate/weaviate modules/multi2vec-bind/module.go:144',
  fixable: true,
  partOfAdd: true,
  *check(project) {
    const servers = imageBindServicesOf(project);
    for (const weaviate of weaviatesWithBind(project)) {
      const empty = variable(weaviate, 'BIND_INFERENCE_API');
      if (!isKnownUnset(weaviate, 'BIND_INFERENCE_API') && empty?.value !== '') continue;
      const [server, ...others] = servers;
      yield {
        place: empty?.place ?? weaviate.key,
        message: `${weaviate.name} enables multi2vec-bind without BIND_INFERENCE_API: it exits at startup`,
        suggestion:
          servers.length > 0
            ? `set BIND_INFERENCE_API to the address of the inference service: ${servers.map(({ name }) => `http://${name}:8080`).join(' or ')}`
            : `set BIND_INFERENCE_API to the address of an inference server; to add one: bindstack add ${shellWord(weaviate.key.source.name)}`,
        changes:
          server && others.length === 0
            ? setVariable(weaviate, 'BIND_INFERENCE_API', `http://${server.name}:${inferencePortOf(server)}`)
            : [],
      };
    }
  },
};
