import { describe, expect, it } from 'vitest';
import type { Run } from '../../../src/context.ts';
import type { ClusterView } from '../../../src/targets/helm/clusterView.ts';
import { KubernetesLaunch } from '../../../src/targets/helm/kubernetesLaunch.ts';
import type { Workload } from '../../../src/targets/helm/workloads.ts';
import { CommandFailed } from '../../../src/targets/shared/launchFailure.ts';
import { failureOf } from '../../support/failure.ts';
import { capturedOutput } from '../../support/output.ts';
import { controllerOf, eventOf, podOf, READY, viewOf } from './objects.ts';

const CLUSTER = { context: 'lab', namespace: 'weaviate', release: 'bindstack' };
const RELEASE = { chart: { path: '/chart', version: '17.8.0' }, valuesFiles: [], postRenderer: undefined };
const WORKLOADS: readonly Workload[] = [
  { kind: 'StatefulSet', name: 'weaviate', replicas: 1, image: 'a/weaviate:1', template: {}, rest: {} },
];
const NOTHING: ClusterView = { controllers: [], pods: [], claims: [], events: [] };

/** The output of kubectl for a view. */
const printed = ({ controllers, pods, claims, events }: ClusterView) =>
  JSON.stringify({ items: [...controllers, ...pods, ...claims, ...events] });

/** A launch in a cluster that shows these views in order and then keeps the last one. */
function launchIn(views: readonly ClusterView[], helm = { exitCode: 0, stderr: '' }) {
  const left = [...views];
  const run: Run = async (command, args) => {
    const nothing = { exitCode: 0, stdout: '', stderr: '', notFound: false };
    if (command === 'helm') return { ...nothing, ...helm };
    if (args.includes('--watch')) return nothing;
    if (args.includes('logs')) return { ...nothing, stdout: 'loading the model\n' };
    const view = left.length > 1 ? left.shift() : left[0];
    return { ...nothing, stdout: printed(view ?? NOTHING) };
  };
  const { out, said } = capturedOutput();
  const context = { out: out.withJsonLines(), run, signal: new AbortController().signal };
  const launch = new KubernetesLaunch(context, CLUSTER, { startPeriod: 60, timeout: undefined });
  const events = () =>
    said()
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>);
  return { launch, events };
}

const ready = viewOf({
  controllers: [controllerOf()],
  pods: [podOf(READY)],
  events: [
    eventOf(
      'Pulled',
      'Successfully pulled image "a/weaviate:1" in 9s. Image size: 104857600 bytes.',
      'Pod',
      'weaviate-0',
    ),
  ],
});

describe('a launch of a release', () => {
  it('waits until the pods are ready, and shows their progress', async () => {
    const { launch, events } = launchIn([viewOf(), ready]);
    await launch.install(RELEASE, WORKLOADS, NOTHING);
    await launch.wait(undefined, NOTHING);
    expect(launch).toMatchObject({ phase: 'weaviate', workedBefore: false });
    const shown = events().map(({ event, text, phase }) => `${phase} ${event}: ${text}`);
    expect(shown.map((line) => line.replace(/\d+\.\d s/, ''))).toEqual([
      'create start: helm: installing',
      'create done: installed the release bindstack in the namespace weaviate',
      'weaviate start: Weaviate: starting',
      'weaviate progress: Weaviate: weaviate-0: running, not ready yet',
      'weaviate done: Weaviate is ready (, image of 100 MiB pulled)',
    ]);
  });

  it('takes a pod that is ready for ready, although its controller has not counted it yet', async () => {
    const early = viewOf({ controllers: [controllerOf({ ready: 0 })], pods: [podOf(READY)] });
    const { launch, events } = launchIn([early]);
    await launch.install(RELEASE, WORKLOADS, NOTHING);
    await launch.wait(undefined, NOTHING);
    expect(events().at(-1)).toMatchObject({ event: 'done', phase: 'weaviate' });
  });

  it('passes on the error of helm', async () => {
    const { launch, events } = launchIn([NOTHING], { exitCode: 1, stderr: 'Error: no such chart' });
    const refused = await launch.install(RELEASE, WORKLOADS, NOTHING).catch((error: unknown) => error);
    expect(refused).toBeInstanceOf(CommandFailed);
    expect((refused as CommandFailed).command).toMatchObject({
      line: expect.stringContaining('helm upgrade'),
      exitCode: 1,
      stderr: 'Error: no such chart',
      notFound: false,
    });
    expect(events().at(-1)).toMatchObject({ event: 'fail', text: 'helm: the release was not installed' });
  });

  it('says which layer is not ready, and how to see its log', async () => {
    const timeout = { startPeriod: 60, timeout: 0.5 };
    const { out, said } = capturedOutput();
    const run: Run = async () => ({ exitCode: 0, stdout: printed(viewOf()), stderr: '', notFound: false });
    const context = { out, run, signal: new AbortController().signal };
    const launch = new KubernetesLaunch(context, CLUSTER, timeout);
    await launch.install(RELEASE, WORKLOADS, NOTHING);
    const failure = await failureOf(() => launch.wait('weaviate', NOTHING));
    expect(failure).toMatchObject({
      code: 'not-ready',
      message: 'the inference service was not ready within 0.5 s',
      suggestion: 'bindstack logs --target helm --service weaviate',
    });
    expect(launch.phase).toBe('inference');
    expect(said()).toContain('✖ the inference service is not ready');
  });
});
