import { type Cause, fromOutput, type OutputLines } from '../../cause.ts';
import { lastMatch } from '../../lines.ts';

/** Where a key is allowed, and the first Compose that supports it (compose-spec 05-services.md, 08-configs.md). */
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

/** The messages of the two validation libraries that Compose has used. */
const UNKNOWN_KEY =
  /Additional property (?<old>[\w.-]+) is not allowed|additional properties? '(?<now>[\w.-]+)' not allowed/;

const UNKNOWN_FLAG = /^unknown flag: (?<flag>--[\w-]+)$/;

/** Measured with Compose 2.26.1 and 2.40.3; the exit codes 14 and 15 became 1, so only the text is reliable. */
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

/** The user's own file, if Compose names it. */
const OVERRIDE_FILE = /((?:docker-)?compose\.override\.ya?ml)/;

/** The text before and after the reason. */
const MESSAGE_FRAME = /^validating \S+\.ya?ml: |: invalid compose project$/g;

/** Errors in the Compose file, and files that are too new for the installed Compose. */
export const COMPOSE_FILE_CAUSES: readonly Cause<OutputLines>[] = [
  fromOutput(
    'no-compose-file',
    /^open (?<file>\S+\.ya?ml): no such file or directory|no configuration file provided: not found|^stat (?<other>\S+\.ya?ml): no such file or directory/,
    ({ group }) => {
      const file = group('file') || group('other');
      return {
        service: null,
        message:
          file === '' ? 'there is no Compose file in this directory' : `the file ${file} does not exist`,
        cause: 'Compose found nothing to start.',
        suggestion: 'bindstack generate, or choose the directory of the file with --cwd DIR',
      };
    },
  ),
  fromOutput('missing-variable', /required variable (?<name>\w+) is missing a value/, ({ group }) => ({
    service: null,
    message: `the variable ${group('name')} has no value`,
    cause: `The Compose file requires ${group('name')}, and neither the environment nor the .env file next to it sets it.`,
    suggestion:
      group('name') === 'WEAVIATE_API_KEY'
        ? 'bindstack generate --auth api-key, which creates a key in .env'
        : `set ${group('name')} in .env, or export it`,
  })),
  // The text after the name contains the value, which may be an API key with `$` in it: it must not be shown.
  fromOutput('bad-interpolation', /invalid interpolation format for (?<key>[\w.[\]-]*\w)/, ({ group }) => ({
    evidence: `invalid interpolation format for ${group('key')}`,
    message: `Compose cannot read the $ in ${group('key')}`,
    cause: 'Compose treats $ as the start of a variable.',
    suggestion: `write $$ for each literal $ in ${group('key')}, or move the value to .env in single quotes`,
  })),
  fromOutput(
    'undefined-reference',
    /service "(?<service>[^"]+)" (?:refers to undefined (?<kind>volume|network|secret|config) (?<name>[^:\s]+)|depends on undefined service "?(?<other>[^":\s]+))/,
    ({ group }) => {
      const kind = group('kind') || 'service';
      const name = group('name') || group('other');
      return {
        service: group('service'),
        message: `the service ${group('service')} uses the ${kind} ${name}, which is not defined in the file`,
        cause: `A service can use only the ${kind}s that the file defines.`,
        suggestion: `add ${name} under ${kind}s:, or fix the name in services.${group('service')}; to see the line: bindstack validate docker-compose.yml`,
      };
    },
  ),
  // compose-go loader/validate.go: a limit that `deploy` does not set counts as different.
  fromOutput(
    'resource-conflict',
    /services\.(?<service>[^\s:]+): can't set distinct values on '(?<old>\w+)' and '(?<now>[\w.]+)'/,
    ({ group }) => ({
      service: group('service'),
      message: `${group('old')} and ${group('now')} of the service ${group('service')} differ`,
      cause: `Both set the same limit. If deploy.resources.limits exists, leaving out ${group('now')} counts as a difference too.`,
      suggestion: `remove ${group('old')} from services.${group('service')} and keep ${group('now')}; to see both: bindstack validate docker-compose.yml`,
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
          message: `this version of Compose does not support ${flag.group('flag')}`,
          cause: 'It is older than the flag.',
          evidence: flag.line,
          suggestion: 'update Compose to 2.26 or newer (docker compose version shows yours)',
        };
      }
      const unknownKey = lastMatch(lines, UNKNOWN_KEY);
      const key = unknownKey && (unknownKey.group('old') || unknownKey.group('now'));
      const known = key === undefined || !Object.hasOwn(KEY_VERSIONS, key) ? undefined : KEY_VERSIONS[key];
      if (!unknownKey || !known?.place.test(unknownKey.line)) return undefined;
      return {
        service: null,
        message: `this version of Compose does not support the key ${key}`,
        cause: `Support for it came with Compose ${known.since}.`,
        evidence: unknownKey.line,
        suggestion: `update Compose to ${known.since} or newer (docker compose version shows yours), or remove ${key}`,
      };
    },
  },
  fromOutput(
    'bad-compose-file',
    new RegExp(INVALID_FILE.map(({ source }) => source).join('|')),
    ({ line }) => {
      const file = OVERRIDE_FILE.exec(line)?.[1];
      const hint = 'bindstack validate docker-compose.yml, which shows the line and how to fix it';
      return {
        service: null,
        message: `Compose rejects ${file ?? 'the configuration'}`,
        cause: `It says: ${line.replace(MESSAGE_FRAME, '')}.`,
        // A new docker-compose.yml does not help if the error is in the user's own file.
        suggestion: file ? hint : `${hint}; or generate the file again: bindstack generate --force`,
      };
    },
  ),
];
