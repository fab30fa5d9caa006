import { expect, it } from 'vitest';
import { complaint } from '../support/idleCommand.ts';
import { SOURCES } from '../support/sources.ts';

/**
 * A command in a message, up to the punctuation after it: the user pastes it as it is, so what it does follows a comma
 * or precedes a colon. Rules (`lint`) and the comment at the top of bindstack.yaml contain prose. An interpolated value counts as one word; interpolated flags end the command.
 */
const COMMAND =
  /\bbindstack ((?:init|generate|check|validate|add|size|doctor|up|status|logs|smoke|down|destroy|try|stub|images|update|config|completion)\b[^,;:()`'"&|\\]*)/g;

/** A line with a word for each interpolated value; interpolated flags stay. */
function interpolated(line: string): string {
  return line
    .replaceAll(/--target \$\{[^}]*\}/g, '--target helm')
    .replaceAll(/\$\{(?!\w*[fF]lags?[(.}])[^}]*\}/g, 'x');
}

const commands = SOURCES.filter(
  ({ path, room }) => room !== 'lint' && path !== 'config/configText.ts',
).flatMap(({ path, text }) =>
  text.split('\n').flatMap((line, index) =>
    /^\s*(?:\/\/|\/?\*)/.test(line)
      ? []
      : [...interpolated(line).matchAll(COMMAND)].map(([, command = '']) => ({
          place: `${path}:${index + 1}`,
          command: command
            .replace(/\$\{.*/, '')
            .replace(/ (?:then|…).*/, '')
            .trim(),
        })),
  ),
);

it('finds the commands in the messages', () => {
  expect(commands.length).toBeGreaterThan(80);
});

/** Arguments of commands that take files which do not look like one: a sentence goes on after the command. */
function proseIn(command: string): string[] {
  const [name = '', ...rest] = command.split(' ');
  return ['validate', 'add'].includes(name)
    ? rest.filter((word, i) => !/[-.]|^(?:x|FILE)$/.test(word) && !rest[i - 1]?.startsWith('--'))
    : [];
}

it.each(commands)('$place: bindstack $command', async ({ command }) => {
  expect(proseIn(command)).toEqual([]);
  expect(await complaint(command.split(' '))).toBeUndefined();
});
