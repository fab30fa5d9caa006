import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { parse } from 'yaml';
import { COMPOSE_FILES } from '../../src/facts/fileNames.ts';

const [hook] = parse(
  readFileSync(new URL('../../.pre-commit-hooks.yaml', import.meta.url), 'utf8'),
) as readonly { readonly files: string }[];

/** Whether pre-commit hands a file to the hook; Python and JavaScript agree on what stands in it. */
const takes = (path: string) => new RegExp(hook?.files ?? '$.').test(path);

it.each([
  ...COMPOSE_FILES,
  'values.yaml',
  'collection.json',
  'bindstack.yaml',
  'deep/down/compose.yaml',
  'docker-compose.prod.yml',
  'compose.override.yaml',
  'values-prod.yaml',
])('the hook looks at %s', (path) => {
  expect(takes(path)).toBe(true);
});

it.each([
  'decompose.yaml',
  'my-values.yaml',
  'collection.json.bak',
  'package.json',
  'values.yaml.tpl',
  'valuesX.yaml',
])('the hook leaves %s alone', (path) => {
  expect(takes(path)).toBe(false);
});
