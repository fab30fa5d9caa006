import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { addedText, fieldCase, findingsOf, fixedText, refusalOf } from '../../support/fieldCase.ts';

const before = fieldCase(import.meta.dirname, 'before-add.yml');
const after = fieldCase(import.meta.dirname, 'docker-compose.yml');

describe('a Weaviate service in the host network', () => {
  it('gets the inference service on 127.0.0.1, on a different port than its own', async () => {
    const { text } = await addedText(before);
    const { services } = parse(text);
    expect(services.weaviate.environment.BIND_INFERENCE_API).toBe('http://127.0.0.1:8081');
    expect(services['multi2vec-bind'].ports).toEqual(['127.0.0.1:8081:8080']);
    expect(findingsOf({ ...before, text }).join()).not.toMatch(/error|inference-published/);
    expect((await addedText({ ...before, text })).text).toBe(text);
  });

  it('is an error with a service name in its address, which --fix and add correct', async () => {
    expect(findingsOf(after)).toContain('11 error bind-api-network');
    for (const text of [fixedText(after), (await addedText(after)).text]) {
      expect(parse(text).services.weaviate.environment.BIND_INFERENCE_API).toBe('http://127.0.0.1:8081');
      expect(findingsOf({ ...after, text }).join()).not.toContain('error');
    }
  });

  it('is an error with its own port in its address', () => {
    const text = after.text.replace('http://multi2vec-bind:8080', 'http://127.0.0.1:8080');
    expect(findingsOf({ ...after, text })).toContain('11 error bind-api-network');
  });
});

const compose = (weaviate: string, bind = '', more = '') =>
  `services:\n  weaviate:\n    image: semitechnologies/weaviate:1.38.11\n    environment: {CLUSTER_HOSTNAME: node1, ENABLE_MODULES: multi2vec-bind, BIND_INFERENCE_API: "http://multi2vec-bind:8080"}\n${weaviate}  multi2vec-bind:\n    image: semitechnologies/multi2vec-bind:imagebind\n${bind}${more}`;

describe('networks of Weaviate and the inference service', () => {
  it.each([
    ['no network', '    network_mode: none\n', ''],
    ['the default bridge', '    network_mode: bridge\n', ''],
    ['the inference service in the host network', '', '    network_mode: host\n'],
    ['the inference service without its own name', '', '    network_mode: "service:weaviate"\n'],
    ['two networks', '    networks: [a]\n', '    networks: [b]\nnetworks: {a: , b: }\n'],
  ])('not connected: %s', (_, weaviate, bind) => {
    expect(findingsOf({ ...before, text: compose(weaviate, bind) }).join()).toContain(
      'error bind-api-network',
    );
  });

  it.each([
    [
      'the network of a third service',
      '    network_mode: "service:front"\n',
      '',
      '  front:\n    image: example/front:1\n',
    ],
    ['one network in common', '    networks: [a, b]\n', '    networks: [b]\nnetworks: {a: , b: }\n', ''],
    ['custom host names', '    network_mode: host\n    extra_hosts: ["multi2vec-bind:127.0.0.1"]\n', '', ''],
    [
      'two keys of one network',
      '    networks: [a]\n',
      '    networks: [b]\nnetworks: {a: {name: x}, b: {name: x}}\n',
      '',
    ],
  ])('connected: %s', (_, weaviate, bind, more) => {
    expect(findingsOf({ ...before, text: compose(weaviate, bind, more) }).join()).not.toContain(
      'bind-api-network',
    );
  });

  it.each(['none', 'bridge', 'container:other'])('add rejects network_mode: %s', async (mode) => {
    const text = before.text.replace('network_mode: host', `network_mode: "${mode}"`);
    expect(await refusalOf({ ...before, text })).toMatchObject({ exitCode: 3, code: 'network-unreachable' });
  });
});
