import { isFullyKnown } from '../../../formats/partialText.ts';
import type { Rule } from '../../rule.ts';
import { changeAddress } from '../composeVariable.ts';
import type { ComposeProject } from '../project.ts';
import { bindAddress, inferenceServiceOf, weaviatesWithBind } from '../roles.ts';

export const bindApiPath: Rule<ComposeProject> = {
  id: 'bind-api-path',
  severity: 'error',
  summary: '`BIND_INFERENCE_API` ends with a slash or a path.',
  why: 'Weaviate puts `/.well-known/ready` behind it; with two slashes the server answers 404, the module is never ready, and Weaviate ends after 120 s.',
  fix: 'End the address with the port.',
  evidence: 'measured with Weaviate 1.38.11: with a trailing slash never ready',
  fixable: true,
  partOfAdd: true,
  *check(project) {
    for (const weaviate of weaviatesWithBind(project)) {
      const address = bindAddress(weaviate);
      if (!address || address.rest === '') continue;
      const { rest, value, entry } = address;
      // Behind a variable this may be more of the port.
      if (!isFullyKnown(value) && !rest.startsWith('/')) continue;
      // Behind a proxy of one's own a path may be right; a slash at the end never is.
      if (!rest.endsWith('/') && !inferenceServiceOf(project, weaviate)) continue;
      const slashes = /^\/+$/.test(rest);
      const path = isFullyKnown(rest) ? `the path ${rest}` : 'a path';
      yield {
        place: entry.place,
        message: `BIND_INFERENCE_API "${entry.display}" ends with ${slashes ? 'a slash' : path}: the module would never be ready`,
        changes: slashes ? changeAddress(weaviate, { rest: '' }) : [],
      };
    }
  },
};
