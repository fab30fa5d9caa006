import type { Context, RunResult } from '../../../context.ts';
import { BACKUP_CREDENTIALS } from '../../../facts/backupStorage.ts';
import { COMPOSE_FILE } from '../../../facts/fileNames.ts';
import { API_KEY_VARIABLE } from '../../../facts/weaviateVariables.ts';
import { regularText } from '../../../files/regularFile.ts';
import { type CheckResult, defineCheck, NOT_GENERATED } from '../../shared/preflight/report.ts';
import { TIMED_OUT } from '../../shared/preflight/timeouts.ts';
import { type ComposeFiles, composeConfig } from '../composeCommand.ts';
import { composeFilesIn, findRejectedFile, type RejectedFile, resolveProject } from '../composeProject.ts';
import { projectRequirements, type StackRequirements } from './requirements.ts';

/**
 * Oldest Compose that can read the generated file: the top-level `name` came with compose-go 1.1.0
 * (docker/compose#9219, in 2.3.0); everything else in the file is older (conditions in `depends_on`, device
 * reservations).
 */
const MINIMUM_VERSION = [2, 3, 0] as const;

/** Oldest Compose that the generated files are tested with. */
const OLDEST_TESTED_VERSION = [2, 26, 0] as const;

type Version = readonly [number, number, number];

/** The version in `2.26.1-4`, `v2.30.0` or `2.40.3+ds1`; undefined if absent. */
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
  desktop: 'update Docker Desktop, which includes Compose',
} as const;

/** @param result the result of `docker compose version --short` */
export function checkComposeVersion(result: RunResult, platform: NodeJS.Platform): CheckResult {
  const check = defineCheck(
    'compose',
    'Docker Compose',
    `version ${MINIMUM_VERSION.join('.')} or newer; tested with ${OLDEST_TESTED_VERSION.slice(0, 2).join('.')} and newer`,
  );
  const update = platform === 'linux' ? UPDATE.linux : UPDATE.desktop;
  if (result.notFound) return check.skip('Docker is not installed');
  if (result.exitCode !== 0) {
    const isMissing = /unknown command|not a docker command|unknown shorthand|unknown flag/.test(
      result.stderr,
    );
    const why = result.stderr.trim().split('\n')[0] || 'docker compose version failed';
    return isMissing
      ? check.fail('the Compose plugin is not installed', update)
      : check.fail(why, 'run docker compose version to see why');
  }
  const text = result.stdout.trim();
  const version = parseComposeVersion(text);
  if (version === undefined) return check.warn(`unknown version: ${text || 'empty'}`, update);
  if (isBelow(version, MINIMUM_VERSION)) return check.fail(text, update);
  return isBelow(version, OLDEST_TESTED_VERSION) ? check.warn(text, update) : check.pass(text);
}

/** The Compose files of a directory. */
export interface ComposeFileProbe {
  /** Names of the files; empty if there is no docker-compose.yml. */
  readonly files: readonly string[];
  /** Text of docker-compose.yml. */
  readonly text: string;
  /** What the project needs; undefined if Compose cannot read it. */
  readonly needs: StackRequirements | undefined;
  /** Compose is not installed. */
  readonly hasNoCompose: boolean;
  /** The error message of Compose if it rejects the files. */
  readonly why: string;
  /** The file that Compose rejects; undefined if it accepts all files or did not run. */
  readonly rejected: RejectedFile | undefined;
}

/** The variables of `.env` that generated files require. */
const SECRETS = [API_KEY_VARIABLE, ...BACKUP_CREDENTIALS];

const NO_FILES: ComposeFileProbe = {
  files: [],
  text: '',
  needs: undefined,
  hasNoCompose: false,
  why: '',
  rejected: undefined,
};

/** Lets Compose read the files of a directory. Never fails: files that Compose rejects are a result too. */
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
    resolveProject(run, project),
  ]);
  // Missing secrets are reported by other checks; any value lets Compose read the rest.
  const lacksKey =
    first.exitCode !== 0 && SECRETS.some((name) => first.stderr.includes(`variable ${name} is missing`));
  const placeholder = lacksKey ? { env: Object.fromEntries(SECRETS.map((name) => [name, 'none'])) } : {};
  const { exitCode, stdout, stderr, notFound } = lacksKey ? await run(command, args, placeholder) : first;
  const hasNoCompose =
    notFound || /unknown command|not a docker command|unknown flag|unknown shorthand/.test(stderr);
  const why = stderr.trim();
  if (exitCode !== 0) {
    const hasResponded = !hasNoCompose && why !== TIMED_OUT.stderr;
    const rejected = hasResponded ? await findRejectedFile(run, project, why, placeholder) : undefined;
    return { files, text, needs: undefined, hasNoCompose, why, rejected };
  }
  const needs = projectRequirements(stdout);
  return { ...NO_FILES, files, text, needs, why: needs ? '' : 'Compose prints no project' };
}

/** Checks that the files exist and that Compose accepts them. */
export function checkComposeFile({
  files,
  needs,
  hasNoCompose,
  why,
  rejected,
}: ComposeFileProbe): CheckResult {
  const check = defineCheck('compose-file', rejected?.name ?? COMPOSE_FILE, 'a project that Compose accepts');
  if (files.length === 0) return check.warn(NOT_GENERATED, 'bindstack generate');
  if (hasNoCompose) return check.skip('Docker Compose is not installed');
  if (needs) return check.pass(files.length > 1 ? `accepted, with ${files.slice(1).join(', ')}` : 'accepted');
  if (why === TIMED_OUT.stderr) return check.fail(why, 'run docker compose config -q to see why');
  // The last line is the error; warnings come before it.
  return check.fail(
    why.split('\n').at(-1) ?? '',
    rejected?.suggestion ?? 'fix the line named above, or bindstack generate --force',
  );
}
