import { BACKUPS_VOLUME } from '../../capabilities/backup.ts';
import type { Context } from '../../context.ts';
import { Failure } from '../../errors.ts';
import { removeAbandonedLock } from '../../files/lock.ts';
import { foldersWithBackups, removeBackups } from '../shared/backupFolders.ts';
import { type ProgramCommand, runProgram } from '../shared/program.ts';
import type { DestroyOptions, DestroyPlan } from '../target.ts';
import { backupPlaces } from './backupPlaces.ts';
import {
  type ComposeFiles,
  composeDestroy,
  composeDown,
  composeRemoveContainers,
  projectResources,
  removeVolumes,
  volumeNames,
} from './composeCommand.ts';
import type { ResolvedProject } from './composeOutput.ts';
import { composeFilesIn, readProject } from './composeProject.ts';
import { projectContainers } from './composeServices.ts';

/**
 * Removes the containers and networks of the Compose project of a directory; its volumes are kept.
 * @returns names of the services that were stopped
 */
export async function downCompose(context: Pick<Context, 'cwd' | 'out' | 'run'>): Promise<string[]> {
  const { cwd, out, run } = context;
  const files = await composeFilesIn(cwd);
  const project = await readProject(context, files);
  // Left by an `up` that was killed.
  await removeAbandonedLock(context.cwd, 'compose');
  const before = await projectContainers(run, project);
  const step = out.step('stopping the containers');
  const { exitCode, stderr } = await runProgram(run, composeDown(files));
  if (exitCode !== 0) {
    step.fail('could not stop the containers');
    throw new Failure('failed', {
      code: 'compose-down',
      message: 'docker compose down failed',
      detail: stderr.trim().split('\n').slice(-5).join('\n'),
      suggestion: 'docker compose ps --all, which shows what is left',
    });
  }
  if (before.length > 0) step.done('stopped and removed the containers');
  else step.drop();
  return before.map(({ service }) => service);
}

type DestroyContext = Pick<Context, 'cwd' | 'run' | 'out'>;

/**
 * Everything that has the label of the project of a directory, and its backups, which are only deleted on request.
 * Nothing else is ever deleted.
 */
export async function planDestroyCompose(
  context: DestroyContext,
  options: DestroyOptions,
): Promise<DestroyPlan> {
  const { cwd, run } = context;
  const files = await composeFilesIn(cwd);
  const project = await readProject(context, files);
  const named = async (command: ProgramCommand) => {
    const { exitCode, stdout, stderr } = await runProgram(run, command);
    if (exitCode !== 0) throw engineRefused('cannot list the resources of the project', stderr);
    return stdout.split('\n').filter((line) => line !== '');
  };
  const containers = await named(projectResources('container', project.name));
  const networks = await named(projectResources('network', project.name));
  const labeled = await named(projectResources('volume', project.name));
  const places = backupPlaces(project);
  // Compose uses and deletes a declared volume of that name even if it has no label.
  const existing = places.volumes.length > 0 ? await named(volumeNames) : [];
  const declared = declaredVolumes(project).filter((name) => existing.includes(name));
  const volumes = [...new Set([...labeled, ...declared])];
  // The last one may be left over from a file that declared it.
  const forBackups = [...places.volumes, `${project.name}_${BACKUPS_VOLUME}`];
  const ofBackups = volumes.filter((name) => forBackups.includes(name));
  const folders = await foldersWithBackups(places.folders);
  const backups = [
    ...ofBackups.map((name) => `volume ${name}, with the backups in it`),
    ...folders.map((path) => `directory ${path}, with the backups in it`),
  ];
  return {
    parts: [
      ...containers.map((name) => `container ${name}`),
      ...networks.map((name) => `network ${name}`),
      ...volumes
        .filter((name) => !ofBackups.includes(name))
        .map((name) => `volume ${name}, with the data in it`),
      ...(options.backups ? backups : []),
    ],
    kept: options.backups ? [] : backups,
    async run() {
      const others = volumes.filter((name) => !ofBackups.includes(name));
      await destroyProject(
        context,
        files,
        ofBackups.length === 0 ? undefined : options.backups ? volumes : others,
      );
      if (options.backups) for (const path of folders) await removeBackups(path);
    },
  };
}

/** Names of the volumes that `docker compose down --volumes` would delete. */
function declaredVolumes({ volumes = {} }: ResolvedProject): string[] {
  return Object.values(volumes).flatMap(({ name, external }) => (external ? [] : [name]));
}

/**
 * Removes the containers and networks of a project, and volumes.
 * @param volumes names of the volumes to remove; all that the files declare if undefined
 */
async function destroyProject(
  { run, out }: DestroyContext,
  files: ComposeFiles,
  volumes: readonly string[] | undefined,
): Promise<void> {
  // Compose removes either all volumes or none.
  const commands =
    volumes === undefined
      ? [composeDestroy(files)]
      : [
          composeRemoveContainers(files),
          composeDown(files),
          ...(volumes.length > 0 ? [removeVolumes(volumes)] : []),
        ];
  const step = out.step('deleting');
  for (const command of commands) {
    const { exitCode, stderr } = await runProgram(run, command);
    if (exitCode === 0) continue;
    step.fail('could not delete everything');
    throw engineRefused('docker could not delete all of the project', stderr);
  }
  step.drop();
}

function engineRefused(message: string, stderr: string): Failure {
  return new Failure('environment', {
    code: 'no-engine',
    message,
    detail: stderr.trim().split('\n').slice(-3).join('\n'),
    suggestion: 'bindstack doctor',
  });
}
