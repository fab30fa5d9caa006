import { Command } from 'commander';
import { expect, it } from 'vitest';
import { addStackFlags, stackFlagValues } from '../../src/options/flags.ts';
import { flagValues } from '../support/config.ts';

it.each<[string, [string, unknown][]]>([
  ['', []],
  ['--cuda', [['gpu.enabled', true]]],
  ['--no-cuda', [['gpu.enabled', false]]],
  ['--cuda --no-cuda', [['gpu.enabled', false]]],
  ['--no-sysctl-init', [['kubernetes.sysctlInit', false]]],
  ['--sysctl-init', [['kubernetes.sysctlInit', true]]],
  ['--telemetry', [['weaviate.telemetry', true]]],
  ['--name a', [['name', ['a']]]],
  ['--name a --name b', [['name', ['a', 'b']]]],
  ['--target compose --target helm', [['targets', ['compose', 'helm']]]],
  ['--modalities text,image', [['collection.modalities', ['text,image']]]],
  ['--env A=1 --env B=2', [['weaviate.env', ['A=1', 'B=2']]]],
  ['--http-port 0', [['weaviate.httpPort', ['0']]]],
])('%j gives %j', (line, expected) => {
  expect([...flagValues(line)]).toEqual(expected);
});

it('keeps an empty value, because it was given', () => {
  expect([...flagValues(['--storage-class', ''])]).toEqual([['weaviate.storageClass', ['']]]);
});

it.each(['--cudda', '--http-port', '--cuda=yes', '--http-prt 1'])('refuses %s', (line) => {
  expect(() => flagValues(line)).toThrow();
});

it('adds the flags of some keys only', () => {
  const command = addStackFlags(new Command(), ({ key }) => key.startsWith('gpu.'));
  expect(command.options.map(({ long }) => long)).toEqual([
    '--cuda',
    '--no-cuda',
    '--gpus',
    '--gpu-device',
    '--cuda-core',
  ]);
});

it("does not take a command's own --target for the option of that name", () => {
  const command = addStackFlags(
    new Command().option('--target <TARGET>', '', 'compose'),
    ({ key }) => key === 'name',
  );
  command.parse(['--target', 'embedded', '--name', 'a'], { from: 'user' });
  expect([...stackFlagValues(command, command.opts())]).toEqual([['name', ['a']]]);
});
