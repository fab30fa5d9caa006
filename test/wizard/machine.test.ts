import { describe, expect, it } from 'vitest';
import { givenValues } from '../../src/config/given.ts';
import { resolveConfig } from '../../src/config/resolve.ts';
import type { Run } from '../../src/context.ts';
import { describeMachine, inspectMachine, type Machine } from '../../src/wizard/machine.ts';
import { canStart, placeFor, proposedPlace, runTargetOf, whyNoModel } from '../../src/wizard/place.ts';
import { flagValues } from '../support/config.ts';

const GIB = 1024 ** 3;

const NOTHING: Machine = { engineMemory: undefined, memory: 8 * GIB, gpus: [], hasCluster: false };
const DOCKER: Machine = { ...NOTHING, engineMemory: 32 * GIB };
const SMALL: Machine = { ...NOTHING, engineMemory: 8 * GIB };
const CLUSTER: Machine = { ...NOTHING, hasCluster: true };

/** Programs that answer with these texts; all others do not exist. */
function programs(answers: Readonly<Record<string, string>>): { run: Run; calls: string[] } {
  const calls: string[] = [];
  const run: Run = async (command, args, options) => {
    calls.push(`${command} ${args.join(' ')} (${options?.timeout} ms)`);
    const stdout = answers[command];
    return stdout === undefined
      ? { exitCode: undefined, stdout: '', stderr: '', notFound: true }
      : { exitCode: 0, stdout, stderr: '', notFound: false };
  };
  return { run, calls };
}

describe('the machine', () => {
  it('is inspected with one short query per program', async () => {
    const { run, calls } = programs({ docker: `${32 * GIB}\n`, kubectl: '{}', 'nvidia-smi': 'NVIDIA L4\n' });
    const machine = await inspectMachine({ run }, 'my-cluster');
    expect(machine).toMatchObject({ engineMemory: 32 * GIB, gpus: ['NVIDIA L4'], hasCluster: true });
    expect(calls).toEqual([
      'docker info --format {{.MemTotal}} (3000 ms)',
      'nvidia-smi --query-gpu=name --format=csv,noheader (3000 ms)',
      'kubectl --context my-cluster --namespace default get --raw /version --request-timeout 2s (3000 ms)',
    ]);
  });

  it('without these programs, has only memory', async () => {
    const machine = await inspectMachine(programs({}), undefined);
    expect(machine).toMatchObject({ engineMemory: undefined, gpus: [], hasCluster: false });
    expect(describeMachine({ ...machine, memory: 8 * GIB })).toBe(
      'This machine: 8 GiB of memory, no Docker engine, no Kubernetes cluster, no NVIDIA GPU.',
    );
  });

  it('an engine that reports no memory does not respond', async () => {
    const machine = await inspectMachine(programs({ docker: '0\n' }), undefined);
    expect(machine.engineMemory).toBeUndefined();
  });
});

describe('the place', () => {
  it.each([
    [DOCKER, 'compose'],
    [{ ...DOCKER, hasCluster: true }, 'compose'],
    [CLUSTER, 'helm'],
    [NOTHING, 'embedded'],
  ] as const)('that is proposed for %j is %s', (machine, place) => {
    expect(proposedPlace(machine)).toBe(place);
  });

  it.each([
    [undefined, 'both'],
    [['compose', 'helm'], 'both'],
    [['helm'], 'helm'],
    [['compose'], 'compose'],
  ] as const)('for the targets %j is %s', (targets, place) => {
    expect(placeFor(targets)).toBe(place);
  });

  it('of two targets, the one that this machine can start is started', () => {
    expect(runTargetOf('both', DOCKER)).toBe('compose');
    expect(runTargetOf('both', CLUSTER)).toBe('helm');
    expect(runTargetOf('both', NOTHING)).toBe('compose');
    expect(runTargetOf('embedded', DOCKER)).toBe('embedded');
  });
});

describe('ImageBind in a container', () => {
  it.each([
    ['compose', DOCKER, undefined],
    ['compose', SMALL, 'ImageBind needs about 12 GiB of memory; Docker has 8 GiB.'],
    ['compose', NOTHING, undefined],
    ['helm', SMALL, undefined],
    ['embedded', DOCKER, 'ImageBind needs a container or an existing endpoint.'],
  ] as const)('%s on %j: %s', (place, machine, why) => {
    expect(whyNoModel(place, machine)).toBe(why);
  });

  it.each([
    ['compose', 'container', DOCKER, true],
    ['compose', 'container', SMALL, false],
    ['compose', 'stub', SMALL, true],
    ['compose', 'stub', NOTHING, false],
    ['helm', 'container', CLUSTER, true],
    ['helm', 'container', DOCKER, false],
    ['both', 'container', CLUSTER, true],
    ['embedded', 'stub', NOTHING, true],
  ] as const)('%s with %s on %j can start: %s', (place, mode, machine, can) => {
    const { config } = resolveConfig(givenValues(flagValues(`--inference ${mode}`), {}));
    expect(canStart(place, config, machine)).toBe(can);
  });
});
