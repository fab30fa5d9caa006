import { flagsForFile } from '../../config/given.ts';
import { checkConfig } from '../../config/resolve.ts';
import { Failure } from '../../errors.ts';
import { COMPOSE_FILE } from '../../facts/fileNames.ts';
import { OPTIONS } from '../../options/table.ts';
import { isRunning } from '../../processIdentity.ts';
import { configFor, valuesFor } from '../../saved/load.ts';
import { readRecord } from '../../saved/localStack.ts';
import { preflight } from '../shared/preflight/preflight.ts';
import type { StatusOptions, Target, TargetContext } from '../target.ts';
import { startCommand } from './advice.ts';
import { changeEmbeddedData, setAsideDirectory } from './embeddedData.ts';
import { printEmbeddedLogs } from './logsEmbedded.ts';
import { downEmbedded, planDestroyEmbedded } from './stopEmbedded.ts';

async function embeddedStatus(context: TargetContext, options?: StatusOptions) {
  return (await import('./embeddedStatus.ts')).embeddedStatus(context, options);
}

/** The command that starts the stack that bindstack.yaml describes. */
async function configuredStart(context: Pick<TargetContext, 'cwd' | 'env' | 'configFile'>): Promise<string> {
  // An invalid file is reported by the command itself.
  const given = await valuesFor(context, new Map()).catch(() => undefined);
  return startCommand(given && checkConfig(given).config);
}

/** Local processes. `up` depends on the configuration, everything else on the record that `up` writes. */
export const embeddedTarget: Target = {
  name: 'embedded',
  place: 'this machine',
  preflightSubject: 'this machine',
  file: COMPOSE_FILE,
  upKeys: new Set(OPTIONS.map(({ key }) => key)),
  findKeys: new Set(),
  usesPortForward: false,

  configForUp: (context, flags) => configFor(context, flagsForFile('compose', flags)),

  configForDoctor: (context, flags) => configFor(context, flagsForFile('compose', flags)),

  async preflight(context, config, { weaviateBinary }) {
    const { embeddedChecks } = await import('./preflight/embeddedChecks.ts');
    return preflight(context, (checkContext) => embeddedChecks(checkContext, config, weaviateBinary));
  },

  async checkUsage(context, config, { weaviateBinary }) {
    const { checkEmbeddedUsage } = await import('./embeddedConditions.ts');
    return checkEmbeddedUsage(context, config, weaviateBinary);
  },

  async up(context, config, { timeout, weaviateBinary }, whileUp) {
    const { upEmbedded } = await import('./upEmbedded.ts');
    const stack = await upEmbedded(context, config, { timeout, weaviateBinary });
    await whileUp(stack, { signal: context.signal, status: () => embeddedStatus(context) });
  },

  startCommand: configuredStart,

  down: downEmbedded,

  async planDestroy(context, _flags, options) {
    // An invalid bindstack.yaml is no reason to keep the data.
    const given = await valuesFor(context, flagsForFile('compose', new Map())).catch(() => undefined);
    return planDestroyEmbedded(context, options, given && checkConfig(given).config);
  },

  status: (context, _flags, options) => embeddedStatus(context, options),

  logs: (context, _flags, request) => printEmbeddedLogs(context, request, () => configuredStart(context)),

  runningConfig: async ({ cwd }) => (await readRecord(cwd))?.config,

  async access(context, _flags, _config, work) {
    const { cwd, signal } = context;
    const record = await readRecord(cwd);
    if (record) return work(record, signal);
    throw new Failure('failed', {
      code: 'not-running',
      message: `no embedded stack is running from ${cwd}`,
      suggestion: `${await configuredStart(context)}, or --url URL for another Weaviate`,
    });
  },

  besideServer: async ({ run }) => run,

  keepsData: () => true,

  replacesRunning: false,

  async fetch(context, config) {
    const { findBinary } = await import('./binary.ts');
    await findBinary(context, config.weaviate.tag, undefined);
  },

  changeData: ({ cwd }, _flags, _config, action, place) => changeEmbeddedData(cwd, action, place),

  setAsidePlace: (place) => `the directory ${setAsideDirectory(place)}`,

  async withThrowAwayServer(context, _flags, backup, work) {
    const { withDrillServer } = await import('./drillServer.ts');
    return withDrillServer(context, backup, (server) => work(server, context.signal));
  },

  async hasExited({ cwd }) {
    const server = (await readRecord(cwd))?.processes.find(({ service }) => service === 'weaviate');
    return server !== undefined && !(await isRunning(server));
  },

  async restart(context) {
    const record = await readRecord(context.cwd);
    if (record?.config === undefined) {
      throw new Failure('failed', {
        code: 'not-restartable',
        message: 'cannot restart this stack: its configuration was not recorded',
        suggestion: `bindstack down --target embedded, then ${await configuredStart(context)}`,
      });
    }
    const { upEmbedded } = await import('./upEmbedded.ts');
    await downEmbedded(context);
    await upEmbedded(context, record.config, { weaviateBinary: record.binary });
  },
};
