import { CHART_MODULES, chartBlock } from '../facts/chartModules.ts';
import {
  BIND_MODULE,
  inferenceVariable,
  type MissingModule,
  missingModule,
  missingVariables,
  NEWEST_KNOWN_WEAVIATE,
  variablesOfModule,
  weaviateModule,
} from '../facts/weaviateModules.ts';
import { versionInTag } from '../formats/versionNumber.ts';
import { type BackupConfig, backupModule } from './backup.ts';
import { type Capability, type Check, error, type Variable, warning } from './capability.ts';
import type { EnvironmentConfig } from './environment.ts';
import { add, setting, use, words } from './message.ts';
import { type ConfigOf, listOption } from './option.ts';
import type { ServerConfig } from './server.ts';
import type { TargetsConfig } from './targets.ts';

const options = {
  weaviate: {
    modules: listOption({
      flag: '--module',
      label: 'More Weaviate modules',
      example: ['generative-ollama'],
      help: 'additional Weaviate module to enable, besides multi2vec-bind',
      question: 'Additional Weaviate modules',
      accepts: (name) => /^[a-z0-9]+(?:-[a-z0-9]+)*$/.test(name),
      expected: 'the name of a Weaviate module such as generative-ollama',
    }),
  },
};

export type ModulesConfig = ConfigOf<typeof options>;

type Config = ModulesConfig & BackupConfig & EnvironmentConfig & ServerConfig & TargetsConfig;

type Reason = MissingModule['reason'];

/** The first module that the release does not have for the given reason. */
function firstMissing<Why extends Reason>(
  modules: readonly string[],
  version: string | undefined,
  reason: Why,
): readonly [name: string, missing: Extract<MissingModule, { reason: Why }>] | undefined {
  for (const name of modules) {
    const missing = missingModule(name, version);
    if (missing?.reason === reason) return [name, missing as Extract<MissingModule, { reason: Why }>];
  }
  return undefined;
}

/**
 * Weaviate silently ignores a name in ENABLE_MODULES that is not a module. A release newer than the table, or a tag
 * without a version, may have modules that are not known here.
 */
const knownModules: Check<Config> = ({ weaviate }) => {
  const version = versionInTag(weaviate.tag);
  const [name, missing] = firstMissing(weaviate.modules, version, 'unknown') ?? [];
  if (!missing) return undefined;
  const message = words`${setting('weaviate.modules', name)} is not a module of Weaviate`;
  const { near } = missing;
  if (!missing.mayExist) {
    const suggestion = near === undefined ? 'leave out the module' : words`${use('weaviate.modules', near)}`;
    const detail = 'Weaviate silently ignores unknown names, so the module would be missing.';
    return error('module-unknown', message, suggestion, detail);
  }
  return warning(
    'module-unknown',
    words`${message} up to ${NEWEST_KNOWN_WEAVIATE}`,
    near === undefined ? 'check the name: Weaviate silently ignores unknown names' : `did you mean ${near}?`,
  );
};

/** A module that was added in a later release. */
const moduleVersions: Check<Config> = ({ weaviate }) => {
  const [name, missing] = firstMissing(weaviate.modules, versionInTag(weaviate.tag), 'newer') ?? [];
  return (
    missing &&
    error(
      'module-too-new',
      `Weaviate ${missing.version} does not have the module ${name}`,
      words`${use('weaviate.tag', missing.since)} or newer, or leave out the module`,
      'Weaviate silently ignores the name, so the module would be missing.',
    )
  );
};

/** The option that enables each backup module. */
const BACKUP_MODULES: Readonly<Record<string, string>> = {
  'backup-filesystem': 'volume',
  'backup-s3': 's3',
  'backup-gcs': 'gcs',
  'backup-azure': 'azure',
};

/** Modules that the chart enables with a separate block, or cannot enable. */
const chartModules: Check<Config> = ({ targets, weaviate }) => {
  if (!targets.includes('helm')) return undefined;
  const missing = weaviate.modules.find((name) => weaviateModule(name) && !CHART_MODULES.has(name));
  if (missing === undefined) return undefined;
  const block = chartBlock(missing);
  const others = targets.includes('compose') ? use('targets', ['compose']) : 'use the Compose target';
  if (missing.startsWith('backup-')) {
    return error(
      'module-not-in-chart',
      words`${setting('weaviate.modules')} cannot enable ${missing} for Helm: the chart uses the block ${block ?? ''} for it`,
      words`${use('backup.to', BACKUP_MODULES[missing])}, which enables it on every target, and leave out the module`,
    );
  }
  if (block !== undefined) {
    return error(
      'module-not-in-chart',
      words`${setting('weaviate.modules')} cannot enable ${missing} for Helm: the chart uses the block ${block} for it`,
      `leave out the module, and set ${block}.enabled: true and ${block}.envconfig in values-override.yaml`,
      words`bindstack does not write that block yet. Helm reads values-override.yaml after values.yaml; ${setting('weaviate.modules', missing)} works with ${setting('targets', ['compose'])}.`,
    );
  }
  return error(
    'module-not-in-chart',
    `the Helm chart cannot enable the module ${missing}`,
    words`${others}, or leave out the module`,
    'The chart builds ENABLE_MODULES from the modules it knows, and overrides any other value.',
  );
};

