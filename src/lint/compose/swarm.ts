import { at, entriesOf, isNothing, itemsOf, type Located, textOf } from '../../yaml/located.ts';
import type { ComposeProject, ComposeService } from './project.ts';

/** Names of stack files, as the Swarm documentation and most repositories use them. */
const STACK_NAME = /(?:^|[/\\])(?:[\w.-]*[.-])?(?:docker-)?(?:stack|swarm)(?:[.-][\w.-]*)?\.ya?ml$/i;

/** Service keys that make `docker stack` reject the whole file (measured with the docker CLI 28.2.2). */
const UNSUPPORTED_BY_STACK = [
  'cpus',
  'cpu_shares',
  'extends',
  'gpus',
  'mem_limit',
  'mem_reservation',
  'memswap_limit',
  'pids_limit',
  'platform',
  'profiles',
  'pull_policy',
  'runtime',
  'scale',
] as const;

function isUnsupportedByStack({ map }: ComposeService): boolean {
  return (
    UNSUPPORTED_BY_STACK.some((key) => map.entries.has(key)) ||
    at(map, 'depends_on')?.kind === 'map' ||
    at(map, 'deploy', 'resources', 'reservations', 'devices') !== undefined ||
    itemsOf(at(map, 'ports')).some((port) => at(port, 'host_ip') !== undefined)
  );
}

/** Keys of `deploy` that have an effect only in Swarm. */
const SWARM_ONLY = ['placement', 'update_config', 'rollback_config', 'endpoint_mode', 'mode'] as const;

function usesSwarmOnlyKeys({ map }: ComposeService): boolean {
  return (
    SWARM_ONLY.some((key) => !isNothing(at(map, 'deploy', key))) ||
    itemsOf(at(map, 'ports')).some((port) => at(port, 'mode') !== undefined)
  );
}

/** Service keys that Swarm ignores: a file that uses them is meant for Compose, which reads `restart_policy` too. */
const COMPOSE_ONLY = ['restart', 'container_name', 'build', 'network_mode', 'links', 'security_opt'] as const;

function hasDeployRestartPolicy({ map }: ComposeService): boolean {
  return at(map, 'deploy', 'restart_policy') !== undefined;
}

function isOverlay(network: Located): boolean {
  return textOf(at(network, 'driver')) === 'overlay';
}

/**
 * Whether a project is a stack for Docker Swarm (`docker stack deploy`). Stack files use an older dialect; a key that
 * the dialect rejects shows that a file is not a stack, regardless of everything else.
 */
export function isStack({ files, root, services }: ComposeProject): boolean {
  if (services.some(isUnsupportedByStack) || ['include', 'name'].some((key) => at(root, key) !== undefined))
    return false;
  return (
    STACK_NAME.test(files[0]?.source.name ?? '') ||
    services.some(usesSwarmOnlyKeys) ||
    (services.some(hasDeployRestartPolicy) &&
      !services.some(({ map }) => COMPOSE_ONLY.some((key) => map.entries.has(key)))) ||
    [...entriesOf(at(root, 'networks')).values()].some(({ value }) => isOverlay(value))
  );
}

/**
 * Whether a health check may have `start_period`: `docker stack` accepts it since version 3.4 of the format, and in
 * files without a version (measured with the docker CLI 28.2.2). Compose does not read the version.
 */
export function supportsStartPeriod(project: ComposeProject): boolean {
  const [, major, minor = '0'] = /^(\d+)(?:\.(\d+))?$/.exec(textOf(at(project.root, 'version')) ?? '') ?? [];
  return major === undefined || Number(major) > 3 || Number(minor) >= 4 || !isStack(project);
}

/** Whether a service is restarted when it exits; undefined if a variable decides. */
export function isRestarted(project: ComposeProject, { map }: ComposeService): boolean | undefined {
  const policy = at(map, 'deploy', 'restart_policy');
  if (!isNothing(policy)) {
    const condition = at(policy, 'condition');
    const text = isNothing(condition) ? 'any' : textOf(condition);
    return text === undefined ? undefined : text !== 'none';
  }
  // Swarm's default is `any`, and it ignores `restart`.
  if (isStack(project)) return true;
  const restart = at(map, 'restart');
  if (isNothing(restart)) return false;
  const text = textOf(restart);
  return text === undefined ? undefined : text !== 'no';
}
