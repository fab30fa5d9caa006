import type { RunResult } from '../../../context.ts';
import { type CheckResult, checking } from '../../shared/preflight/report.ts';

/**
 * Oldest Compose that reads the generated file: the top-level `name` came with compose-go 1.1.0 (docker/compose#9219,
 * in 2.3.0); everything else in the file is older (conditions in `depends_on`, device reservations).
 */
const LEAST = [2, 3, 0] as const;

/** Oldest Compose that generated files are tested with. */
const TESTED = [2, 26, 0] as const;

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
export function decideComposeVersion(answer: RunResult, platform: NodeJS.Platform): CheckResult {
  const check = checking(
    'compose',
    'Docker Compose',
    `the plugin docker compose ${LEAST.join('.')} or newer; ${TESTED.slice(0, 2).join('.')} and newer are tested`,
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
  if (isBelow(version, LEAST)) return check.fail(text, update);
  return isBelow(version, TESTED) ? check.warn(text, update) : check.pass(text);
}
