import { kubectl, withFlags } from '../../advice.ts';
import type { Cause } from '../../cause.ts';
import { lastMatch, plainLines } from '../../lines.ts';
import type { PodScene } from '../../podScene.ts';
import { tail } from '../../tail.ts';

/** What busybox says where the kernel, or a sandbox around it, allows no change. */
const SYSCTL = /sysctl: (?:error setting key|cannot|setting key|permission denied).*/i;

function failed({ pod }: PodScene) {
  const init = pod.init.find(({ ended, endedLast }) => ((ended ?? endedLast)?.exitCode ?? 0) !== 0);
  return init && { init, lines: plainLines(`${init.previousLog ?? ''}\n${init.log ?? ''}`) };
}

export const sysctlRefused: Cause<PodScene> = {
  code: 'sysctl-refused',
  weight: 'cause',
  find(subject, scene) {
    const { pod } = subject;
    const line =
      pod.reason === 'SysctlForbidden'
        ? (pod.message ?? pod.reason)
        : lastMatch(failed(subject)?.lines ?? [], SYSCTL)?.line;
    if (line === undefined) return undefined;
    return {
      message: 'the node does not let the pod change its kernel settings',
      cause:
        'The chart raises vm.max_map_count of the node in a privileged init container; this node forbids it.',
      evidence: line,
      suggestion: `${withFlags(scene, '--no-sysctl-init')}, and sysctl -w vm.max_map_count=524288 on each node by who runs it`,
    };
  },
};

export const initFailed: Cause<PodScene> = {
  code: 'init-container-failed',
  weight: 'cause',
  find(subject, scene) {
    const found = failed(subject);
    if (!found) return undefined;
    const { init, lines } = found;
    const end = init.ended ?? init.endedLast;
    return {
      message: `the init container ${init.name} of ${subject.pod.name} failed with exit code ${end?.exitCode}`,
      cause: 'Nothing else of the pod starts before it has succeeded; the end of its log tells why.',
      evidence: tail(lines) ?? end?.message,
      suggestion: `${kubectl(scene, `logs ${subject.pod.name} -c ${init.name}`)} shows more`,
    };
  },
};
