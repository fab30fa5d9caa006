import type { Context } from '../../../context.ts';
import { API_KEY_VARIABLE } from '../../../facts/weaviateVariables.ts';
import type { StackConfig } from '../../../options/table.ts';
import { decideApiKey, lookAtApiKey } from '../../shared/preflight/apiKey.ts';
import { endpointChecks } from '../../shared/preflight/endpointChecks.ts';
import { decidePorts } from '../../shared/preflight/port.ts';
import { lookAtPorts } from '../../shared/preflight/portLook.ts';
import { type CheckResult, checking } from '../../shared/preflight/report.ts';
import { composeVersion } from '../composeCommand.ts';
import { runDocker } from '../composeProject.ts';
import { type ComposeFileLook, decideComposeFile, lookAtComposeFile } from './composeFile.ts';
import { decideComposeVersion } from './composeVersion.ts';
import { decideDocker, decideEngine } from './docker.ts';
import { engineChecks } from './engineChecks.ts';
import { type EngineLook, lookAtEngine } from './engineLook.ts';
import { gpuChecks } from './gpuChecks.ts';
import { needsOfConfig, type StackNeeds } from './needs.ts';

export type Needs = Pick<Context, 'cwd' | 'env' | 'run' | 'signal'>;

/**
 * The checks of the target `compose`. What the stack needs stands in the files, since they are what `up` starts;
 * in the configuration where there are none, or where they do not count.
 */
export async function composeChecks(
  context: Needs,
  config: StackConfig,
  filesCount: boolean,
): Promise<CheckResult[]> {
  const [engine, version, file] = await Promise.all([
    lookAtEngine(context),
    runDocker(context.run, composeVersion),
    lookAtComposeFile(context),
  ]);
  const needs = (filesCount ? file.needs : undefined) ?? needsOfConfig(config);
  const ports = await portChecks(context, needs, engine);
  const [ofEngine, ofGpu, ofEndpoint, ofFiles] = await Promise.all([
    engineChecks(context, needs, engine, ports.isRunning),
    gpuChecks(context, needs, engine),
    endpointChecks(context, needs.endpoint, 'compose'),
    filesCount ? fileChecks(context, file) : [],
  ]);
  return [
    decideDocker(engine),
    decideEngine(engine),
    decideComposeVersion(version, engine.platform),
    ...ofFiles,
    ...(filesCount
      ? []
      : [
          checking('compose-file', 'docker-compose.yml', 'a project that Compose accepts').skip(
            'flags were given: what they would make is checked',
          ),
        ]),
    ...ports.checks,
    ...ofEngine,
    ...ofGpu,
    ...ofEndpoint,
  ];
}

/** The key first: without it Compose refuses the file, in words that help less. */
async function fileChecks(context: Needs, file: ComposeFileLook): Promise<CheckResult[]> {
  const key = file.text.includes(`\${${API_KEY_VARIABLE}`)
    ? [decideApiKey(await lookAtApiKey(context), 'compose')]
    : [];
  return [...key, decideComposeFile(file)];
}

async function portChecks(
  context: Needs,
  needs: StackNeeds,
  { info, place, platform }: EngineLook,
): Promise<{ checks: CheckResult[]; isRunning: boolean }> {
  const { ports, project } = needs;
  const looks = await lookAtPorts(context, ports, {
    isHere: place !== 'remote',
    hasEngine: info !== undefined,
  });
  const user = { target: 'compose', project, platform } as const;
  return {
    checks: decidePorts(ports, looks, user),
    isRunning: looks.some(({ publishers }) => publishers.some((publisher) => publisher.project === project)),
  };
}
