import { type CheckResult, checking } from './report.ts';

/** Names of the two architectures that the images are built for (multi2vec-bind-inference cicd/docker_push.sh). */
const NAMES: Readonly<Record<string, 'amd64' | 'arm64'>> = {
  x86_64: 'amd64',
  amd64: 'amd64',
  x64: 'amd64',
  aarch64: 'arm64',
  arm64: 'arm64',
};

/** The name that images have for an architecture; undefined for one that they are not built for. */
export function imageArchitecture(architecture: string): 'amd64' | 'arm64' | undefined {
  return NAMES[architecture];
}

export interface Hardware {
  /** As `uname -m`, Docker or Node name it. */
  readonly architecture: string;
  readonly osType: string;
}

export function decideArchitecture({ architecture, osType }: Hardware, wantsGpu: boolean): CheckResult {
  const check = checking(
    'architecture',
    'architecture',
    wantsGpu ? 'amd64: the image for arm64 has a torch for CPUs only' : 'amd64 or arm64',
  );
  const name = NAMES[architecture];
  if (osType === 'windows') {
    return check.fail('containers of Windows', 'Docker Desktop > Switch to Linux containers');
  }
  if (name === undefined) {
    return check.fail(architecture, 'an engine on amd64 or arm64: docker context create, docker context use');
  }
  // PyPI's wheel of torch 2.0.1 for arm64 has no CUDA, so ENABLE_CUDA ends the container.
  if (wantsGpu && name === 'arm64') return check.fail(name, 'bindstack generate --no-cuda');
  return check.pass(name);
}
