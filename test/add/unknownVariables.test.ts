import { describe, expect, it } from 'vitest';
import { addToFile } from '../../src/add/addToFile.ts';
import { resolveConfig } from '../../src/config/resolve.ts';

const { config } = resolveConfig(new Map());
const add = (text: string, variables = new Map<string, string>()) =>
  addToFile(
    { name: 'docker-compose.yml', text, kind: 'compose', variables },
    { config, requested: { isGiven: () => false }, services: [], ask: undefined },
  );

const compose = (image: string, ...environment: readonly string[]) =>
  [
    'services:',
    '  search:',
    `    image: ${image}`,
    '    environment:',
    ...environment.map((line) => `      ${line}`),
    '',
  ].join('\n');

describe('add on a file with variables', () => {
  it.each([
    'semitechnologies/weaviate:${TAG}',
    '${REGISTRY}/semitechnologies/weaviate:1.38.11',
    '${REGISTRY:?}/weaviate:${TAG:?}',
  ])('finds Weaviate by its repository: %s', async (image) => {
    const text = await add(compose(image, 'CLUSTER_HOSTNAME: node1'));
    expect(text).toContain(`    image: ${image}\n`);
    expect(text).toContain('      ENABLE_MODULES: multi2vec-bind\n');
  });

  it.each([
    ['ENABLE_MODULES: text2vec-ollama,${MORE}', 'ENABLE_MODULES: text2vec-ollama,${MORE},multi2vec-bind'],
    ['ENABLE_MODULES: "${MODULES}" # mine', 'ENABLE_MODULES: "${MODULES},multi2vec-bind" # mine'],
    [
      'ENABLE_MODULES: ${MODULES:-text2vec-openai}',
      'ENABLE_MODULES: ${MODULES:-text2vec-openai},multi2vec-bind',
    ],
    ['ENABLE_MODULES: ${KNOWN}', 'ENABLE_MODULES: ${KNOWN},multi2vec-bind'],
    ['ENABLE_MODULES: multi2vec-bind,${MORE}', 'ENABLE_MODULES: multi2vec-bind,${MORE}'],
    ['- ENABLE_MODULES=${MODULES}', '- ENABLE_MODULES=${MODULES},multi2vec-bind'],
  ])('adds the module and keeps the variables: %s', async (before, after) => {
    const variables = new Map([['KNOWN', 'text2vec-ollama']]);
    const text = await add(compose('semitechnologies/weaviate:1.38.11', before), variables);
    expect(text).toContain(`      ${after}\n`);
    expect(await add(text, variables)).toBe(text);
  });

  it.each(['ENABLE_MODULES:', '- ENABLE_MODULES'])(
    'does not set a variable that is passed from the shell: %s',
    async (line) => {
      await expect(add(compose('weaviate:1.38.11', line))).rejects.toThrow(/is passed from the shell/);
    },
  );

  it.each([
    ['http://multi2vec-bind:${PORT}/', 'http://multi2vec-bind:${PORT}'],
    ['${ADDRESS}/', '${ADDRESS}'],
    ['${ADDRESS}', '${ADDRESS}'],
    ['${ADDRESS:-http://multi2vec-bind:80}', '${ADDRESS:-http://multi2vec-bind:8080}'],
  ])('repairs the known part of the address: %s', async (before, after) => {
    const text = await add(compose('weaviate:${TAG}', `BIND_INFERENCE_API: ${before}`));
    expect(text).toContain(`      BIND_INFERENCE_API: ${after}\n`);
  });

  it('copies the networks and profiles of Weaviate with their variables', async () => {
    const text = await add(
      `${compose('weaviate:1.38.11', 'CLUSTER_HOSTNAME: node1')}    networks: ["\${NETWORK:-default}", "\${OTHER}"]\n    profiles: ["\${PROFILE}"]\n`,
    );
    expect(text.match(/\$\{PROFILE\}/g)).toHaveLength(2);
    expect(text.match(/\$\{NETWORK:-default\}/g)).toHaveLength(2);
    expect(text.match(/\$\{OTHER\}/g)).toHaveLength(2);
  });
});
