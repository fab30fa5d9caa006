import { expect, it } from 'vitest';
import { stackImages } from '../../src/stack/images.ts';
import { configOf } from '../support/config.ts';
import { rendered } from '../support/rendered.ts';

const WEAVIATE = 'cr.weaviate.io/semitechnologies/weaviate:1.39.3';
const BIND = 'cr.weaviate.io/semitechnologies/multi2vec-bind:imagebind-1.0.2';
const SYSCTL = 'docker.io/alpine:latest';
const NODE = expect.stringMatching(/^(?:docker\.io\/)?(?:library\/)?node:/);
const DIGEST = `sha256:${'0123456789abcdef'.repeat(4)}`;

it.each<[string, unknown[]]>([
  ['', [WEAVIATE, BIND, SYSCTL]],
  ['--target compose', [WEAVIATE, BIND]],
  ['--target helm', [WEAVIATE, BIND, SYSCTL]],
  ['--no-sysctl-init', [WEAVIATE, BIND]],
  ['--cuda', [WEAVIATE, BIND, SYSCTL]],
  ['--inference external --inference-url http://gpu-host:8080 --target compose', [WEAVIATE]],
  ['--inference external --inference-url http://gpu-host:8080', [WEAVIATE, SYSCTL]],
  ['--inference stub --target compose', [WEAVIATE, NODE]],
  // The image for clusters is built from stub/, not pulled.
  ['--inference stub --target helm', [WEAVIATE, SYSCTL]],
  [
    `--target compose --weaviate-registry localhost:5000 --inference-tag imagebind-1.0.2@${DIGEST}`,
    ['localhost:5000/semitechnologies/weaviate:1.39.3', `${BIND}@${DIGEST}`],
  ],
  [
    '--target compose --weaviate-repository mirror/a --inference-repository mirror/b --weaviate-tag 1.37.0',
    ['cr.weaviate.io/mirror/a:1.37.0', 'cr.weaviate.io/mirror/b:imagebind-1.0.2'],
  ],
])('%j needs %j', (line, images) => {
  expect(stackImages(configOf(line))).toEqual(images);
});

it.each(['', '--inference stub', '--cuda --gpus 2', '--weaviate-registry localhost:5000 --auth api-key'])(
  '%j: names every image of docker-compose.yml, and no other',
  (line) => {
    const config = configOf(`${line} --target compose`);
    const text = rendered(config)['docker-compose.yml'] ?? '';
    const images = [...text.matchAll(/^ {4}image: "?([^"\n]+)"?$/gm)].map(([, image]) => image);
    expect([...stackImages(config)].sort()).toEqual(images.sort());
  },
);
