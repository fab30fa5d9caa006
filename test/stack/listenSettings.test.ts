import { describe, expect, it } from 'vitest';
import {
  inferenceListenPort,
  restPortOf,
  shellSplit,
  weaviateListenSettings,
} from '../../src/stack/listenSettings.ts';

type Environment = Readonly<Record<string, string | undefined>>;

function listening(words: (string | undefined)[] | undefined, env: Environment = {}, ownEntrypoint = false) {
  const found = weaviateListenSettings({
    words,
    ownEntrypoint,
    variable: (name) => (name in env ? { value: env[name] } : undefined),
  });
  return [found.host, restPortOf(found), found.schemes?.join(), found.grpc];
}

const words = (text: string) => shellSplit(text);

describe('where Weaviate listens (each measured with the image of 1.39.3)', () => {
  it.each([
    ['the arguments of the image', undefined, {}, ['0.0.0.0', 8080, 'http', 50051]],
    ['two words', words('--host 0.0.0.0 --port 8001 --scheme http'), {}, ['0.0.0.0', 8001, 'http', 50051]],
    ['one word', words('--host=0.0.0.0 --port=8001 --scheme=http'), {}, ['0.0.0.0', 8001, 'http', 50051]],
    ['the last of two', words('--port 1 --port=2 --host ::'), {}, ['::', 2, 'https', 50051]],
    [
      'a variable instead of a flag',
      words('--scheme http'),
      { PORT: '8005', HOST: '0.0.0.0' },
      ['0.0.0.0', 8005, 'http', 50051],
    ],
    [
      'a variable in addition to the image’s flags',
      undefined,
      { PORT: '8005' },
      ['0.0.0.0', 8080, 'http', 50051],
    ],
    ['the port of gRPC', undefined, { GRPC_PORT: '50060' }, ['0.0.0.0', 8080, 'http', 50060]],
    ['neither host nor scheme', words('--port 8001'), {}, ['localhost', 8001, 'https', 50051]],
    [
      'no port: a random one',
      words('--host 0.0.0.0 --scheme http'),
      {},
      ['0.0.0.0', undefined, 'http', 50051],
    ],
    ['https', words('--scheme https --tls-port 8443 --host 0.0.0.0'), {}, ['0.0.0.0', 8443, 'https', 50051]],
    ['an empty command', [], {}, ['localhost', undefined, 'https', 50051]],
  ])('%s', (_, given, env, expected) => {
    expect(listening(given, env)).toEqual(expected);
  });

  it.each([
    [
      'a port that is not known',
      ['--host', '0.0.0.0', '--port', undefined, '--scheme', 'http'],
      ['0.0.0.0', undefined, 'http', 50051],
    ],
    ['a word that could be any flag', ['--port', '8001', undefined], [undefined, 8001, undefined, 50051]],
  ])('%s', (_, given, expected) => {
    expect(listening(given)).toEqual(expected);
  });

  it('reads a shell command', () => {
    const script = ['/bin/sh', '-c', 'exec /bin/weaviate --host 0.0.0.0 --port 8001 --scheme http'];
    expect(listening(script, {}, true)).toEqual(['0.0.0.0', 8001, 'http', 50051]);
  });

  it('makes no assumptions about a custom script', () => {
    expect(listening(['/start.sh'], {}, true)).toEqual([undefined, undefined, undefined, 50051]);
  });
});

describe('where the inference server listens', () => {
  it.each([
    ['the image’s command', undefined, 8080],
    ['another port', ['uvicorn app:app --host 0.0.0.0 --port 9000'], 9000],
    ['uvicorn’s own port', ['uvicorn app:app --host 0.0.0.0'], 8000],
    ['a script', ['/start.sh'], undefined],
    ['a variable', [undefined], undefined],
  ])('%s', (_, given, expected) => {
    expect(inferenceListenPort({ words: given })).toBe(expected);
  });
});

describe('a command in one string', () => {
  it.each([
    ['--port 8001', ['--port', '8001']],
    [`--a "b c" 'd e' f\\ g`, ['--a', 'b c', 'd e', 'f g']],
    [`--scheme="http" x'y'z`, ['--scheme=http', 'xyz']],
    ['', []],
  ])('%s', (text, expected) => {
    expect(shellSplit(text)).toEqual(expected);
  });
});
