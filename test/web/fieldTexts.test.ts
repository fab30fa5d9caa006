import { describe, expect, it } from 'vitest';
import { choiceDetail, valueLabel } from '../../src/config/formWords.ts';
import { OPTIONS, optionOf } from '../../src/options/table.ts';
import { additionalHelp, repeats } from '../../src/web/page/form/fieldTexts.ts';

describe('the help of a field', () => {
  it.each([
    ['inference.memory', 'The model needs 9.5 GiB to load.'],
    ['inference.timeout', 'MODULES_CLIENT_TIMEOUT; a video takes 20 s or more on a CPU.'],
    ['gpu.enabled', 'Sets ENABLE_CUDA and the device reservation (or GPU limit).'],
    ['inference.tag', 'Or tag@sha256:…'],
    ['weaviate.httpPort', ''],
    ['weaviate.telemetry', ''],
    ['targets', ''],
  ])('of %s: %j', (key, help) => {
    expect(additionalHelp(optionOf(key))).toBe(help);
  });

  it.each(OPTIONS)('of $key does not repeat the question', ({ option }) => {
    const help = additionalHelp(option);
    expect(help === '' || !repeats(help, option.question)).toBe(true);
    expect(help).not.toMatch(/--\w/);
  });
});

describe('the choices of a field', () => {
  it.each([
    ['inference.mode', 'container', 'In a container', ''],
    ['inference.mode', 'stub', 'Stub', 'a small fake for CI and laptops; its vectors have no meaning'],
    ['weaviate.persistence', 'none', 'Nowhere', 'the data is deleted with the container'],
    ['kubernetes.serviceType', 'ClusterIP', 'ClusterIP', 'inside the cluster only'],
    ['targets', 'helm', 'Kubernetes (Helm)', ''],
  ])('%s %s: %s, %s', (key, value, label, detail) => {
    expect([valueLabel(optionOf(key), value), choiceDetail(optionOf(key), value)]).toEqual([label, detail]);
  });

  const choices = OPTIONS.flatMap(({ key, option }) =>
    (option.values ?? []).filter((value) => value !== 'all').map((value) => [key, value] as const),
  );
  it.each(choices)('%s has a label for %s that is not a raw value', (key, value) => {
    expect(valueLabel(optionOf(key), value)).toMatch(/^[A-Z]/);
    expect(choiceDetail(optionOf(key), value)).not.toMatch(/--\w/);
  });
});
