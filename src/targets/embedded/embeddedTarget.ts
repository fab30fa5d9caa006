import { flagsForFile } from '../../config/given.ts';
import { Failure } from '../../errors.ts';
import { COMPOSE_FILE } from '../../facts/fileNames.ts';
import { OPTIONS } from '../../options/table.ts';
import { configFor } from '../../saved/load.ts';
import { readRecord } from '../../saved/localStack.ts';
import { preflight } from '../shared/preflight/preflight.ts';
import type { Target, TargetContext } from '../target.ts';
import { printEmbeddedLogs } from './logsEmbedded.ts';
import { destroyEmbedded, downEmbedded, embeddedResources } from './stopEmbedded.ts';

async function embeddedStatus(context: TargetContext) {
  return (await import('./embeddedStatus.ts')).embeddedStatus(context);
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

  down: downEmbedded,

  async planDestroy(context) {
    return { parts: await embeddedResources(context), run: () => destroyEmbedded(context) };
  },

  status: embeddedStatus,

  logs: (context, _flags, request) => printEmbeddedLogs(context, request),

  runningConfig: async ({ cwd }) => (await readRecord(cwd))?.config,

  async access({ cwd, signal }, _flags, _config, work) {
    const record = await readRecord(cwd);
    if (record) return work(record, signal);
    throw new Failure('failed', {
      code: 'not-running',
      message: `no embedded stack is running from ${cwd}`,
      suggestion: 'bindstack up --target embedded --inference stub, or --url URL for another Weaviate',
    });
  },

  async restart(context) {
    const record = await readRecord(context.cwd);
    if (record?.config === undefined) {
      throw new Failure('failed', {
        code: 'not-restartable',
        message: 'cannot restart this stack: its configuration was not recorded',
        suggestion: 'bindstack down --target embedded, then bindstack up --target embedded',
      });
    }
    const { upEmbedded } = await import('./upEmbedded.ts');
    await downEmbedded(context);
    await upEmbedded(context, record.config, { weaviateBinary: record.binary });
  },
};
