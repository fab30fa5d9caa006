import { type Cause, fromOutput, type OutputLines } from '../../cause.ts';
import { lastMatch } from '../../lines.ts';

/** Where a key may stand, and the Compose that reads it first (compose-spec 05-services.md, 08-configs.md). */
const KEY_VERSIONS: Readonly<Record<string, { readonly since: string; readonly place: RegExp }>> = {
  gpus: { since: '2.30.0', place: /services\.[^.\s]+ / },
  post_start: { since: '2.30.0', place: /services\.[^.\s]+ / },
  pre_stop: { since: '2.30.0', place: /services\.[^.\s]+ / },
  content: { since: '2.23.1', place: /configs\.[^.\s]+ / },
  develop: { since: '2.22.0', place: /services\.[^.\s]+ / },
  start_interval: { since: '2.20.2', place: /\.healthcheck / },
  include: { since: '2.20.0', place: /\(root\) / },
  required: { since: '2.20.2', place: /\.depends_on\.[^.\s]+ / },
  restart: { since: '2.17.0', place: /\.depends_on\.[^.\s]+ / },
};

/** The wordings of two libraries that Compose has used. */
const UNKNOWN_KEY =
  /Additional property (?<old>[\w.-]+) is not allowed|additional properties? '(?<now>[\w.-]+)' not allowed/;

const UNKNOWN_FLAG = /^unknown flag: (?<flag>--[\w-]+)$/;

/** Measured with Compose 2.26.1 and 2.40.3; the exit codes 14 and 15 became 1, so that only the text tells. */
const INVALID_FILE = [
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
const OVERRIDE_FILE = /((?:docker-)?compose\.override\.ya?ml)/;

/** What stands around the reason. */
const MESSAGE_FRAME = /^validating \S+\.ya?ml: |: invalid compose project$/g;

/** What Compose has against the file. */
export const COMPOSE_FILE_CAUSES: readonly Cause<OutputLines>[] = [
  fromOutput(
    'no-compose-file',
    /^open (?<file>\S+\.ya?ml): no such file or directory|no configuration file provided: not found|^stat (?<other>\S+\.ya?ml): no such file or directory/,
    ({ group }) => {
      const file = group('file') || group('other');
      return {
        service: null,
        message: file === '' ? 'there is no Compose file here' : `there is no file ${file}`,
        cause: 'Compose found nothing to start.',
        suggestion: 'bindstack generate, or --cwd DIR for the directory that has one',
      };
    },
  ),
  fromOutput('missing-variable', /required variable (?<name>\w+) is missing a value/, ({ group }) => ({
    service: null,
    message: `the variable ${group('name')} has no value`,
    cause: `The Compose file asks for ${group('name')}, and neither the environment nor the file .env beside it sets it.`,
    suggestion:
      group('name') === 'WEAVIATE_API_KEY'
        ? 'bindstack generate --auth api-key, which makes a key in .env'
        : `set ${group('name')} in .env, or export it`,
  })),
  // What follows the name shows the value, which may be a key with `$` in it: it is no evidence.
  fromOutput('bad-interpolation', /invalid interpolation format for (?<key>[\w.[\]-]*\w)/, ({ group }) => ({
    evidence: `invalid interpolation format for ${group('key')}`,
    message: `Compose cannot read the $ in ${group('key')}`,
    cause: 'Compose takes $ for the beginning of a variable.',
    suggestion: `write $$ for each $ that is meant as such in ${group('key')}, or move the value to .env in single quotes`,
  })),
  fromOutput(
    'undefined-reference',
    /service "(?<service>[^"]+)" (?:refers to undefined (?<kind>volume|network|secret|config) (?<name>[^:\s]+)|depends on undefined service "?(?<other>[^":\s]+))/,
    ({ group }) => {
      const kind = group('kind') || 'service';
      const name = group('name') || group('other');
      return {
        service: group('service'),
        message: `the service ${group('service')} names the ${kind} ${name}, which is not in the file`,
        cause: `Every ${kind} that a service names must be declared.`,
        suggestion: `add ${name} under ${kind}s:, or mend the name in services.${group('service')}; bindstack validate docker-compose.yml shows the line`,
      };
    },
  ),
  // compose-go loader/validate.go: a limit that is not set in `deploy` counts as a different one.
  fromOutput(
    'resource-conflict',
    /services\.(?<service>[^\s:]+): can't set distinct values on '(?<old>\w+)' and '(?<now>[\w.]+)'/,
    ({ group }) => ({
      service: group('service'),
      message: `${group('old')} and ${group('now')} of the service ${group('service')} differ`,
      cause: `Both set the same limit, and ${group('now')} counts as different when it is not set while deploy.resources.limits is there.`,
      suggestion: `remove ${group('old')} from services.${group('service')} and keep ${group('now')}; bindstack validate docker-compose.yml shows both`,
    }),
  ),
  {
    code: 'compose-too-old',
    rank: 'cause',
    find(lines) {
      const flag = lastMatch(lines, UNKNOWN_FLAG);
      if (flag) {
        return {
          service: null,
          message: `this Compose does not know ${flag.group('flag')}`,
          cause: 'It is older than the flag.',
          evidence: flag.line,
          suggestion: 'update Compose to 2.26 or newer (docker compose version shows it)',
        };
      }
      const refused = lastMatch(lines, UNKNOWN_KEY);
      const key = refused && (refused.group('old') || refused.group('now'));
      const known = key === undefined || !Object.hasOwn(KEY_VERSIONS, key) ? undefined : KEY_VERSIONS[key];
      if (!refused || !known?.place.test(refused.line)) return undefined;
      return {
        service: null,
        message: `this Compose does not know the key ${key}`,
        cause: `Compose reads it since ${known.since}.`,
        evidence: refused.line,
        suggestion: `update Compose to ${known.since} or newer (docker compose version shows it), or remove ${key}`,
      };
    },
  },
  fromOutput(
    'bad-compose-file',
    new RegExp(INVALID_FILE.map(({ source }) => source).join('|')),
    ({ line }) => {
      const file = OVERRIDE_FILE.exec(line)?.[1];
      const hint = 'bindstack validate docker-compose.yml shows the line and how to mend it';
      return {
        service: null,
        message: `Compose refuses ${file ?? 'the file'}`,
        cause: `It says: ${line.replace(MESSAGE_FRAME, '')}.`,
        // A fresh docker-compose.yml does not help where the fault is in the user's own file.
        suggestion: file ? hint : `${hint}; bindstack generate --force writes a fresh file`,
      };
    },
  ),
];
