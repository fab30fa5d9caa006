import { stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { BACKUP_CREDENTIALS } from '../../../facts/backupStorage.ts';
import { API_KEY_VARIABLE } from '../../../facts/weaviateVariables.ts';
import { shellWord } from '../../../formats/quoting.ts';
import type { StackConfig } from '../../../options/table.ts';
import { type ApiKeyProbe, checkApiKey, probeApiKey } from '../../shared/preflight/apiKey.ts';
import {
  checkComposeCredentials,
  checkMountedFolder,
  checkS3Host,
  isAllowedForBareRoot,
  probeCredentials,
} from '../../shared/preflight/backups.ts';
import { endpointChecks, type WeaviateNetwork } from '../../shared/preflight/endpoint.ts';
import { checkPorts, probePorts } from '../../shared/preflight/ports.ts';
import type { PreflightContext } from '../../shared/preflight/preflight.ts';
import { type CheckResult, defineCheck } from '../../shared/preflight/report.ts';
import { runProgram } from '../../shared/program.ts';
import { composeVersion } from '../composeCommand.ts';
import { type ComposeFileProbe, checkComposeFile, checkComposeVersion, probeComposeFile } from './compose.ts';
import { checkDocker, checkEngine, type EngineProbe, probeEngine } from './engine.ts';
import { engineChecks } from './engineChecks.ts';
import { gpuChecks } from './gpu.ts';
import { plannedChecks } from './plannedChecks.ts';
import { configRequirements, type StackRequirements } from './requirements.ts';

/** What addresses mean to Weaviate in a container. */
export const CONTAINER_NETWORK: WeaviateNetwork = {
  loopback: ({ port }) => ({
    meaning: 'inside the Weaviate container, that address is the container itself',
    suggestion: `--inference-url http://host.docker.internal${port === '' ? '' : `:${port}`}; on Linux also add extra_hosts: ["host.docker.internal:host-gateway"] in compose.override.yaml`,
  }),
  // Names in Docker networks.
  knowsOtherHosts: true,
};

/** What addresses mean to Weaviate with `network_mode: host`. */
const HOST_NETWORK: WeaviateNetwork = { knowsOtherHosts: false };

/**
 * Checks the API key in .env. Compose prefers a variable of the shell: Weaviate would then use that key, while bindstack
 * sends the one in the file.
 */
export function checkComposeKey(probe: ApiKeyProbe): CheckResult {
  const check = checkApiKey(probe);
  return check.status === 'pass' && probe.isOverridden
    ? {
        ...check,
        status: 'warn',
        found: `the shell sets another ${API_KEY_VARIABLE}, which overrides .env in Compose`,
        suggestion: `unset ${API_KEY_VARIABLE}`,
      }
    : check;
}

/**
 * The checks of the target `compose`. What the stack needs is read from the files, because `up` starts them; from the
 * configuration if there are no files.
 * @param useFiles false to check the configuration even if there are files
 */
export async function composeChecks(
  context: PreflightContext,
  config: StackConfig,
  useFiles: boolean,
): Promise<CheckResult[]> {
  // Nothing else waits for it.
  const version = runProgram(context.run, composeVersion);
  version.catch(() => {});
  const [engine, file] = await Promise.all([probeEngine(context), probeComposeFile(context)]);
  const needs = (useFiles ? file.needs : undefined) ?? configRequirements(config);
  const ports = portChecks(context, needs, engine);
  const isRunning = ports.then((probed) => probed.isRunning);
  isRunning.catch(() => {});
  const [ofPorts, ofEngine, ofPlan, ofGpu, ofEndpoint, ofFolders, ofFiles] = await Promise.all([
    ports,
    engineChecks(context, needs, engine, isRunning),
    plannedChecks(context, config, needs, engine),
    gpuChecks(context, needs, engine),
    endpointChecks(context, needs.endpoint, needs.usesHostNetwork ? HOST_NETWORK : CONTAINER_NETWORK),
    folderChecks(context, needs.backupFolders, engine),
    useFiles ? fileChecks(context, file) : [],
  ]);
  return [
    checkDocker(engine),
    checkEngine(engine),
    checkComposeVersion(await version, engine.platform),
    ...ofFiles,
    ...(useFiles
      ? []
      : [
          defineCheck('compose-file', 'docker-compose.yml', 'a project that Compose accepts').skip(
            'options given: checking what they would generate',
          ),
        ]),
    ...ofPorts.checks,
    ...ofEngine,
    ...ofPlan,
    ...ofGpu,
    ...ofEndpoint,
    ...(needs.usesHostNetwork ? [] : checkS3Host(needs.s3Host, 'the container')),
    ...ofFolders,
  ];
}

/** The key first: without it Compose rejects the file, with a less helpful message. */
async function fileChecks(context: PreflightContext, file: ComposeFileProbe): Promise<CheckResult[]> {
  const key = file.text.includes(`\${${API_KEY_VARIABLE}`)
    ? [checkComposeKey(await probeApiKey(context))]
    : [];
  const names = BACKUP_CREDENTIALS.filter((name) => file.text.includes(`\${${name}:?`));
  const credentials = names.length > 0 ? await credentialChecks(context, names) : [];
  return [...key, ...credentials, checkComposeFile(file)];
}

async function credentialChecks(context: PreflightContext, names: readonly string[]): Promise<CheckResult[]> {
  const probe = await probeCredentials(context, names);
  const check = checkComposeCredentials(probe);
  const file = probe.file === undefined ? undefined : await stat(probe.file).catch(() => undefined);
  if (check.status !== 'pass' || !file || isAllowedForBareRoot(file, READ)) return [check];
  return [
    {
      ...check,
      status: 'fail',
      found: `root in a container without capabilities cannot read ${probe.file}`,
      suggestion: `sudo chgrp root ${shellWord(probe.file ?? '')} && sudo chmod g+r ${shellWord(probe.file ?? '')}`,
    },
  ];
}

const READ = 4;

/** Elsewhere, the virtual machine or the user namespace of the engine decides who can write. */
async function folderChecks(
  { cwd }: PreflightContext,
  folders: readonly string[],
  { location, info, platform }: EngineProbe,
): Promise<CheckResult[]> {
  if (location !== 'here' || platform !== 'linux' || info?.isRootless) return [];
  return Promise.all(folders.map((folder) => checkMountedFolder(resolve(cwd, folder))));
}

async function portChecks(
  context: PreflightContext,
  needs: StackRequirements,
  { info, location, platform }: EngineProbe,
): Promise<{ checks: CheckResult[]; isRunning: boolean }> {
  const { ports, project } = needs;
  const probes = await probePorts(context, ports, {
    isLocal: location !== 'remote',
    hasEngine: info !== undefined,
  });
  const user = { target: 'compose', project, platform } as const;
  return {
    checks: checkPorts(ports, probes, user),
    isRunning: probes.some(({ publishers }) => publishers.some((publisher) => publisher.project === project)),
  };
}
