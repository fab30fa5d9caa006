import type { Context } from '../../../context.ts';
import { COMPOSE_FILE } from '../../../facts/fileNames.ts';
import { API_KEY_VARIABLE } from '../../../facts/weaviateVariables.ts';
import { regularText } from '../../../files/regularFile.ts';
import { LATE } from '../../shared/preflight/patience.ts';
import { type CheckResult, checking } from '../../shared/preflight/report.ts';
import { type ComposeFiles, composeConfig } from '../composeCommand.ts';
import { composeFilesIn } from '../composeProject.ts';
import { type RefusedFile, refusedFile } from '../refusedFile.ts';
import type { StackNeeds } from './needs.ts';
import { needsOfProject } from './projectNeeds.ts';

/** The Compose files of a directory. */
export interface ComposeFileLook {
  /** Names of the files; none where docker-compose.yml is not there. */
  readonly files: readonly string[];
  /** Text of docker-compose.yml. */
  readonly text: string;
  /** What the project needs; undefined where Compose cannot read it. */
  readonly needs: StackNeeds | undefined;
  /** Compose could not be run at all. */
  readonly isUnread: boolean;
  /** What Compose says of files that it refuses. */
  readonly why: string;
  /** The file that is to blame; undefined where Compose accepts them, or could not be asked. */
  readonly refused: RefusedFile | undefined;
}

const NONE: ComposeFileLook = {
  files: [],
  text: '',
  needs: undefined,
  isUnread: false,
  why: '',
  refused: undefined,
};

/** Has Compose read the files of a directory; that they are no project is an answer too. */
export async function lookAtComposeFile({
  run,
  cwd,
}: Pick<Context, 'run' | 'cwd'>): Promise<ComposeFileLook> {
  const project = await composeFilesIn(cwd).catch((): ComposeFiles | undefined => undefined);
  if (!project) return NONE;
  const files = project.files.map((path) => path.slice(project.directory.length + 1));
  const { command, args } = composeConfig(project);
  const [text, first] = await Promise.all([
    regularText(project.files[0] ?? '').catch(() => ''),
    run(command, args),
  ]);
  // A missing key is a check of its own; what else the files need can be read with any.
  const lacksKey = first.exitCode !== 0 && first.stderr.includes(`variable ${API_KEY_VARIABLE} is missing`);
  const placeholder = lacksKey ? { env: { [API_KEY_VARIABLE]: 'none' } } : {};
  const { exitCode, stdout, stderr, notFound } = lacksKey ? await run(command, args, placeholder) : first;
  const isUnread =
    notFound || /unknown command|not a docker command|unknown flag|unknown shorthand/.test(stderr);
  const why = stderr.trim();
  if (exitCode !== 0) {
    const canTell = !isUnread && why !== LATE.stderr;
    const refused = canTell ? await refusedFile(run, project, why, placeholder) : undefined;
    return { files, text, needs: undefined, isUnread, why, refused };
  }
  const needs = needsOfProject(stdout);
  return { ...NONE, files, text, needs, why: needs ? '' : 'Compose tells nothing of the project' };
}

/** Whether the files are there and Compose accepts them. */
export function decideComposeFile({ files, needs, isUnread, why, refused }: ComposeFileLook): CheckResult {
  const check = checking('compose-file', refused?.name ?? COMPOSE_FILE, 'a project that Compose accepts');
  if (files.length === 0) return check.warn('not written yet', 'bindstack generate');
  if (isUnread) return check.skip('docker compose is not there to read it');
  if (needs) return check.pass(files.length > 1 ? `accepted, with ${files.slice(1).join(', ')}` : 'accepted');
  if (why === LATE.stderr) return check.fail(why, 'docker compose config -q, to see what it waits for');
  // The last line names the fault; warnings come before it.
  return check.fail(
    why.split('\n').at(-1) ?? '',
    refused?.suggestion ?? 'mend the line that it names, or bindstack generate --force',
  );
}
