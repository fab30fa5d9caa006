import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { Failure } from '../../src/errors.ts';
import { MODALITIES } from '../../src/facts/modalities.ts';
import {
  NODE_20_CLIENT_VERSION,
  OLDEST_PYTHON_CLIENT_VERSION,
  PYTHON_CLIENT_VERSION,
  TYPESCRIPT_CLIENT_VERSION,
} from '../../src/facts/versions.ts';
import {
  checkedClient,
  renderClients,
  renderPythonClient,
  renderTypescriptClient,
} from '../../src/render/client.ts';
import type { RenderedFile } from '../../src/render/template.ts';
import { stackOf } from '../../src/stack/stack.ts';
import { configOf } from '../support/config.ts';

/** Both clients of a command line. */
function clientsOf(line: string): { python: string; typescript: string } {
  const stack = stackOf(configOf(line), 'compose');
  return { python: renderPythonClient(stack), typescript: renderTypescriptClient(stack) };
}

/** Both clients of a command line and their self-tests. */
function filesOf(line: string): readonly RenderedFile[] {
  return renderClients(stackOf(configOf(`${line} --client python,typescript`), 'compose'));
}

/** A collection name of this length: it decides how its line is wrapped. */
const named = (length: number) => `--collection ${'N'.padEnd(length, 'a')}`;

/** All combinations of what the templates distinguish, with names of all lengths. */
const LINES = ['shared', 'balanced', 'separate'].flatMap((vectors) =>
  Array.from({ length: 2 ** MODALITIES.length - 1 }, (_, index) => {
    const modalities = MODALITIES.filter((_name, bit) => ((index + 1) >> bit) & 1);
    const rest = [
      index % 2 === 0 ? '--auth api-key' : '',
      index % 3 === 0 ? '--target compose' : '',
      index % 5 === 0 ? '--bind-address ::1' : '',
    ];
    return `--modalities ${modalities} --vectors ${vectors} ${named(index + 1)} ${rest.join(' ')}`;
  }),
);

