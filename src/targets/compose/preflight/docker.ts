import { type CheckResult, checking } from '../../shared/preflight/report.ts';
import type { EngineLook } from './engineLook.ts';

const INSTALL = {
  darwin: 'brew install --cask docker, or https://docs.docker.com/desktop/',
  win32: 'winget install Docker.DockerDesktop, or https://docs.docker.com/desktop/',
} as const;

/** What to do on a machine without docker. */
function install(platform: NodeJS.Platform): string {
  const how =
    platform === 'darwin' || platform === 'win32'
      ? INSTALL[platform]
      : 'curl -fsSL https://get.docker.com | sudo sh';
  return `${how}, or bindstack try`;
}

/** Whether the command `docker` is there. */
export function decideDocker({ client, platform }: Pick<EngineLook, 'client' | 'platform'>): CheckResult {
  const check = checking('docker', 'Docker', 'the command docker');
  return client === undefined
    ? check.fail('not installed', install(platform))
    : check.pass(client.replace(/^Docker version /, '').replace(/, build .*/, ''));
}

/** What starts an engine that does not answer. */
function start({ dockerHost, contextName, platform, hasSystemd }: EngineLook): string {
  if (dockerHost !== undefined)
    return `start the engine that DOCKER_HOST=${dockerHost} names, or: unset DOCKER_HOST`;
  if (contextName !== 'default')
    return `start the engine of the context ${contextName}, or: docker context use default`;
  if (platform === 'darwin') return 'open -a Docker';
  if (platform === 'win32') return 'start Docker Desktop';
  return hasSystemd ? 'sudo systemctl start docker' : 'sudo service docker start, or: sudo dockerd';
}

/** Whether an engine answers. */
export function decideEngine(look: EngineLook): CheckResult {
  const check = checking('engine', 'Docker engine', 'an engine that runs and that you may use');
  const { client, info, why } = look;
  if (client === undefined) return check.skip('docker is not installed');
  if (info) {
    const where = info.operatingSystem === '' ? '' : ` on ${info.operatingSystem}`;
    return check.pass(`${info.version}${where}`);
  }
  if (/permission denied/i.test(why)) {
    const member = 'sudo usermod -aG docker $USER, then log out and in again';
    return check.fail('your user may not use its socket', look.platform === 'linux' ? member : start(look));
  }
  const isDown = /cannot connect|is the docker daemon running|no such file|connection refused/i.test(why);
  return check.fail(isDown ? 'not running' : why || 'no answer', start(look));
}
