import type { Cause, Said } from '../../cause.ts';
import { lastMatch } from '../../lines.ts';

/** Where a key may stand, and the Compose that reads it first (compose-spec 05-services.md, 08-configs.md). */
const KEYS: Readonly<Record<string, { readonly since: string; readonly place: RegExp }>> = {
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
const REFUSED_KEY =
  /Additional property (?<old>[\w.-]+) is not allowed|additional properties? '(?<now>[\w.-]+)' not allowed/;

const UNKNOWN_FLAG = /^unknown flag: (?<flag>--[\w-]+)$/;

export const composeTooOld: Cause<Said> = {
  code: 'compose-too-old',
  weight: 'cause',
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
    const refused = lastMatch(lines, REFUSED_KEY);
    const key = refused && (refused.group('old') || refused.group('now'));
    const known = key === undefined || !Object.hasOwn(KEYS, key) ? undefined : KEYS[key];
    if (!refused || !known?.place.test(refused.line)) return undefined;
    return {
      service: null,
      message: `this Compose does not know the key ${key}`,
      cause: `Compose reads it since ${known.since}.`,
      evidence: refused.line,
      suggestion: `update Compose to ${known.since} or newer (docker compose version shows it), or remove ${key}`,
    };
  },
};
