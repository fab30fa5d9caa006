import { couldEqual, isFullyKnown } from '../../../formats/partialText.ts';
import type { Rule } from '../../rule.ts';
import { changeAddress } from '../composeVariable.ts';
import { portsOf } from '../ports.ts';
import type { ComposeProject } from '../project.ts';
import { bindAddress, imageBindServicesOf, inferenceServiceOf, weaviatesWithBind } from '../roles.ts';

export const bindApiPort: Rule<ComposeProject> = {
  id: 'bind-api-port',
  severity: 'error',
  summary: '`BIND_INFERENCE_API` names a port that the inference server does not listen on.',
  why: 'Between services the port of the container counts, 8080 unless its command says another, whatever is published; without a port it is 80. The module is never ready, and Weaviate ends after 120 s.',
  fix: 'Write the port that the inference server listens on: 8080, or that of its command.',
  evidence: 'multi2vec-bind-inference Dockerfile (uvicorn --port 8080); Compose networking',
  fixable: true,
  partOfAdd: true,
  *check(project) {
    for (const weaviate of weaviatesWithBind(project)) {
      const address = bindAddress(weaviate);
      const service = inferenceServiceOf(project, weaviate);
      if (!address || !service || !imageBindServicesOf(project).includes(service)) continue;
      const { rest } = portsOf(service);
      const { port = '' } = address;
      if (rest === undefined || couldEqual(port, `${rest}`)) continue;
      const said =
        port === '' ? 'no port, which means 80' : isFullyKnown(port) ? `port ${port}` : 'another port';
      yield {
        place: address.entry.place,
        message: `BIND_INFERENCE_API "${address.entry.display}" names ${said}; the inference server listens on ${rest}`,
        changes: changeAddress(weaviate, { scheme: address.scheme ?? 'http', port: `${rest}` }),
      };
    }
  },
};
