import { join, resolve } from 'node:path';
import type { Context } from '../context.ts';
import { Failure } from '../errors.ts';
import { CONFIG_FILE } from '../facts/fileNames.ts';
import { CHART_REPOSITORY } from '../facts/versions.ts';
import { regularText } from '../files/regularFile.ts';
import { replaceFile } from '../files/replaceFile.ts';
import type { FlagValues } from '../options/flags.ts';
import type { StackConfig } from '../options/table.ts';
import type { UpdateItem } from '../registry/compareVersions.ts';
import {
  compareDigest,
  compareVersions,
  MODEL_MAY_DIFFER,
  weaviateChanges,
} from '../registry/compareVersions.ts';
import { imageDigest, imageTags } from '../registry/imageRegistry.ts';
import { chartVersions, npmVersions } from '../registry/publishedVersions.ts';
import type { LookupContext } from '../registry/registryRequest.ts';
import { configFor, fileValues } from '../saved/load.ts';
import { configFileText } from '../saved/saveConfig.ts';

export interface UpdateOptions {
  readonly check?: boolean;
  readonly write?: boolean;
}

type CommandContext = Pick<Context, 'cwd' | 'env' | 'out' | 'configFile' | 'signal'>;

/**
 * `bindstack update`: compares the versions of the configuration with the published ones. With `--write`, saves the new
 * versions in bindstack.yaml.
 */
export async function update(
  context: CommandContext,
  flags: FlagValues,
  options: UpdateOptions,
): Promise<void> {
  const { out } = context;
  const config = await configFor(context, flags);
  const items = await lookUpVersions(context, config);
  const newer = items.filter(({ next }) => next !== undefined);
  const missing = items.filter(({ key, newest }) => key !== null && newest === undefined);
  const offline = items.every(({ newest }) => newest === undefined) && items.some(({ isSilent }) => isSilent);
  if (out.json) {
    const shown = items.map(({ newest, next, suggestion, reason, isSilent: _, ...item }) => ({
      ...item,
      newest: newest ?? null,
      next: next ?? null,
      suggestion: suggestion ?? null,
      reason: reason ?? null,
    }));
    out.report({
      upToDate: newer.length > 0 ? false : missing.length > 0 ? null : true,
      offline,
      items: shown,
    });
  } else printVersions(context, items, offline);
  if (options.write) await write(context, newer);
  if (options.check) throwIfOutdated(context, newer, missing);
}

async function lookUpVersions(context: CommandContext, config: StackConfig): Promise<UpdateItem[]> {
  const { weaviate, inference, kubernetes, targets } = config;
  const npm = context.env['npm_config_registry'] || 'https://registry.npmjs.org';
  const weaviateImage = imageTags(weaviate, context).then((tags) =>
    compareVersions(
      {
        name: 'Weaviate',
        key: 'weaviate.tag',
        current: weaviate.tag,
        command: (version) => `bindstack generate --weaviate-tag ${version}`,
        changes: weaviateChanges,
      },
      tags,
    ),
  );
  const chart = chartVersions(CHART_REPOSITORY, context).then((versions) =>
    compareVersions(
      {
        name: 'Helm chart',
        key: 'kubernetes.chartVersion',
        current: kubernetes.chartVersion,
        command: (version) => `bindstack generate --chart-version ${version}`,
        changes: () => ['what would restart: bindstack up --target helm --dry-run'],
      },
      versions,
    ),
  );
  const bindstack = npmVersions(npm, 'bindstack', context).then((versions) =>
    compareVersions(
      {
        name: 'bindstack',
        key: null,
        current: BINDSTACK_VERSION,
        command: (version) => `npm install --global bindstack@${version}`,
      },
      versions,
    ),
  );
  return Promise.all([
    weaviateImage,
    ...(inference.mode === 'container' ? [inferenceItem(inference, context)] : []),
    ...(targets.includes('helm') ? [chart] : []),
    bindstack,
  ]);
}

async function inferenceItem(image: StackConfig['inference'], context: LookupContext): Promise<UpdateItem> {
  const [name, key, current] = ['inference image', 'inference.tag', image.tag];
  const [tag = '', digest] = current.split('@');
  if (digest !== undefined) return compareDigest(name, key, current, await imageDigest(image, tag, context));
  const command = (version: string) =>
    `bindstack generate --inference-tag ${version}, then import the data again`;
  const changes = () => [MODEL_MAY_DIFFER];
  return compareVersions({ name, key, current, command, changes }, await imageTags(image, context));
}

function printVersions({ out }: Pick<Context, 'out'>, items: readonly UpdateItem[], offline: boolean): void {
  const { green, yellow, dim, cyan } = out.colors;
  const width = Math.max(...items.map(({ name }) => name.length));
  for (const { name, current, newest, next, changes, suggestion, reason } of items) {
    const state =
      newest === undefined
        ? dim(`${current}  not checked: ${reason}`)
        : next !== undefined
          ? yellow(`${current} → ${next}`)
          : newest === null
            ? dim(reason ?? '')
            : green(`${current} is the newest`);
    out.say(`${name.padEnd(width)}  ${state}`);
    for (const change of changes) out.say(`${' '.repeat(width)}  ${change}`);
    if (suggestion !== undefined) out.say(`${' '.repeat(width)}  ${cyan('try:')} ${suggestion}`);
  }
  if (offline)
    out.say('No registry responds: this machine is offline, or needs a proxy to reach the network.');
}

async function write({ cwd, configFile, out }: CommandContext, newer: readonly UpdateItem[]): Promise<void> {
  const path = configFile === undefined ? join(cwd, CONFIG_FILE) : resolve(cwd, configFile);
  const given = await fileValues(cwd, configFile);
  const before = await regularText(path).catch(() => undefined);
  if (before === undefined) {
    throw new Failure('usage', {
      code: 'no-config-file',
      message: `${path} does not exist`,
      suggestion: 'bindstack generate --save, which creates it',
    });
  }
  const next = new Map([...given].map(([key, { value }]) => [key, value]));
  for (const { key, next: version } of newer)
    if (key !== null && version !== undefined) next.set(key, version);
  const text = await configFileText(before, next);
  if (text === before) {
    out.say(`${path} is unchanged.`);
    return;
  }
  await replaceFile(path, text);
  out.say(`Wrote ${path}. Update the files: bindstack generate`);
}

function throwIfOutdated(
  { out }: Pick<Context, 'out'>,
  newer: readonly UpdateItem[],
  missing: readonly UpdateItem[],
): void {
  if (newer.length === 0 && missing.length > 0) {
    throw new Failure('environment', {
      code: 'offline',
      message: `could not check: ${missing.map(({ name }) => name).join(', ')}`,
      suggestion: 'run the same command with network access',
      reported: out.json,
    });
  }
  if (newer.length === 0) return;
  throw new Failure('findings', {
    code: 'outdated',
    message: `newer versions available: ${newer.map(({ name, next }) => `${name} ${next}`).join(', ')}`,
    suggestion: 'bindstack update --write, which saves them in bindstack.yaml',
    reported: out.json,
  });
}
