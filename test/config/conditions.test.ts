import { describe, expect, it } from 'vitest';
import { parseConfigFile } from '../../src/config/configFile.ts';
import { editedConfig } from '../../src/config/editConfig.ts';
import { givenValues } from '../../src/config/given.ts';
import { resolveConfig } from '../../src/config/resolve.ts';
import { flagValues } from '../support/config.ts';
import { failureOf } from '../support/failure.ts';

/** The configuration of a bindstack.yaml, an environment and a command line. */
function resolved(file: string, line: string, env: Record<string, string> = {}) {
  const { given, faults } = parseConfigFile(file);
  expect(faults).toEqual([]);
  return resolveConfig(new Map([...given, ...givenValues(flagValues(line), env)]));
}

const CUDA = 'targets: [compose]\ngpu: {enabled: true, count: 2, core: "cuda:1"}\n';
const DEVICES = 'targets: [compose]\ngpu: {enabled: true, devices: ["0"]}\n';
const EXTERNAL = 'inference: {mode: external, url: "http://gpu:80"}\n';

describe('a value that a source with higher precedence has switched off is ignored and not an error', () => {
  it.each<[string, string, Record<string, string>, string[]]>([
    [CUDA, '', {}, ['targets', 'gpu.enabled', 'gpu.count', 'gpu.core']],
    [CUDA, '--no-cuda', {}, ['targets', 'gpu.enabled']],
    [CUDA, '', { BINDSTACK_GPU_ENABLED: 'false' }, ['targets', 'gpu.enabled']],
    // Through two conditions: no GPUs without CUDA, no CUDA without the container.
    [CUDA, '--inference stub', {}, ['targets', 'inference.mode']],
    [EXTERNAL, '--inference container', {}, ['inference.mode']],
    ['inference: {memory: 16g}\n', '--inference stub', {}, ['inference.mode']],
    ['kubernetes: {namespace: search}\n', '--target compose', {}, ['targets']],
    ['', '--inference stub', { BINDSTACK_INFERENCE_MEMORY: '16g' }, ['inference.mode']],
    // Two options for choosing GPUs.
    [CUDA.replace(', core: "cuda:1"', ''), '--gpu-device 0', {}, ['targets', 'gpu.enabled', 'gpu.devices']],
    [DEVICES, '--gpus 2', {}, ['targets', 'gpu.enabled', 'gpu.count']],
    [DEVICES, '', { BINDSTACK_GPU_COUNT: '2' }, ['targets', 'gpu.enabled', 'gpu.count']],
  ])('%j with %j and %j: %j', (file, line, env, effective) => {
    expect([...resolved(file, line, env).given.keys()].sort()).toEqual([...effective].sort());
  });

  it('is reset to the default', () => {
    const { config } = resolved(CUDA, '--no-cuda');
    expect(config.gpu).toMatchObject({ enabled: false, count: 1, core: undefined });
  });

  it('is removed from the file when the values are saved', () => {
    const { given } = resolved(CUDA, '--no-cuda');
    const values = new Map([...given].map(([key, { value }]) => [key, value]));
    expect(editedConfig(CUDA, values)).toBe('targets: [compose]\ngpu: {enabled: false}\n');
  });
});

describe('a value that the same source, or one with lower precedence, has switched off is an error', () => {
  it.each<[string, string, string]>([
    ['gpu: {enabled: false, count: 2}\n', '', 'gpu.count'],
    ['gpu: {count: 2}\n', '', 'gpu.count'],
    ['gpu: {enabled: false}\n', '--gpus 2', '--gpus'],
    ['', '--inference stub --inference-memory 16g', '--inference-memory'],
    ['inference: {mode: stub}\n', '--inference-memory 16g', '--inference-memory'],
    ['targets: [compose]\n', '--namespace search', '--namespace'],
  ])('%j with %j: %s has no effect', async (file, line, named) => {
    const failure = await failureOf(() => resolved(file, line));
    expect(failure).toMatchObject({ exitCode: 2, code: 'no-effect' });
    expect(failure.message).toContain(named);
  });

  it('so are two options for the same thing from one source', async () => {
    const both = DEVICES.replace('enabled: true', 'enabled: true, count: 2');
    expect(await failureOf(() => resolved(both, ''))).toMatchObject({ code: 'gpus-and-devices' });
    const flags = '--cuda --gpus 2 --gpu-device 0 --target compose';
    expect(await failureOf(() => resolved('', flags))).toMatchObject({ code: 'gpus-and-devices' });
  });
});
