import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { flagsForFile } from '../../config/given.ts';
import { resolveConfig } from '../../config/resolve.ts';
import { COMPOSE_FILE } from '../../facts/fileNames.ts';
import { UP_KEYS } from '../../options/runFlags.ts';
import { withDeployed } from '../../saved/deployed.ts';
import { configFor, valuesFor, warnAbout } from '../../saved/load.ts';
import { WEAVIATE_SERVICE } from '../../stack/compose.ts';
import { preflight } from '../shared/preflight/preflight.ts';
import { runProgram } from '../shared/program.ts';
import { endpoints } from '../shared/stackState.ts';
import type { StatusOptions, Target, TargetContext } from '../target.ts';
import { inContainer } from './composeCommand.ts';
import { changeComposeData } from './composeData.ts';
import { composeFilesIn, readProject } from './composeProject.ts';
import { projectServices } from './composeServices.ts';
import { printComposeLogs } from './logsCompose.ts';
import { downCompose, planDestroyCompose } from './stopCompose.ts';

async function composeStatus(context: TargetContext, options?: StatusOptions) {
  return (await import('./composeStatus.ts')).composeStatus(context, options);
}

/** Docker Compose. Everything except `up` and `doctor` depends only on the files of the directory. */
export const composeTarget: Target = {
  name: 'compose',
  place: 'this machine',
  preflightSubject: 'this machine',
  file: COMPOSE_FILE,
  upKeys: UP_KEYS.compose,
  findKeys: new Set(),
  usesPortForward: false,

  configForUp: (context, flags) => configFor(context, flagsForFile('compose', flags)),

  /** Values that were given, then those of the deployed files: a port that was not given is taken from the file. */
  async configForDoctor(context, flags) {
    const given = await valuesFor(context, flagsForFile('compose', flags));
    const { config, warnings } = resolveConfig(await withDeployed(given, context.cwd));
    warnAbout(context, warnings);
    return config;
  },

  async preflight(context, config, { ignoreFiles = false }) {
    const { composeChecks } = await import('./preflight/composeChecks.ts');
    return preflight(context, (checkContext) => composeChecks(checkContext, config, !ignoreFiles));
  },

  /** Without files, nothing about this machine matters yet. Preflight reports errors in them. */
  async checkUsage({ cwd }) {
    await composeFilesIn(cwd);
  },

  async up(context, config, { timeout }, whileUp) {
    const { upCompose } = await import('./upCompose.ts');
    const stack = await upCompose(context, config, { timeout });
    await whileUp(stack, { signal: context.signal, status: () => composeStatus(context) });
  },

  startCommand: async ({ cwd }) =>
    existsSync(join(cwd, COMPOSE_FILE)) ? 'bindstack up' : 'bindstack generate, then bindstack up',

  down: downCompose,

  planDestroy: (context, _flags, options) => planDestroyCompose(context, options),

  status: (context, _flags, options) => composeStatus(context, options),

  logs: (context, _flags, request) => printComposeLogs(context, request),

  runningConfig: async () => undefined,

  access: (context, _flags, config, work) => work(endpoints(config), context.signal),

  async besideServer({ cwd, run }) {
    const project = await readProject({ run }, await composeFilesIn(cwd));
    const services = await projectServices(run, project);
    const { container } = services.find(({ state }) => state.name === WEAVIATE_SERVICE) ?? {};
    if (container === undefined) return undefined;
    return (command, args, options) =>
      runProgram(run, inContainer(container.id, [command, ...args]), options);
  },

  keepsData: ({ weaviate }) => weaviate.persistence !== 'none',

  replacesRunning: true,

  fetch: async (context) => (await import('./pullImages.ts')).pullAhead(context),

  changeData: (context, _flags, _config, action, place) => changeComposeData(context, action, place),

  setAsidePlace: (place) => `the directory ${place} in the volume of Weaviate's data`,

  async withThrowAwayServer(context, _flags, backup, work) {
    const { withDrillContainer } = await import('./drillContainer.ts');
    return withDrillContainer(context, backup, (server) => work(server, context.signal));
  },

  /** Recreates the containers, so only data in a volume or a directory survives. */
  async restart(context, config) {
    const { upCompose } = await import('./upCompose.ts');
    await downCompose(context);
    await upCompose(context, config, {});
  },
};
