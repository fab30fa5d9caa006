import { said } from '../../cause.ts';

/** Compose 2.40 puts `unable to get image 'REF': ` before it; the CLI since 28.4 says it in other words. */
export const noEngine = said(
  'no-engine',
  /Cannot connect to the Docker daemon at (?<socket>\S+?)\. Is the docker daemon running|failed to connect to the docker API at (?<other>[^\s;,]+)|error during connect: .*docker/i,
  ({ group }) => {
    const socket = group('socket') || group('other');
    return {
      service: null,
      message: `the Docker engine does not answer${socket === '' ? '' : ` at ${socket}`}`,
      cause: 'docker is installed, and no engine listens where it looks for one.',
      suggestion:
        'sudo systemctl start docker, or start Docker Desktop; docker context ls shows which engine is asked. Without an engine: bindstack up --target embedded --inference stub',
    };
  },
);
