import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse, parseAllDocuments } from 'yaml';
import { addToFile } from '../../../src/add/addToFile.ts';
import { fix } from '../../../src/lint/fix.ts';
import { kindOfText, unknownKind } from '../../../src/lint/kind.ts';
import { lint } from '../../../src/lint/lint.ts';
import { configOf } from '../../support/config.ts';
import { failureOf } from '../../support/failure.ts';

function read(name: string): string {
  return readFileSync(join(import.meta.dirname, name), 'utf8');
}

function addTo(name: string, text: string, services: readonly string[] = []): Promise<string> {
  const requested = { isGiven: () => false };
  return addToFile(
    { name, text },
    { config: configOf('--target helm'), requested, services, ask: undefined },
  );
}

/** The line and column of the memory limit that is too low. */
function memoryLow(name: string, text: string) {
  const { kind, findings } = lint({ name, text });
  expect(kind).toBe('values');
  return findings
    .filter(({ rule }) => rule === 'values-inference-memory-low')
    .map((f) => `${f.line}:${f.column}`);
}

/** The line and column of the limit of 7000Mi in a text. */
function placesOf(text: string): string[] {
  return text
    .split('\n')
    .flatMap((line, at) => (line.includes('7000Mi') ? `${at + 1}:${line.indexOf('7000Mi') + 1}` : []));
}

const FILES = ['argocd-application.yaml', 'flux-helmrelease.yaml', 'helmfile.yaml', 'k3s-helmchart.yaml'];

/** Other ways to write the same values. */
const VALUES = read('flux-helmrelease.yaml').split('  values:\n')[1]?.replace(/^ {4}/gm, '') ?? '';
const indented = (by: number, text = VALUES) => text.replace(/^(?=.)/gm, ' '.repeat(by));
const APPLICATION =
  'apiVersion: argoproj.io/v1alpha1\nkind: Application\nmetadata:\n  name: weaviate\nspec:\n';
const TEXTS: Readonly<Record<string, string>> = {
  'text in an Application': `${APPLICATION}  source:\n    chart: weaviate\n    helm:\n      values: |\n${indented(8)}`,
  'one of several sources': `${APPLICATION}  sources:\n    - repoURL: a\n      ref: values\n    - chart: weaviate\n      helm:\n        values: |-\n${indented(10)}`,
  'an ApplicationSet': `${APPLICATION.replace('kind: Application', 'kind: ApplicationSet')}  template:\n    spec:\n      source:\n        chart: weaviate\n        helm:\n          valuesObject:\n${indented(12)}`,
  'a HelmChartConfig': `apiVersion: helm.cattle.io/v1\nkind: HelmChartConfig\nmetadata:\n  name: weaviate\nspec:\n  valuesContent: |\n${indented(4)}`,
  'a Release of Crossplane': `apiVersion: helm.crossplane.io/v1beta1\nkind: Release\nmetadata:\n  name: w\nspec:\n  forProvider:\n    chart: { name: weaviate }\n    values:\n${indented(6)}`,
  'a kustomization': `helmCharts:\n  - name: weaviate\n    valuesInline:\n${indented(6)}`,
  'a ConfigMap': `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: w\ndata:\n  values.yaml: |\n${indented(4)}`,
  'the second of two documents': `apiVersion: v1\nkind: Service\nmetadata: { name: a }\n---\n${read('k3s-helmchart.yaml')}`,
  'an umbrella chart in an Application': `${APPLICATION}  source:\n    path: charts/search\n    helm:\n      values: |\n        redis: { clusterDomain: a }\n        weaviate:\n${indented(10)}`,
  'Windows line endings': read('k3s-helmchart.yaml').replaceAll('\n', '\r\n'),
};

const ALL = [...FILES.map((name) => [name, read(name)] as const), ...Object.entries(TEXTS)];

