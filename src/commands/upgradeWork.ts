import { resolveConfig } from '../config/resolve.ts';
import { Failure } from '../errors.ts';
import { versionInTag } from '../formats/versionNumber.ts';
import type { StackConfig } from '../options/table.ts';
import { withDeployed } from '../saved/deployed.ts';
import { valuesFor } from '../saved/load.ts';
import type { SmokeReport } from '../smoke/report.ts';
import { runSmoke } from '../smoke/run.ts';
import { waitForLayer } from '../targets/shared/waitFor.ts';
import type { UpOptions } from '../targets/target.ts';
import { tagWithVersion } from '../upgrade/ladder.ts';
import { probeSynchronized } from '../upgrade/synchronized.ts';
import type { UpgradeWork } from '../upgrade/work.ts';
import type { WeaviateServer } from '../weaviate/rest.ts';
import { runTest } from './smoke.ts';
import type { Backups } from './upgradeBackups.ts';
import { type StackPlace, versionOfRunning, withServer } from './upgradeConnection.ts';
import { originalFiles, planTag, restoreOriginals, writeTag } from './upgradeFiles.ts';

/** Seconds for the nodes to have the same state once Weaviate is ready. */
const SYNCHRONIZED_TIMEOUT = 300;

/** The stack of a directory, as an upgrade sees it. */
export interface UpgradeStack extends StackPlace {
  readonly up: UpOptions;
  readonly backups: Backups;
  /** The configuration of a stack that does not only depend on its files. */
  readonly running: StackConfig | undefined;
  /** The tag for each version; made of the configured one if missing. */
  readonly tags: ReadonlyMap<string, string>;
  /** Whether to show every check of the smoke tests. */
  readonly verbose: boolean;
}

/** The phases of an upgrade, for a real stack. */
export function workOn(stack: UpgradeStack): UpgradeWork {
  const { context, flags, target, up, backups, running, tags, verbose } = stack;
  const { cwd, signal, out } = context;
  const tagFor = async (version: string) => {
    const { config } = resolveConfig(await valuesFor(context, flags));
    return tags.get(version) ?? tagWithVersion(config.weaviate.tag, version);
  };
  let base = running;
  const configWith = async (version: string): Promise<StackConfig> => {
    const tag = await tagFor(version);
    // Once, because it prints warnings; only the tag changes.
    base ??= await target.configForUp(context, flags);
    return { ...base, weaviate: { ...base.weaviate, tag } };
  };
  const say = (text: string) => out.say(`${out.colors.green('✔')} ${text}`);
  return {
    backUp: () => backups.create(),
    drill: (id) => backups.drill(id),
    readFiles: async (version) => originalFiles(cwd, await planTag(context, await tagFor(version))),
    async writeFiles(version) {
      await writeTag(cwd, await planTag(context, await tagFor(version)));
      say(`the files have Weaviate ${version}`);
    },
    async restoreFiles(files, version) {
      await restoreOriginals(cwd, files);
      const { config } = resolveConfig(await valuesFor(context, flags));
      // The files said something else than what was running before the upgrade.
      if (versionInTag(config.weaviate.tag) !== version)
        await writeTag(cwd, await planTag(context, await tagFor(version)));
      say(`the files have Weaviate ${version} again`);
    },
    pull: async (version) => target.fetch(context, await configWith(version)),
    async start(version) {
      if (!target.replacesRunning) await target.down(context, flags);
      await target.up(context, await configWith(version), up, async () => {});
    },
    async stop() {
      await target.down(context, flags);
    },
    runningVersion: () => versionOfRunning(stack),
    synchronize: () =>
      withServer(stack, (server, limit) =>
        waitForLayer({ out, signal: limit }, () => probeSynchronized(server, limit), {
          title: 'the cluster',
          timeout: up.timeout ?? SYNCHRONIZED_TIMEOUT,
          suggestion: 'bindstack logs --service weaviate',
        }),
      ),
    async smoke() {
      const config =
        running ?? resolveConfig(await withDeployed(await valuesFor(context, flags), cwd)).config;
      const report = await withServer(stack, (server, limit) => {
        const at = { ...context, signal: limit };
        return verbose ? runTest(at, config, server, { keep: false }) : briefTest(at, config, server);
      });
      if (report.ok) return;
      const failed = report.checks.filter(({ status }) => status === 'fail');
      throw new Failure('failed', {
        code: 'smoke-failed',
        message: `the smoke test failed: ${failed.map(({ id }) => id).join(', ')}`,
        detail: failed[0]?.detail,
        suggestion: failed[0]?.suggestion ?? 'bindstack smoke',
      });
    },
    contents: () => backups.contents(),
    differences: (before) => backups.differences(before),
    async data(action, place, version) {
      signal.throwIfAborted();
      await target.changeData(context, flags, await configWith(version), action, place);
      if (action === 'discard') say('deleted the data of the newer version');
      else say(action === 'set-aside' ? 'set the data of the newer version aside' : 'emptied the data');
    },
    restore: (id) => backups.restore(id),
  };
}

/** Runs the smoke test with one line of output. */
async function briefTest(
  { out, signal }: Pick<UpgradeStack['context'], 'out' | 'signal'>,
  config: StackConfig,
  target: WeaviateServer,
): Promise<SmokeReport> {
  const step = out.step('smoke test', { phase: 'smoke' });
  try {
    const onStart = (id: string) => step.update(`smoke test: ${id}`);
    const report = await runSmoke({ target, config, keep: false, signal, onStart });
    signal.throwIfAborted();
    const passed = report.checks.filter(({ status }) => status === 'pass').length;
    if (report.ok) step.done(`smoke test: ${passed} checks passed`);
    else step.fail('smoke test');
    return report;
  } catch (error) {
    step.drop();
    throw error;
  }
}