/** The chart runs a model server for such a module and sets its variable. Compose and local processes do not. */
const requiredVariables: Check<Config> = ({ targets, weaviate }) => {
  if (!targets.includes('compose')) return undefined;
  const modules = weaviate.modules.filter((name) => name !== BIND_MODULE);
  const [missing] = missingVariables(modules, (name) => (weaviate.env[name] ?? '') !== '');
  if (!missing) return undefined;
  const { module, usual, text } = missing;
  const backup = BACKUP_MODULES[module];
  const isServer = weaviateModule(module)?.kind === 'inference';
  const variables = usual.map((name) => `${name}=${isServer ? 'http://HOST:PORT' : 'VALUE'}`);
  return error(
    'module-variables',
    words`${setting('weaviate.modules', module)} needs ${text}: without it, Weaviate exits at startup`,
    backup === undefined
      ? words`${add('weaviate.env', variables)}, or leave out the module`
      : words`leave out the module, and ${use('backup.to', backup)}, which enables it and sets its variables`,
    isServer
      ? `${module} needs a separate model server, which bindstack does not write for Compose: run one, for example as a service in compose.override.yaml.`
      : undefined,
  );
};

const CLOUD_MODULES_VARIABLE = 'API_BASED_MODULES_DISABLED';

/**
 * Since 1.33, Weaviate enables nearly every module that calls a cloud provider by default (1.39.3: 45 of them in
 * /v1/meta). This variable disables them, except those in ENABLE_MODULES (measured on 1.38.14 and 1.39.3). `--env` may
 * override it.
 */
function cloudModulesVariable({ weaviate: { env } }: Config): Variable[] {
  if (CLOUD_MODULES_VARIABLE in env) return [];
  const why = 'no modules that call cloud services, except those in ENABLE_MODULES; by default, all are on';
  return [{ name: CLOUD_MODULES_VARIABLE, value: 'true', why }];
}

/** The modules besides multi2vec-bind and the one for backups, which has options of its own. */
function extraModules({ weaviate, backup }: ModulesConfig & BackupConfig): string[] {
  return weaviate.modules.filter((name) => name !== BIND_MODULE && name !== backupModule({ backup }));
}

/** Everything in ENABLE_MODULES. */
function enabledModules(config: Config): string[] {
  const module = backupModule(config);
  return [BIND_MODULE, ...extraModules(config), ...(module === undefined ? [] : [module])];
}

/** Variables of module servers that the chart sets itself, from `inferenceUrl` or from the name of its Service. */
function variablesSetByChart({ weaviate }: Config): string[] {
  // The chart has no key for the address of the contextionary: it always uses its own Service.
  const withServer = weaviate.modules.filter(
    (name) => inferenceVariable(name) && name !== 'text2vec-contextionary',
  );
  return withServer.flatMap(variablesOfModule).filter((name) => name.endsWith('_INFERENCE_API'));
}

/** An additional module: with the server that `--env` names, otherwise with the chart's server. */
function extraModuleValues(name: string, env: Readonly<Record<string, string>>) {
  const url = env[inferenceVariable(name) ?? ''];
  if (url) return { enabled: false, inferenceUrl: url };
  const passage = env['TRANSFORMERS_PASSAGE_INFERENCE_API'];
  const query = env['TRANSFORMERS_QUERY_INFERENCE_API'];
  if (name !== 'text2vec-transformers' || !passage || !query) return { enabled: true };
  const services = { passage: { inferenceUrl: passage }, query: { inferenceUrl: query } };
  return { enabled: false, passageQueryServices: services };
}

/** Additional modules of Weaviate besides multi2vec-bind. */
export const modules = {
  options,
  rules: [
    { keys: ['weaviate.modules', 'weaviate.tag'], check: knownModules },
    { keys: ['weaviate.modules', 'weaviate.tag'], check: moduleVersions },
    { keys: ['targets', 'weaviate.modules'], check: chartModules },
    { keys: ['weaviate.modules', 'weaviate.env', 'targets'], check: requiredVariables },
  ],
  owned: { ENABLE_MODULES: words`${use('weaviate.modules')}` },
  variables: (config) => [
    ...cloudModulesVariable(config),
    { name: 'ENABLE_MODULES', value: enabledModules(config).join(',') },
  ],
  chart: (config) => ({
    setByChart: ['ENABLE_MODULES', ...variablesSetByChart(config)],
    values: {
      modules: Object.fromEntries(
        extraModules(config).map((name) => [name, extraModuleValues(name, config.weaviate.env)]),
      ),
    },
  }),
} satisfies Capability<Config>;
