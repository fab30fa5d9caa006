import { expect, it } from 'vitest';
import type { OptionInput } from '../../src/capabilities/option.ts';
import { type GivenValues, givenAnswer } from '../../src/config/given.ts';
import { checkConfig } from '../../src/config/resolve.ts';
import { findingText } from '../../src/web/page/state/findingText.ts';

function wordsFor(values: Readonly<Record<string, OptionInput>>): string[] {
  const given: GivenValues = new Map(Object.entries(values).map(([key, value]) => [key, givenAnswer(value)]));
  const { errors, warnings } = checkConfig(given);
  return [...errors, ...warnings].map(findingText);
}

const ENV = 'weaviate.env';

it.each([
  [{ targets: [] }, 'Choose at least one.'],
  [{ name: '' }, 'Enter a name of lowercase letters, digits and - (at most 53 characters).'],
  [{ 'weaviate.httpPort': 99_999 }, '99999 is not a whole number from 1 to 65535. The default is 8080.'],
  [
    { 'inference.mode': 'external', 'inference.url': 'gpu' },
    '"gpu" is not a URL such as http://gpu-host:8080 (with a scheme, without a trailing slash). An example is http://gpu-host:8080.',
  ],
  [
    { 'inference.mode': 'external' },
    '“At an existing endpoint” needs the URL of the endpoint. Set “URL of the ImageBind endpoint” to http://HOST:PORT.',
  ],
  [
    { 'weaviate.bindAddress': '0.0.0.0' },
    'With “IP address to listen on: 0.0.0.0” and anonymous access, anyone who can reach this machine has full access. Choose “Requires an API key”, or keep “IP address to listen on” at 127.0.0.1.',
  ],
  [
    { 'inference.memory': '2g' },
    '“Memory limit of the inference service: 2 GiB” is too little: below 9.5 GiB, ImageBind is killed while it loads. Set “Memory limit of the inference service” to 12g, or choose “Stub”, which needs almost none.',
  ],
  [
    { 'gpu.enabled': true, 'gpu.count': 'all' },
    '“Number of GPUs for the inference service: all” works with Compose only. A Kubernetes resource limit is a number. Choose only “Docker Compose”.',
  ],
  [
    { 'weaviate.modules': ['generative-openaii'] },
    'generative-openaii is not a module of Weaviate. Weaviate silently ignores unknown names, so the module would be missing. Use generative-openai.',
  ],
  [
    { [ENV]: { DISABLE_TELEMETRY: 'true' } },
    'DISABLE_TELEMETRY is set by bindstack itself. With two values for one variable, each target uses a different one. Use “Send usage data to the Weaviate developers”.',
  ],
])('refers to fields and their values: %j', (values, words) => {
  expect(wordsFor(values)).toEqual([words]);
});

it.each([
  { targets: [] },
  { name: '' },
  { name: 'A b' },
  { 'weaviate.httpPort': 99_999 },
  { 'weaviate.httpPort': '' },
  { 'weaviate.httpPort': 50_051 },
  { 'weaviate.replicas': 2 },
  { 'weaviate.replicas': 3, 'weaviate.raftTimeoutsMultiplier': 1 },
  { 'weaviate.bindAddress': '0.0.0.0' },
  { 'kubernetes.serviceType': 'LoadBalancer' },
  { 'weaviate.corsOrigin': '*' },
  { [ENV]: { AUTHENTICATION_ANONYMOUS_ACCESS_ENABLED: 'true' } },
  { [ENV]: { BIND_INFERENCE_API: 'x' } },
  { [ENV]: { DISABLE_TELEMETRY: 'true' } },
  { [ENV]: { AUTHENTICATION_OIDC_ENABLED: 'true' } },
  { [ENV]: { AUTHENTICATION_DB_USERS_ENABLED: 'true' } },
  {
    [ENV]: { AUTHENTICATION_DB_USERS_ENABLED: 'true', AUTHENTICATION_ANONYMOUS_ACCESS_ENABLED: 'false' },
  },
  { 'gpu.enabled': true, 'gpu.count': 2, 'gpu.devices': ['0'], targets: ['compose'] },
  { 'gpu.enabled': true, 'gpu.devices': ['0'] },
  { 'gpu.enabled': true, 'gpu.count': 'all' },
  { 'gpu.enabled': true, 'gpu.core': 'cuda:1' },
  { 'inference.mode': 'external' },
  { 'inference.memory': '2g' },
  { 'inference.memory': '9.6g' },
  { 'weaviate.modules': ['generative-openaii'] },
  { 'weaviate.modules': ['no-such-module'] },
  { 'weaviate.modules': ['text2vec-transformers'] },
  { 'weaviate.modules': ['generative-openai'], 'weaviate.tag': '1.21.0' },
  { 'weaviate.modules': ['text2vec-google'], 'weaviate.tag': '1.24.0' },
  { 'weaviate.modules': ['multi2vec-clip'], 'kubernetes.podSecurity': 'restricted' },
  { 'inference.tag': 'imagebind-1.0.0', 'kubernetes.podSecurity': 'restricted' },
  { 'kubernetes.sysctlInit': true, 'kubernetes.podSecurity': 'baseline' },
  { 'weaviate.tag': 'latest' },
  { 'weaviate.tag': '1.20.0' },
  { 'weaviate.tag': '1.22.0', 'collection.vectors': 'separate' },
  { 'weaviate.tag': '1.25.0', 'collection.modalities': ['audio'] },
  { 'weaviate.tag': '1.25.0', clients: ['python'] },
  { 'weaviate.tag': '1.25.0' },
  { 'weaviate.memory': '1m' },
  { 'weaviate.memory': '100m' },
])('contains no flag: %j', (values) => {
  const words = wordsFor(values);
  expect(words).not.toEqual([]);
  expect(words.join('\n')).not.toMatch(/--\w/);
});
