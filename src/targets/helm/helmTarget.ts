import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { flagsForFile } from '../../config/given.ts';
import { Failure } from '../../errors.ts';
import { VALUES_FILE } from '../../facts/fileNames.ts';
import type { FlagValues } from '../../options/flags.ts';
import { UP_KEYS } from '../../options/runFlags.ts';
import { RELEASE_KEYS } from '../../options/runTargets.ts';
import type { StackConfig } from '../../options/table.ts';
import { configFor } from '../../saved/load.ts';
import { preflight } from '../shared/preflight/preflight.ts';
import { runProgram } from '../shared/program.ts';
import type { StatusOptions, Target, TargetContext } from '../target.ts';
import { clusterOf, lastErrorLines } from './cluster.ts';
import { applyObject, inPod, namedCluster } from './kubectlCommand.ts';
import { printHelmLogs } from './logsHelm.ts';
import { withPortForward } from './portForward.ts';
import { releaseConfig } from './releaseRecord.ts';
import { downHelm, planDestroyHelm } from './stopHelm.ts';
import { WEAVIATE_WORKLOAD } from './workloads.ts';

/**
 * The configuration for `up` and `doctor`: name and namespace of the last `up`, in the given or the current context.
 */
async function configForLaunch(context: TargetContext, flags: FlagValues): Promise<StackConfig> {
  await configFor(context, flagsForFile('helm', flags));
  return releaseConfig(context, flags, { current: true });
}

async function statusOf(context: TargetContext, config: StackConfig, options?: StatusOptions) {
  return (await import('./helmStatus.ts')).helmStatus(context, config, options);
}

/** The release that flags that may also be of another kind name. */
async function clusterFor(context: TargetContext, flags: FlagValues) {
  const named = new Map([...flags].filter(([key]) => RELEASE_KEYS.has(key)));
  return namedCluster(context.run, clusterOf(await releaseConfig(context, named)));
}

/** A release in a Kubernetes cluster, which all commands find by its name. */
export const helmTarget: Target = {
  name: 'helm',
  place: 'this cluster',
  preflightSubject: 'the cluster',
  file: VALUES_FILE,
  upKeys: UP_KEYS.helm,
  findKeys: RELEASE_KEYS,
  usesPortForward: true,

  configForUp: configForLaunch,

  configForDoctor: configForLaunch,

  async preflight(context, config, { chart, ignoreFiles = false }) {
    const { helmChecks } = await import('./preflight/helmChecks.ts');
    const options = { chart, useFiles: !ignoreFiles };
    return preflight(context, (checkContext) => helmChecks(checkContext, config, options));
  },

  checkUsage: async (context) => (await import('./planLaunch.ts')).checkHelmUsage(context),

  dryRun: async (context, config, options) =>
    (await import('./planLaunch.ts')).dryRunHelm(context, config, options),

  async up(context, config, { timeout, chart }, whenUp) {
    const { upHelm } = await import('./upHelm.ts');
    await upHelm(context, config, { timeout, chart }, (stack, signal) =>
      whenUp(stack, { signal, status: () => statusOf(context, config) }),
    );
  },

  startCommand: async ({ cwd }) =>
    existsSync(join(cwd, VALUES_FILE))
      ? 'bindstack up --target helm'
      : 'bindstack generate --target helm, then bindstack up --target helm',

  down: async (context, flags) => downHelm(context, await releaseConfig(context, flags)),

  planDestroy: async (context, flags, options) =>
    planDestroyHelm(context, await releaseConfig(context, flags), options),

  status: async (context, flags, options) => statusOf(context, await releaseConfig(context, flags), options),

  logs: async (context, flags, wanted) => printHelmLogs(context, await releaseConfig(context, flags), wanted),

  runningConfig: async () => undefined,

  keepsData: () => true,

  replacesRunning: true,

  async fetch(context, config) {
    const { pullOnNodes } = await import('./pullOnNodes.ts');
    await pullOnNodes(context, await namedCluster(context.run, clusterOf(config)), config);
  },

  async changeData(context, flags, config, action, place) {
    const { changeHelmData } = await import('./helmData.ts');
    await changeHelmData(context, await clusterFor(context, flags), config, action, place);
  },

  setAsidePlace: (place) => `the directory ${place} in the volume claims of Weaviate`,

  access: async (context, flags, _config, work) =>
    withPortForward(context, await clusterFor(context, flags), work),

  async withThrowAwayServer(context, flags, backup, work) {
    const { withDrillPod } = await import('./drillPod.ts');
    return withDrillPod(context, await clusterFor(context, flags), backup, work);
  },

  async applyObject(context, flags, object) {
    const cluster = await clusterFor(context, flags);
    const command = applyObject(cluster, object);
    const result = await runProgram(context.run, command);
    if (result.exitCode === 0) return;
    throw new Failure('failed', {
      code: 'cannot-install',
      message: 'the cluster rejects the object',
      detail: lastErrorLines(result) || undefined,
      suggestion: 'bindstack doctor --target helm',
    });
  },

  async besideServer(context, flags) {
    const cluster = await clusterFor(context, flags);
    return (command, args, options) =>
      runProgram(context.run, inPod(cluster, `${WEAVIATE_WORKLOAD}-0`, [command, ...args]), options);
  },
};
