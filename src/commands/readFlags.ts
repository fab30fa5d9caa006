import { isSecretName } from '../config/effective.ts';
import { Failure } from '../errors.ts';
import { DURATION_FORM, parseDuration } from '../formats/duration.ts';
import { shellWord } from '../formats/quoting.ts';
import type { FlagValues } from '../options/flags.ts';
import { flagsFor } from '../options/replay.ts';
import { RELEASE_KEYS, type RunTarget, targetFlag } from '../options/runTargets.ts';
import { optionOf } from '../options/table.ts';
import type { Target } from '../targets/target.ts';
import { targetOf } from '../targets/targetOf.ts';

/** @throws Failure `no-effect` (usage) if a flag would have no effect, because the generated file sets the value */
export function rejectUnreadFlags(
  command: string,
  flags: FlagValues,
  target: Pick<Target, 'name' | 'file'>,
  keys: ReadonlySet<string>,
): void {
  const unread = [...flags.keys()].find((key) => !keys.has(key));
  if (unread === undefined) return;
  const option = optionOf(unread);
  const { flag } = option;
  const value = flags.get(unread) ?? true;
  const words = typeof value === 'boolean' ? flagsFor(option, value) : value.flatMap((text) => [flag, text]);
  const givenFlags = words.map((word) => shellWord(withoutSecret(word))).join(' ');
  // `up` reads the name from the file.
  const isOfRelease = RELEASE_KEYS.has(unread) && (command !== 'up' || unread !== 'name');
  throw new Failure('usage', {
    code: 'no-effect',
    message: isOfRelease
      ? `${flag} has no effect on ${command} --target ${target.name}: it only applies to Helm releases`
      : `${flag} has no effect on ${command} --target ${target.name}: ${target.file} sets the value`,
    suggestion: isOfRelease
      ? `bindstack ${command} --target helm ${givenFlags}`
      : `bindstack generate ${givenFlags}, then bindstack ${command}${targetFlag(target.name)}`,
  });
}

/** `NAME=VALUE` without the value, if the name says that it is secret: a message may end up in the log of a CI job. */
function withoutSecret(word: string): string {
  const [name = '', value] = word.split('=', 2);
  return value !== undefined && isSecretName(name) ? `${name}=VALUE` : word;
}

/** The target of a command that looks for an existing stack. @throws Failure like `rejectUnreadFlags` */
export async function targetForFlags(command: string, name: RunTarget, flags: FlagValues): Promise<Target> {
  const target = await targetOf(name);
  rejectUnreadFlags(command, flags, target, target.findKeys);
  return target;
}

/** The value of `--timeout` in seconds; undefined if not given. */
export function timeoutSeconds(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const seconds = parseDuration(text);
  if (seconds !== undefined && seconds > 0) return seconds;
  throw new Failure('usage', {
    code: 'bad-value',
    message: `--timeout: ${JSON.stringify(text)} is not ${DURATION_FORM}`,
    suggestion: '--timeout 10m',
  });
}
