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
import { type Capability, type Check, error, type Variable, warning } from './capability.ts';
import type { EnvironmentConfig } from './environment.ts';
import { type ConfigOf, listOption } from './option.ts';
import type { ServerConfig } from './server.ts';
import type { TargetsConfig } from './targets.ts';

const options = {
  weaviate: {
    modules: listOption({
      flag: '--module',
      example: ['generative-ollama'],
      help: 'further Weaviate module to enable beside multi2vec-bind',
      accepts: (name) => /^[a-z0-9]+(?:-[a-z0-9]+)*$/.test(name),
      expected: 'the name of a Weaviate module such as generative-ollama',
    }),
  },
};

export type ModulesConfig = ConfigOf<typeof options>;

type Config = ModulesConfig & EnvironmentConfig & ServerConfig & TargetsConfig;

type Reason = MissingModule['reason'];

/** The first module that the release does not have for a reason. */
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
 * Weaviate starts without a message when a name in ENABLE_MODULES is not a module. A release newer than the
 * table, or a tag that does not say the version, may have modules that are not known here.
 */
const knownModules: Check<Config> = ({ weaviate }) => {
  const version = versionInTag(weaviate.tag);
  const [name, missing] = firstMissing(weaviate.modules, version, 'unknown') ?? [];
  if (!missing) return undefined;
  const message = `--module ${name} is not a module of Weaviate`;
  const { near } = missing;
  if (!missing.mayExist) {
    const suggestion = near === undefined ? 'leave out the module' : `use --module ${near}`;
    const detail = 'Weaviate ignores such a name without a message, and the module is missing.';
    return error('module-unknown', message, suggestion, detail);
  }
  return warning(
    'module-unknown',
    `${message} up to ${NEWEST_KNOWN_WEAVIATE}`,
    near === undefined
      ? 'check the name: Weaviate ignores one that it does not know'
      : `did you mean ${near}?`,
  );
};

/** A module that came with a later release. */
const moduleVersions: Check<Config> = ({ weaviate }) => {
  const [name, missing] = firstMissing(weaviate.modules, versionInTag(weaviate.tag), 'newer') ?? [];
  return (
    missing &&
    error(
      'module-too-new',
      `Weaviate ${missing.version} does not have the module ${name}`,
      `use --weaviate-tag ${missing.since} or newer, or leave out the module`,
      'Weaviate ignores the name without a message, and the module is missing.',
    )
  );
};

/** Modules that the chart enables by a block of its own, or not at all. */
const chartModules: Check<Config> = ({ targets, weaviate }) => {
  if (!targets.includes('helm')) return undefined;
  const missing = weaviate.modules.find((name) => weaviateModule(name) && !CHART_MODULES.has(name));
  if (missing === undefined) return undefined;
  const block = chartBlock(missing);
  const others = targets.includes('compose') ? '--target compose' : 'the Compose target';
  if (block !== undefined) {
    return error(
      'module-not-in-chart',
      `--module cannot enable ${missing} for Helm: the chart has the block ${block} for it`,
      `leave out the module, and set ${block}.enabled: true and ${block}.envconfig in values-override.yaml`,
      `bindstack does not write that block yet. values-override.yaml is passed to helm after values.yaml; --module ${missing} works with --target compose.`,
    );
  }
  return error(
    'module-not-in-chart',
    `the Helm chart cannot enable the module ${missing}`,
    `use ${others}, or leave out the module`,
    'The chart makes ENABLE_MODULES from the modules it knows and overrides any other value.',
  );
};

/** The chart runs a model server for such a module, and sets its variable. Compose and a local process do not. */
const moduleVariables: Check<Config> = ({ targets, weaviate }) => {
  if (!targets.includes('compose')) return undefined;
  const [missing] = missingVariables(extraModules({ weaviate }), (name) => (weaviate.env[name] ?? '') !== '');
  if (!missing) return undefined;
  const { module, usual, text } = missing;
  const isServer = weaviateModule(module)?.kind === 'inference';
  const flags = usual.map((name) => `--env ${name}=${isServer ? 'http://HOST:PORT' : 'VALUE'}`).join(' ');
  return error(
    'module-variables',
    `--module ${module} needs ${text}: without it Weaviate exits at start`,
    `add ${flags}, or leave out the module`,
    isServer
      ? `${module} needs a model server of its own, which bindstack does not write for Compose: run one, for example as a service in compose.override.yaml.`
      : undefined,
  );
};

const CLOUD_MODULES_VARIABLE = 'API_BASED_MODULES_DISABLED';

/**
 * From 1.33 on, Weaviate enables by itself nearly every module that calls the service of a provider (1.39.3: 45, by
 * /v1/meta). With this variable none of them, except those in ENABLE_MODULES, which stay (measured with 1.38.14 and
 * 1.39.3). `--env` may say otherwise.
 */
function cloudModulesVariable({ weaviate: { env } }: Config): Variable[] {
  if (CLOUD_MODULES_VARIABLE in env) return [];
  const why = 'no modules that call cloud services, except those in ENABLE_MODULES; by default all of them';
  return [{ name: CLOUD_MODULES_VARIABLE, value: 'true', why }];
}

/** The modules beside multi2vec-bind. */
function extraModules({ weaviate }: ModulesConfig): string[] {
  return weaviate.modules.filter((name) => name !== BIND_MODULE);
}

/** The variables of a module server that the chart writes itself, from `inferenceUrl` or the name of its Service. */
function variablesSetByChart({ weaviate }: Config): string[] {
  // The address of the contextionary has no key: the chart takes it from its own Service alone.
  const written = weaviate.modules.filter(
    (name) => inferenceVariable(name) && name !== 'text2vec-contextionary',
  );
  return written.flatMap(variablesOfModule).filter((name) => name.endsWith('_INFERENCE_API'));
}

/** A further module: with a server of its own where `--env` names one, otherwise with the server of the chart. */
function extraModuleValues(name: string, env: Readonly<Record<string, string>>) {
  const url = env[inferenceVariable(name) ?? ''];
  if (url) return { enabled: false, inferenceUrl: url };
  const passage = env['TRANSFORMERS_PASSAGE_INFERENCE_API'];
  const query = env['TRANSFORMERS_QUERY_INFERENCE_API'];
  if (name !== 'text2vec-transformers' || !passage || !query) return { enabled: true };
  const services = { passage: { inferenceUrl: passage }, query: { inferenceUrl: query } };
  return { enabled: false, passageQueryServices: services };
}

/** Further modules of Weaviate beside multi2vec-bind. */
export const modules = {
  options,
  rules: [
    { keys: ['weaviate.modules', 'weaviate.tag'], check: knownModules },
    { keys: ['weaviate.modules', 'weaviate.tag'], check: moduleVersions },
    { keys: ['targets', 'weaviate.modules'], check: chartModules },
    { keys: ['weaviate.modules', 'weaviate.env', 'targets'], check: moduleVariables },
  ],
  owned: { ENABLE_MODULES: '--module' },
  variables: (config) => [
    ...cloudModulesVariable(config),
    { name: 'ENABLE_MODULES', value: [BIND_MODULE, ...extraModules(config)].join(',') },
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
