import type { Context, RunResult } from '../../../context.ts';
import { COMPOSE_FILE } from '../../../facts/fileNames.ts';
import { API_KEY_VARIABLE } from '../../../facts/weaviateVariables.ts';
import { regularText } from '../../../files/regularFile.ts';
import { type CheckResult, defineCheck } from '../../shared/preflight/report.ts';
import { TIMED_OUT } from '../../shared/preflight/timeouts.ts';
import { type ComposeFiles, composeConfig } from '../composeCommand.ts';
import { composeFilesIn, findRefusedFile, type RefusedFile } from '../composeProject.ts';
import { projectRequirements, type StackRequirements } from './requirements.ts';

/**
 * Oldest Compose that reads the generated file: the top-level `name` came with compose-go 1.1.0 (docker/compose#9219,
 * in 2.3.0); everything else in the file is older (conditions in `depends_on`, device reservations).
 */
const MINIMUM_VERSION = [2, 3, 0] as const;

/** Oldest Compose that generated files are tested with. */
const OLDEST_TESTED_VERSION = [2, 26, 0] as const;

type Version = readonly [number, number, number];

/** Numbers of `2.26.1-4`, `v2.30.0`, `2.40.3+ds1`; undefined where there are none. */
export function parseComposeVersion(text: string): Version | undefined {
  const [, major, minor, patch] = /^v?(\d+)\.(\d+)\.(\d+)/.exec(text.trim()) ?? [];
  return major === undefined ? undefined : [Number(major), Number(minor), Number(patch)];
}

function isBelow(version: Version, minimum: Version): boolean {
  const at = version.findIndex((part, i) => part !== minimum[i]);
  return at !== -1 && (version[at] ?? 0) < (minimum[at] ?? 0);
}

const UPDATE = {
  linux: 'sudo apt-get install docker-compose-plugin, or https://docs.docker.com/compose/install/linux/',
  desktop: 'update Docker Desktop, which has Compose in it',
} as const;

/** @param answer of `docker compose version --short` */
export function checkComposeVersion(answer: RunResult, platform: NodeJS.Platform): CheckResult {
  const check = defineCheck(
    'compose',
    'Docker Compose',
    `the plugin docker compose ${MINIMUM_VERSION.join('.')} or newer; ${OLDEST_TESTED_VERSION.slice(0, 2).join('.')} and newer are tested`,
  );
  const update = platform === 'linux' ? UPDATE.linux : UPDATE.desktop;
  if (answer.notFound) return check.skip('docker is not installed');
  if (answer.exitCode !== 0) {
    const isMissing = /unknown command|not a docker command|unknown shorthand|unknown flag/.test(
      answer.stderr,
    );
    const why = answer.stderr.trim().split('\n')[0] || 'docker compose version fails';
    return isMissing
      ? check.fail('docker has no plugin compose', update)
      : check.fail(why, 'docker compose version, to see what it waits for');
  }
  const text = answer.stdout.trim();
  const version = parseComposeVersion(text);
  if (version === undefined) return check.warn(`a version that says nothing: ${text || 'none'}`, update);
  if (isBelow(version, MINIMUM_VERSION)) return check.fail(text, update);
  return isBelow(version, OLDEST_TESTED_VERSION) ? check.warn(text, update) : check.pass(text);
}

/** The Compose files of a directory. */
export interface ComposeFileProbe {
  /** Names of the files; none where docker-compose.yml is not there. */
  readonly files: readonly string[];
  /** Text of docker-compose.yml. */
  readonly text: string;
  /** What the project needs; undefined where Compose cannot read it. */
  readonly needs: StackRequirements | undefined;
  /** Compose could not be run at all. */
  readonly hasNoCompose: boolean;
  /** What Compose says of files that it refuses. */
  readonly why: string;
  /** The file that is to blame; undefined where Compose accepts them, or could not be asked. */
  readonly refused: RefusedFile | undefined;
}

const NO_FILES: ComposeFileProbe = {
  files: [],
  text: '',
  needs: undefined,
  hasNoCompose: false,
  why: '',
  refused: undefined,
};

/** Has Compose read the files of a directory; that they are no project is an answer too. */
export async function probeComposeFile({
  run,
  cwd,
}: Pick<Context, 'run' | 'cwd'>): Promise<ComposeFileProbe> {
  const project = await composeFilesIn(cwd).catch((): ComposeFiles | undefined => undefined);
  if (!project) return NO_FILES;
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
  const hasNoCompose =
    notFound || /unknown command|not a docker command|unknown flag|unknown shorthand/.test(stderr);
  const why = stderr.trim();
  if (exitCode !== 0) {
    const canTell = !hasNoCompose && why !== TIMED_OUT.stderr;
    const refused = canTell ? await findRefusedFile(run, project, why, placeholder) : undefined;
    return { files, text, needs: undefined, hasNoCompose, why, refused };
  }
  const needs = projectRequirements(stdout);
  return { ...NO_FILES, files, text, needs, why: needs ? '' : 'Compose tells nothing of the project' };
}

/** Whether the files are there and Compose accepts them. */
export function checkComposeFile({
  files,
  needs,
  hasNoCompose,
  why,
  refused,
}: ComposeFileProbe): CheckResult {
  const check = defineCheck('compose-file', refused?.name ?? COMPOSE_FILE, 'a project that Compose accepts');
  if (files.length === 0) return check.warn('not written yet', 'bindstack generate');
  if (hasNoCompose) return check.skip('docker compose is not there to read it');
  if (needs) return check.pass(files.length > 1 ? `accepted, with ${files.slice(1).join(', ')}` : 'accepted');
  if (why === TIMED_OUT.stderr) return check.fail(why, 'docker compose config -q, to see what it waits for');
  // The last line names the fault; warnings come before it.
  return check.fail(
    why.split('\n').at(-1) ?? '',
    refused?.suggestion ?? 'mend the line that it names, or bindstack generate --force',
  );
}
