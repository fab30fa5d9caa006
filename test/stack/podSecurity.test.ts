import { describe, expect, it } from 'vitest';
import type { OptionInput } from '../../src/capabilities/option.ts';
import { runsSysctlInit } from '../../src/capabilities/podSecurity.ts';
import { checkConfig } from '../../src/config/resolve.ts';
import { renderClients } from '../../src/render/client.ts';
import { renderFiles } from '../../src/render/files.ts';
import { inferencePatch } from '../../src/stack/postRenderer.ts';
import { asGiven, configFrom } from '../support/anyConfig.ts';

type Values = Record<string, OptionInput>;

const configOf = (values: Values) => configFrom(new Map(Object.entries(values)));

function codes(values: Values): string[] {
  const { errors, warnings } = checkConfig(
    asGiven(new Map(Object.entries({ targets: ['helm'], ...values }))),
  );
  return [...errors, ...warnings].map(({ code }) => code).sort();
}

describe('the privileged init container', () => {
  it.each([
    [{}, true],
    [{ 'kubernetes.sysctlInit': false }, false],
    [{ 'kubernetes.podSecurity': 'baseline' }, false],
    [{ 'kubernetes.podSecurity': 'restricted' }, false],
  ])('%j: %s', (values, runs) => {
    expect(runsSysctlInit(configOf(values as Values))).toBe(runs);
  });
});

describe('errors and warnings about Pod Security', () => {
  it.each([
    [{ 'kubernetes.podSecurity': 'baseline' }, []],
    [{ 'kubernetes.podSecurity': 'baseline', 'kubernetes.sysctlInit': true }, ['sysctl-init-forbidden']],
    [{ 'kubernetes.podSecurity': 'restricted' }, []],
    [
      { 'kubernetes.podSecurity': 'restricted', 'inference.tag': 'imagebind-1.0.1' },
      ['inference-image-root'],
    ],
    [{ 'kubernetes.podSecurity': 'restricted', 'inference.tag': 'imagebind-1.0.2' }, []],
    [
      { 'kubernetes.podSecurity': 'restricted', 'weaviate.modules': ['text2vec-transformers'] },
      ['module-not-restricted'],
    ],
    [{ 'kubernetes.podSecurity': 'restricted', 'weaviate.modules': ['generative-ollama'] }, []],
    [{ 'kubernetes.podSecurity': 'baseline', 'weaviate.modules': ['text2vec-transformers'] }, []],
  ])('%j: %j', (values, expected) => {
    expect(codes(values as Values)).toEqual(expected);
  });
});

describe('the post-renderer', () => {
  it.each([
    [{}, false],
    [{ 'kubernetes.podSecurity': 'baseline' }, false],
    [{ 'kubernetes.podSecurity': 'restricted' }, true],
    [{ 'kubernetes.runtimeClass': 'nvidia' }, true],
    [{ 'kubernetes.readinessTimeout': '1s' }, false],
    [{ 'kubernetes.readinessTimeout': '2s' }, true],
    [
      {
        'kubernetes.podSecurity': 'restricted',
        'inference.mode': 'external',
        'inference.url': 'http://gpu:80',
      },
      false,
    ],
  ])('%j: %s', (values, needed) => {
    const config = configOf(values as Values);
    expect(inferencePatch(config) !== undefined).toBe(needed);
    const paths = renderFiles(config, { stubServer: '', renderClients }).map(({ path }) => path);
    expect(paths.filter((path) => path.startsWith('post-renderer/')).length > 0).toBe(needed);
  });
});
