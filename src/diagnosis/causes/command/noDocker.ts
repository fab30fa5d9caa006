import type { Cause, Said } from '../../cause.ts';
import { lastMatch } from '../../lines.ts';

/** Of shells and of Node. */
const NOT_FOUND =
  /docker: (?:command )?not found|command not found: docker|spawn docker(?:\.exe)? ENOENT|exec: "docker": executable file not found/;

export const noDocker: Cause<Said> = {
  code: 'no-docker',
  weight: 'cause',
  find(lines, { observation }) {
    const match = lastMatch(lines, NOT_FOUND);
    if (observation.command?.notFound !== true && !match) return undefined;
    return {
      service: null,
      message: 'docker is not installed',
      cause: 'There is no program docker on the PATH.',
      evidence: match?.line,
      suggestion:
        'install Docker Engine with its Compose plugin (https://docs.docker.com/engine/install/), or do without: bindstack up --target embedded --inference stub',
    };
  },
};
