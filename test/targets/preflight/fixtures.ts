import type { EngineInfo } from '../../../src/targets/compose/preflight/engine.ts';
import type { CheckResult } from '../../../src/targets/shared/preflight/report.ts';

/** An engine that passes all checks. */
export const INFO: EngineInfo = {
  version: '28.5.2',
  memory: 32 * 1024 ** 3,
  architecture: 'x86_64',
  osType: 'linux',
  operatingSystem: 'Debian GNU/Linux 13 (trixie)',
  kernel: '6.18.44',
  hostname: 'vm',
  imageDirectory: '/var/lib/docker',
  rootDirectory: '/var/lib/docker',
  hasProxy: false,
  runtimes: ['io.containerd.runc.v2', 'runc'],
  devices: [],
};

/** A result as one line: `fail: not running`. */
export function resultLine({ status, found }: CheckResult): string {
  return `${status}: ${found}`;
}
