import { describe, expect, it } from 'vitest';
import { program } from '../../src/cli.ts';
import { RUN_TARGETS, type RunTarget } from '../../src/options/runTargets.ts';
import { OPTIONS } from '../../src/options/table.ts';
import { targetOf } from '../../src/targets/targetOf.ts';

/** The long flags in the help of a command, without the global ones. */
async function listed(line: string): Promise<string[]> {
  const argv = line.split(' ');
  const cli = await program(() => {
    throw new Error('nothing is run here');
  }, argv);
  const command = cli.commands.find((one) => one.name() === argv[0]);
  const [own = ''] = (command?.helpInformation() ?? '').split('\nGlobal Options:');
  return [...own.matchAll(/^ +(?:-\w, )?(--[a-z-]+)/gm)].map(([, flag = '']) => flag);
}

const OF_UP = ['--target', '--smoke', '--timeout', '--no-preflight', '--progress'];
const OF_RELEASE = ['--name', '--namespace', '--context'];
const OF_COLLECTION = ['--modalities', '--vectors'];

describe('the help of a command that runs a stack lists the flags that its target reads', () => {
  it.each([
    ['up --help', [...OF_UP, '--start-period', ...OF_COLLECTION]],
    ['up -h --target=compose', [...OF_UP, '--start-period', ...OF_COLLECTION]],
    [
      'up --target helm --help',
      [
        ...OF_UP,
        '--chart',
        '--dry-run',
        '--start-period',
        ...OF_COLLECTION,
        ...OF_RELEASE,
        '--chart-version',
      ],
    ],
    ['status --help', ['--target', '--format']],
    ['status --help --target helm', ['--target', '--format', ...OF_RELEASE]],
    ['down --target embedded --help', ['--target']],
    ['destroy --target helm --help', ['--target', '--backups', '--yes', ...OF_RELEASE]],
    ['logs --help', ['--target', '--service', '--tail', '--follow', '--raw']],
  ])('%s', async (line, flags) => {
    expect((await listed(line)).filter((flag) => flag !== '--help').sort()).toEqual([...flags].sort());
  });

  it.each([
    ['up --target embedded --help', ['--weaviate-binary', '--inference', '--http-port', '--auth']],
    ['doctor --help', ['--cuda', '--inference-memory', '--http-port']],
    ['doctor --target helm --help', ['--chart', '--storage-class', '--cuda', '--context']],
    ['smoke --help', ['--url', '--restart', '--inference-url', '--http-port', '--modalities']],
    ['smoke --target helm --help', ['--url', '--inference-url', '--context']],
    ['try --help', ['--weaviate-binary', '--keep', '--inference-url', '--client']],
  ])('%s, with %j', async (line, flags) => {
    expect(await listed(line)).toEqual(expect.arrayContaining(flags));
  });

  it.each([
    ['up --target embedded --help', ['--namespace', '--cuda', '--inference-memory', '--chart', '--dry-run']],
    ['doctor --help', ['--namespace', '--chart', '--weaviate-binary', '--storage-size']],
    ['doctor --target helm --help', ['--http-port', '--persistence', '--weaviate-binary']],
    ['smoke --help', ['--name', '--context']],
    ['smoke --target helm --help', ['--restart', '--http-port']],
    ['smoke --target embedded --help', ['--http-port', '--name']],
    ['try --help', ['--cuda', '--storage-size', '--inference-memory']],
  ])('%s, without %j', async (line, flags) => {
    const shown = await listed(line);
    expect(flags.filter((flag) => shown.includes(flag))).toEqual([]);
  });

  it.each(RUN_TARGETS)('%s: up accepts every flag that it lists', async (name: RunTarget) => {
    const shown = await listed(`up --target ${name} --help`);
    const { upKeys } = await targetOf(name);
    // The command's `--target` is not the stack option.
    const keys = OPTIONS.filter(({ key, option }) => key !== 'targets' && shown.includes(option.flag));
    expect(keys.filter(({ key }) => !upKeys.has(key))).toEqual([]);
  });

  it('only hides the rest: a call still parses every flag, to report that it has no effect', async () => {
    const cli = await program(() => {
      throw new Error('nothing is run here');
    }, ['up', '--target', 'helm']);
    const up = cli.commands.find((one) => one.name() === 'up');
    expect(up?.helpInformation()).toContain('--weaviate-binary');
    expect(up?.options.map(({ long }) => long)).toContain('--cuda');
  });
});
