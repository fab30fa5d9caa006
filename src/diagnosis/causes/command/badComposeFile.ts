import { said } from '../../cause.ts';

/** Measured with Compose 2.26.1 and 2.40.3; the exit codes 14 and 15 became 1, so that only the text tells. */
const REFUSED = [
  /^validating \S+\.ya?ml: .+/,
  /: invalid compose project$/,
  /^error decoding '.+/,
  /^(?:failed to parse \S+: )?yaml: (?:line \d+: .+|unmarshal errors:)/,
  /^(?:empty compose file|Top-level object must be a mapping)$/,
  /^dependency cycle detected: .+/,
  /^Invalid (?:hostPort|containerPort|ip address|proto): .+/,
  /^env file \S+ not found: .+/,
];

/** The user's own file, where Compose names it. */
const OVERRIDE = /((?:docker-)?compose\.override\.ya?ml)/;

/** What stands around the reason. */
const AROUND = /^validating \S+\.ya?ml: |: invalid compose project$/g;

export const badComposeFile = said(
  'bad-compose-file',
  new RegExp(REFUSED.map(({ source }) => source).join('|')),
  ({ line }) => {
    const file = OVERRIDE.exec(line)?.[1];
    const look = 'bindstack validate docker-compose.yml shows the line and how to mend it';
    return {
      service: null,
      message: `Compose refuses ${file ?? 'the file'}`,
      cause: `It says: ${line.replace(AROUND, '')}.`,
      // A fresh docker-compose.yml does not help where the fault is in the user's own file.
      suggestion: file ? look : `${look}; bindstack generate --force writes a fresh file`,
    };
  },
);
