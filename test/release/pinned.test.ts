import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

const root = new URL('../../', import.meta.url);
const read = (path: string) => readFileSync(new URL(path, root), 'utf8');
const workflows = readdirSync(new URL('.github/workflows/', root)).map((name) => `.github/workflows/${name}`);

const uses = [...workflows, 'action.yml'].flatMap((path) =>
  [...read(path).matchAll(/^\s*(?:- )?uses: (.*)$/gm)].map(([, what = '']) => [path, what] as const),
);

describe('what the workflows run', () => {
  it.each(uses.filter(([, what]) => !what.startsWith('./')))(
    '%s: %s is one commit, with its version',
    (_, what) => {
      expect(what).toMatch(/^[\w.-]+\/[\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/);
    },
  );

  it('publishes with one version of npm', () => {
    expect(read('.github/workflows/release.yml')).toMatch(
      /npm@\$NPM_VERSION" publish[\s\S]*NPM_VERSION: \d+\.\d+\.\d+\n/,
    );
  });
});

it('the image is built on one base', () => {
  expect(read('Dockerfile')).toMatch(/^ARG BASE=[\w./-]+:[\w.-]+@sha256:[0-9a-f]{64}$/m);
});
