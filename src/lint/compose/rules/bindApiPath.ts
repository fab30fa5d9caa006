import { isFullyKnown } from '../../../formats/partialText.ts';
import type { Rule } from '../../rule.ts';
import { changeAddress } from '../composeVariable.ts';
import type { ComposeProject } from '../project.ts';
import { bindAddress, inferenceServiceOf, weaviatesWithBind } from '../roles.ts';

export const bindApiPath: Rule<ComposeProject> = {
  id: 'bind-api-path',
  severity: 'error',
  summary: '`BIND_INFERENCE_API` ends with a slash or a path.',
  why: 'Weaviate appends `/.well-known/ready`. With two slashes the server returns 404, the module never becomes ready, and Weaviate exits after 120 s.',
  fix: 'Remove everything after the port.',
  evidence: 'Measured with Weaviate 1.38.11: never ready with a trailing slash',
  fixable: true,
  partOfAdd: true,
  *check(project) {
    for (const weaviate of weaviatesWithBind(project)) {
      const address = bindAddress(weaviate);
      if (!address || address.rest === '') continue;
      const { rest, value, entry } = address;
      // After a variable, this may still be part of the port.
      if (!isFullyKnown(value) && !rest.startsWith('/')) continue;
      // A path may be right for a custom proxy; a trailing slash never is.
      if (!rest.endsWith('/') && !inferenceServiceOf(project, weaviate)) continue;
      const slashes = /^\/+$/.test(rest);
      const path = isFullyKnown(rest) ? `the path ${rest}` : 'a path';
      yield {
        place: entry.place,
        message: `BIND_INFERENCE_API "${entry.display}" ends with ${slashes ? 'a slash' : path}: the module never becomes ready`,
        changes: slashes ? changeAddress(weaviate, { rest: '' }) : [],
      };
    }
  },
};