describe.each(ALL)('%s', (_, text) => {
  const name = 'weaviate.yaml';

  it('has its findings at their places in the file', () => {
    expect(placesOf(text)).toHaveLength(1);
    expect(memoryLow(name, text)).toEqual(placesOf(text));
  });

  it('is changed by --fix only at the problem', () => {
    const { texts } = fix({ name, text }, (rule) => rule === 'values-inference-memory-low');
    expect(texts.get(name)).toBe(text.replace('7000Mi', '12Gi'));
  });

  it('gets ImageBind from add in the same block', async () => {
    const changed = await addTo(name, text);
    const lines = changed.split(/\r?\n/);
    expect(changed.includes('\r\n')).toBe(text.includes('\r\n'));
    expect(/[^\r]\n/.test(changed)).toBe(/[^\r]\n/.test(text));
    // All existing lines stay the same, except the limit.
    const before = text.replace('7000Mi', '12Gi').trimEnd().split(/\r?\n/);
    expect(lines.slice(0, before.length)).toEqual(before);
    expect(memoryLow(name, changed)).toEqual([]);
    expect(parseAllDocuments(changed)).toHaveLength(parseAllDocuments(text).length);
    expect(JSON.stringify(parseAllDocuments(changed))).toContain('MODULES_CLIENT_TIMEOUT');
    expect(await addTo(name, changed)).toBe(changed);
  });
});

it('reads every document and every release', () => {
  const flux = read('flux-helmrelease.yaml');
  const second = flux.replace('name: weaviate\n', 'name: other\n');
  const text = `${flux}---\n${second}`;
  expect(memoryLow('all.yaml', text)).toEqual(placesOf(text));
  const { texts } = fix({ name: 'all.yaml', text }, (rule) => rule === 'values-inference-memory-low');
  expect(texts.get('all.yaml')).toBe(text.replaceAll('7000Mi', '12Gi'));
});

it('asks which of several releases should get ImageBind', async () => {
  const flux = read('flux-helmrelease.yaml').replaceAll('multi2vec-bind', 'multi2vec-clip');
  const text = `${flux}---\n${flux.replace('name: weaviate\n', 'name: other\n')}`;
  const failure = await failureOf(() => addTo('all.yaml', text));
  expect(failure.message).toContain('HelmRelease/weaviate, HelmRelease/other');
  const [first, second] = parseAllDocuments(await addTo('all.yaml', text, ['HelmRelease/other']));
  expect(first?.toJS()).toEqual(parse(flux));
  expect(second?.hasIn(['spec', 'values', 'modules', 'multi2vec-bind'])).toBe(true);
});

it('reports the location of values that a manifest refers to', () => {
  const text = `${APPLICATION}  source:\n    chart: weaviate\n    helm:\n      valueFiles:\n        - values-prod.yaml\n`;
  const { kind, findings } = lint({ name: 'app.yaml', text });
  expect(kind).toBe('values');
  expect(findings).toMatchObject([
    {
      rule: 'values-elsewhere',
      severity: 'warning',
      line: 10,
      message: expect.stringContaining('values-prod.yaml'),
    },
  ]);
});

describe('parameters that override the values', () => {
  const [head = '', tail = ''] = read('argocd-application.yaml').split('      valuesObject:');
  const withParameter = (name: string, value: string) =>
    `${head}      parameters:\n        - name: ${name}\n          value: '${value}'\n      valuesObject:${tail}`;

  it('apply: a problem that they correct is not reported', () => {
    expect(
      memoryLow('a.yaml', withParameter('modules.multi2vec-bind.resources.limits.memory', '12Gi')),
    ).toEqual([]);
    expect(memoryLow('a.yaml', withParameter('modules.multi2vec-bind.enabled', 'false'))).toEqual([]);
  });

  it('are the place of a problem that they cause', () => {
    expect(
      memoryLow('a.yaml', withParameter('modules.multi2vec-bind.resources.limits.memory', '6Gi')),
    ).toEqual(['19:18']);
  });
});

it('refuses to change values that are not a block scalar', async () => {
  const text = `${APPLICATION}  source:\n    chart: weaviate\n    helm:\n      values: "image:\\n  tag: 1.38.11\\n"\n`;
  const failure = await failureOf(() => addTo('app.yaml', text));
  expect(failure).toMatchObject({ exitCode: 2, code: 'no-values' });
  expect(failure.detail).toContain('write them as a block after |');
});

it.each([
  ['main.tf', 'it is Terraform', 'values = [file("values.yaml")]'],
  ['service.yaml', 'it is a manifest (Service)', 'pass the values file'],
])('%s: reports what it is and what to do', async (name, problem, advice) => {
  const text = read(name);
  expect(kindOfText(name, text)).toBeUndefined();
  const unknown = unknownKind(name, text);
  expect(unknown?.problem).toContain(problem);
  expect(unknown?.suggestion).toContain(advice);
  const failure = await failureOf(() => addTo(name, text));
  expect(failure).toMatchObject({ exitCode: 2, code: 'unknown-kind' });
  expect(failure.suggestion).toContain(advice);
});
