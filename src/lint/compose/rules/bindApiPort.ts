import { couldEqual, isFullyKnown } from '../../../formats/partialText.ts';
import type { Rule } from '../../rule.ts';
import { changeAddress } from '../composeVariable.ts';
import { portsOf } from '../ports.ts';
import type { ComposeProject } from '../project.ts';
import { bindAddress, imageBindServicesOf, inferenceServiceOf, weaviatesWithBind } from '../roles.ts';

export const bindApiPort: Rule<ComposeProject> = {
  id: 'bind-api-port',
  severity: 'error',
  summary: '`BIND_INFERENCE_API` has a port that the inference server does not listen on.',
  why: 'Between services, the port inside the container counts, not a published one: 8080 unless the command sets another. An address without a port means 80. The module never becomes ready, and Weaviate exits after 120 s.',
  fix: 'Use the port that the inference server listens on: 8080, or the one in its command.',
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
      const found =
        port === '' ? 'no port, which means 80' : isFullyKnown(port) ? `port ${port}` : 'another port';
      yield {
        place: address.entry.place,
        message: `BIND_INFERENCE_API "${address.entry.display}" has ${found}, but the inference server listens on ${rest}`,
        changes: changeAddress(weaviate, { scheme: address.scheme ?? 'http', port: `${rest}` }),
      };
    }
  },
};