describe('client.ts and client.check.ts', () => {
  it('are formatted as by biome for every configuration, without leftovers of their templates', () => {
    const folder = mkdtempSync(join(tmpdir(), 'bindstack-test-'));
    try {
      // Prettier's defaults; those of biome differ only in using tabs.
      writeFileSync(join(folder, 'biome.json'), '{ "formatter": { "indentStyle": "space" } }\n');
      for (const [index, line] of LINES.entries()) {
        for (const { path, text } of filesOf(line)) {
          expect(text).not.toMatch(/\{\{|\[object/);
          if (path.endsWith('.ts')) writeFileSync(join(folder, `${index}${path}`), text);
        }
      }
      const biome = fileURLToPath(new URL('../../node_modules/.bin/biome', import.meta.url));
      const args = ['check', '--error-on-warnings', '--max-diagnostics=3', '.'];
      const { status, stdout, stderr } = spawnSync(biome, args, { cwd: folder, encoding: 'utf8' });
      expect(stdout + stderr).toMatch(
        new RegExp(`^Checked ${2 * LINES.length + 1} files in \\S+ No fixes applied\\.\\s*$`),
      );
      expect(status).toBe(0);
    } finally {
      rmSync(folder, { recursive: true });
    }
  }, 180_000);

  it.each([
    [50, 'export const COLLECTION = "N'],
    [51, 'export const COLLECTION = "N'],
    [52, 'export const COLLECTION =\n  "N'],
    [231, 'export const COLLECTION =\n  "N'],
  ])('contains a name of %i letters: %j', (length, text) => {
    expect(clientsOf(named(length)).typescript).toContain(`\n${text}`);
  });
});

describe('client.py', () => {
  it.each([
    [73, 'COLLECTION = "N'],
    [74, 'COLLECTION = (\n    "N'],
    [82, 'COLLECTION = (\n    "N'],
    // Too long either way, so ruff leaves it on one line.
    [83, 'COLLECTION = "N'],
    [231, 'COLLECTION = "N'],
  ])('contains a name of %i letters: %j', (length, text) => {
    expect(clientsOf(named(length)).python).toContain(`\n${text}`);
  });
});

describe.each(['python', 'typescript'] as const)('the client in %s', (language) => {
  const textOf = (line: string) => clientsOf(line)[language];

  it.each([
    ['', '"127.0.0.1"', 8080, 50_051],
    ['--bind-address 0.0.0.0 --http-port 1 --grpc-port 65535', '"127.0.0.1"', 1, 65_535],
    ['--bind-address 192.168.0.7', '"192.168.0.7"', 8080, 50_051],
    ['--bind-address ::1 --http-port 9080', '"[::1]"', 9080, 50_051],
    ['--bind-address ::', '"[::1]"', 8080, 50_051],
    ['--bind-address fd00::7', '"[fd00::7]"', 8080, 50_051],
  ])('with %j connects to %s, ports %i and %i', (line, host, http, grpc) => {
    const text = textOf(line);
    expect(text).toMatch(/^(?:const )?HOST = (.*?);?$/m);
    expect(/^(?:const )?HOST = (.*?);?$/m.exec(text)?.[1]).toBe(host);
    expect(text).toMatch(new RegExp(`^(?:const )?HTTP_PORT = ${http};?$`, 'm'));
    expect(text).toMatch(new RegExp(`^(?:const )?GRPC_PORT = ${grpc};?$`, 'm'));
  });

  it.each([
    ['', 330],
    ['--inference-timeout 50s', 80],
    ['--inference-timeout 1h', 3630],
  ])('with %j waits %i s', (line, seconds) => {
    expect(textOf(line)).toMatch(new RegExp(`^(?:const )?TIMEOUT = ${seconds};?$`, 'm'));
  });

  it('reads the key from the environment, but only with authentication', () => {
    expect(textOf('--auth api-key')).toContain('WEAVIATE_API_KEY');
    expect(textOf('')).not.toMatch(/api.?key|authorization/i);
  });

  it('says how to reach the cluster, but only with the Helm target', () => {
    const text = textOf('--namespace search --http-port 9080');
    expect(text).toContain('kubectl -n search port-forward svc/weaviate 9080:80\n');
    expect(text).toContain('kubectl -n search port-forward svc/weaviate-grpc 50051:50051\n');
    expect(textOf('--target compose')).not.toContain('kubectl');
  });

  it('names the vector in searches only with separate vectors', () => {
    const words = /target_?vector/i;
    expect(textOf('--vectors separate')).toMatch(words);
    for (const vectors of ['shared', 'balanced']) expect(textOf(`--vectors ${vectors}`)).not.toMatch(words);
  });

  it('contains no code for modalities that were not chosen', () => {
    // The properties of the collection are the same for every modality.
    const text = textOf('--modalities text').replace(/DEFINITION\S* .*= \{$.*?^\}/ms, '');
    expect(text).not.toMatch(/media\(|base64|graphql|png|wav|y4m|csv|zlib/i);
    expect(textOf('--modalities text,image')).not.toMatch(/imu|video|depth|thermal|graphql|wav/i);
  });

  it('spells imuFields as Weaviate reads it, and says why', () => {
    const text = textOf('--modalities all');
    expect(text).toMatch(/"?imuFields"?: \["imu"\]/);
    expect(text.replace(/^(?:#|\/\/).*$/gm, '')).not.toContain('IMUFields');
    expect(text).toContain('IMUFields');
  });
});

describe('a client that creates another collection than collection.json is a bug', () => {
  const stack = stackOf(configOf('--modalities all'), 'compose');
  const { python, typescript } = clientsOf('--modalities all');

  it.each([
    ['client.py', python],
    ['client.ts', typescript],
  ])('%s', (file, text) => {
    expect(checkedClient(file, text, stack)).toBe(text);
    expect(() => checkedClient(file, text.replace('["imu"]', '["depth"]'), stack)).toThrow(
      `${file} as rendered differs from its model at /vectorConfig/default/vectorizer/multi2vec-bind/imuFields/0`,
    );
    expect(() => checkedClient(file, text.replace('"Media"', '"Other"'), stack)).toThrow('at /class');
    expect(() => checkedClient(file, text.replace('DEFINITION', 'OTHER'), stack)).toThrow(
      `${file} as rendered differs from its model at`,
    );
  });
});

it('docs/clients.md installs the versions that the clients are tested with', () => {
  const page = readFileSync(new URL('../../docs/clients.md', import.meta.url), 'utf8');
  expect(page).toContain(`weaviate-client==${PYTHON_CLIENT_VERSION}\n`);
  expect(page).toContain(`weaviate-client@${NODE_20_CLIENT_VERSION} tsx\n`);
  for (const version of [OLDEST_PYTHON_CLIENT_VERSION, TYPESCRIPT_CLIENT_VERSION]) {
    expect(page).toContain(`${version.replace(/\.0$/, '')} o`);
  }
});

it.each(['--client python --weaviate-tag 1.26.14', '--client typescript --weaviate-tag 1.23.16'])(
  '%s is rejected: the client could not connect',
  (line) => {
    expect(() => configOf(line)).toThrow(Failure);
    expect(() => configOf(line)).toThrow('the client code cannot connect to Weaviate 1.2');
  },
);
