import { randomBytes } from 'node:crypto';
import * as z from 'zod';
import type { Context } from '../../context.ts';
import { Failure } from '../../errors.ts';
import { CONTAINER_HTTP_PORT } from '../../facts/ports.ts';
import { API_KEY_VARIABLE } from '../../facts/weaviateVariables.ts';
import { readApiKey } from '../../files/envFile.ts';
import { WEAVIATE_SERVICE } from '../../stack/compose.ts';
import { drillProgram } from '../shared/backupView.ts';
import { probeWeaviate } from '../shared/layers.ts';
import { type ProgramCommand, requireJsonOutput, runProgram } from '../shared/program.ts';
import { waitForLayer } from '../shared/waitFor.ts';
import type { BackupToRead, TargetContext, ThrowAwayServer } from '../target.ts';
import { composeFilesIn, readProject } from './composeProject.ts';
import { projectServices } from './composeServices.ts';

/** Seconds for the throw-away server to become ready. */
const TIMEOUT = 120;

/** The label of throw-away containers; its value is the name of the project. */
const LABEL = 'bindstack.drill';

const containerSchema = z.tuple([
  z.object({
    Id: z.string(),
    Image: z.string(),
    Config: z.object({
      Env: z.array(z.string()).nullable(),
      Entrypoint: z.array(z.string()).nullable(),
      Cmd: z.array(z.string()).nullable(),
      User: z.string(),
    }),
    HostConfig: z.object({ Memory: z.number() }),
    NetworkSettings: z.object({ Networks: z.record(z.string(), z.unknown()) }),
  }),
]);

type Inspected = z.infer<typeof containerSchema>[0];

const docker = (...args: readonly string[]): ProgramCommand => ({ command: 'docker', args });

/** Variables of the container that mean something else to the Docker client, or that the image sets itself. */
const NOT_PASSED = /^(?:PATH|HOME|HOSTNAME|DOCKER_\w*|COMPOSE_\w*)$/;

/**
 * Runs `work` with a second container of the project's Weaviate: the same image, settings and network, with the volumes
 * read-only and data of its own. Its environment is passed by name, so no secret is in the process list.
 */
export async function withDrillContainer<T>(
  context: TargetContext,
  backup: BackupToRead,
  work: (server: ThrowAwayServer) => Promise<T>,
): Promise<T> {
  const { cwd, run } = context;
  const project = await readProject(context, await composeFilesIn(cwd));
  const services = await projectServices(run, project);
  const original = services.find(({ state }) => state.name === WEAVIATE_SERVICE)?.container;
  if (original === undefined) {
    throw new Failure('failed', {
      code: 'not-running',
      message: 'Weaviate is not running, and its container is the model of the throw-away one',
      suggestion: 'bindstack up',
    });
  }
  const { stdout } = await runProgram(run, docker('inspect', original.id));
  const [inspected] = requireJsonOutput('docker inspect', stdout, containerSchema);
  await removeLeftovers(run, project.name);
  const name = `${project.name}-drill-${randomBytes(4).toString('hex')}`;
  try {
    const command = drillContainer(name, project.name, inspected, backup);
    const started = await runProgram(run, command);
    if (started.exitCode !== 0) throw cannotStart(started.stderr);
    const http = await addressOf(run, name);
    await waitForLayer(context, () => probeWeaviate(http, context.signal), {
      title: 'the throw-away Weaviate',
      timeout: TIMEOUT,
      suggestion: 'bindstack doctor',
      evidence: async () => (await runProgram(run, docker('logs', '--tail', '10', name))).stderr,
    });
    const variables = inspected.Config.Env ?? [];
    const fileKey = variables.some((one) => one.startsWith('AUTHENTICATION_APIKEY_ENABLED=true'))
      ? context.env[API_KEY_VARIABLE] || (await readApiKey(cwd))
      : undefined;
    return await work({ http, apiKey: fileKey });
  } finally {
    await runProgram(run, docker('rm', '--force', '--volumes', name), { evenIfInterrupted: true });
  }
}

/** Removes the containers of drills that were killed. Only one drill of a directory runs at a time. */
async function removeLeftovers(run: Context['run'], project: string): Promise<void> {
  const { stdout } = await runProgram(
    run,
    docker('ps', '--all', '--quiet', '--filter', `label=${LABEL}=${project}`),
  );
  const ids = stdout.split(/\s+/).filter(Boolean);
  if (ids.length > 0) await runProgram(run, docker('rm', '--force', '--volumes', ...ids));
}

/** `docker run` of the throw-away container. */
export function drillContainer(
  name: string,
  project: string,
  { Id, Image, Config, HostConfig, NetworkSettings }: Inspected,
  backup: BackupToRead,
): ProgramCommand {
  const server = [...(Config.Entrypoint ?? []), ...(Config.Cmd ?? [])];
  const { words, env: own } = drillProgram(backup, server);
  const given = (Config.Env ?? []).map((line) => [line.split('=', 1)[0] ?? '', line] as const);
  const env = {
    ...Object.fromEntries(
      given
        .filter(([variable]) => !NOT_PASSED.test(variable))
        .map(([variable, line]) => [variable, line.slice(variable.length + 1)]),
    ),
    ...own,
  };
  const [entrypoint = '', ...args] = words;
  const [network] = Object.keys(NetworkSettings.Networks);
  return {
    command: 'docker',
    args: [
      'run',
      '--detach',
      ...['--name', name, '--label', `${LABEL}=${project}`],
      ...['--volumes-from', `${Id}:ro`],
      ...(network === undefined ? [] : ['--network', network]),
      ...(HostConfig.Memory > 0 ? ['--memory', `${HostConfig.Memory}`] : []),
      ...(Config.User === '' ? [] : ['--user', Config.User]),
      ...['--publish', `127.0.0.1::${CONTAINER_HTTP_PORT}`],
      ...Object.keys(env).flatMap((variable) => ['--env', variable]),
      ...['--entrypoint', entrypoint],
      Image,
      ...args,
    ],
    env,
  };
}

function cannotStart(stderr: string): Failure {
  return new Failure('failed', {
    code: 'cannot-start',
    message: 'the throw-away container does not start',
    detail: stderr.trim().split('\n').slice(-3).join('\n'),
    suggestion: 'bindstack doctor',
  });
}

async function addressOf(run: Context['run'], name: string): Promise<string> {
  const { stdout } = await runProgram(run, docker('port', name, `${CONTAINER_HTTP_PORT}/tcp`));
  return `http://${stdout.split('\n')[0]?.trim() ?? ''}`;
}
