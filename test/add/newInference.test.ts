import { expect, it } from 'vitest';
import { parse } from 'yaml';
import { addedText } from '../support/fieldCase.ts';

/** Every name that `add` would choose is already in use, one of them as the name of a container. */
const TAKEN = `services:
  weaviate:
    image: semitechnologies/weaviate:1.38.0
  multi2vec-bind:
    image: mine/a:1
  imagebind:
    image: mine/b:1
  multi2vec-bind-2:
    image: mine/c:1
    command: precious
  other:
    image: mine/d:1
    container_name: multi2vec-bind-3
`;

it('never replaces a service of the user', async () => {
  const { text } = await addedText({ name: 'docker-compose.yml', text: TAKEN, kind: 'compose' });
  const { services } = parse(text);
  expect(services).toMatchObject(parse(TAKEN).services);
  expect(services['multi2vec-bind-4'].image).toContain('/multi2vec-bind:');
  expect(services.weaviate.environment.BIND_INFERENCE_API).toBe('http://multi2vec-bind-4:8080');
});
