import { dirname, resolve } from 'node:path';
import { createTwoFilesPatch } from 'diff';
import { addToFile } from '../add/addToFile.ts';
import { flagsForFile } from '../config/given.ts';
import { resolveConfig } from '../config/resolve.ts';
import type { Context } from '../context.ts';
import { Failure } from '../errors.ts';
import { composeVariables, filesBeside } from '../files/lintInputs.ts';
import { readText } from '../files/readText.ts';
import { replaceFile } from '../files/replaceFile.ts';
import { visibleJson } from '../formats/presentable.ts';
import { shellWord } from '../formats/quoting.ts';
import { kindOfText } from '../lint/kind.ts';
import type { LintInput } from '../lint/lint.ts';
import type { Kind } from '../lint/rule.ts';
import type { FlagValues } from '../options/flags.ts';
import { valuesFor, warnAbout } from '../saved/load.ts';

export interface AddOptions {
  readonly kind?: Kind;
  readonly service?: readonly string[];
  readonly dryRun?: boolean;
  readonly upgradeImage?: boolean;
}

/** `bindstack add`: adds ImageBind to an existing Compose or values file; all other bytes stay as they are. */
export async function add(
  context: Pick<Context, 'cwd' | 'env' | 'out' | 'configFile' | 'prompt' | 'cleanUpOnSignal'>,
  flags: FlagValues,
  options: AddOptions,
  name: string,
): Promise<void> {
  const { cwd, env, out } = context;
  const path = resolve(cwd, name);
  const read = await readText(path);
  if ('problem' in read) {
    throw new Failure('usage', { code: 'unreadable-file', message: `cannot use ${name}: ${read.problem}` });
  }
  // The file determines the target, so options of the other target do not apply.
  const kind = options.kind ?? kindOfText(name, read.text);
  const values = await valuesFor(context, flagsForFile(kind === 'values' ? 'helm' : 'compose', flags));
  const { config, warnings } = resolveConfig(values);
  warnAbout(context, warnings);
  const input: LintInput = {
    name,
    text: read.text,
    kind,
    variables: composeVariables(dirname(path), env),
    beside: filesBeside(cwd),
  };
  const prompt = await context.prompt();
  const text = await addToFile(input, {
    config,
    requested: { isGiven: (key) => values.has(key), upgradeImage: options.upgradeImage },
    services: options.service ?? [],
    onNote: ({ message, suggestion }) => out.warn(message, suggestion),
    ask:
      prompt &&
      ((names) =>
        prompt.checkbox({
          message: 'Which of these should use ImageBind?',
          choices: names.map((service) => ({ value: service, name: service, checked: true })),
          validate: (chosen) => chosen.length > 0 || 'select at least one',
        })),
  });
  await writeResult(context, { name, path, before: read.text, text }, options.dryRun ?? false);
}

interface Result {
  readonly name: string;
  readonly path: string;
  readonly before: string;
  readonly text: string;
}

async function writeResult(
  { out, cleanUpOnSignal }: Pick<Context, 'out' | 'cleanUpOnSignal'>,
  { name, path, before, text }: Result,
  dryRun: boolean,
): Promise<void> {
  const isChanged = text !== before;
  const diff = isChanged
    ? createTwoFilesPatch(`a/${name}`, `b/${name}`, before, text, undefined, undefined, {
        context: 3,
      }).replace(/^={3,}\n/, '')
    : '';
  if (isChanged && !dryRun) {
    cleanUpOnSignal();
    await replaceFile(path, text);
  }
  if (out.json)
    out.data(visibleJson({ file: name, changed: isChanged, written: isChanged && !dryRun, diff }));
  else if (dryRun && isChanged) out.diff(diff);
  if (!isChanged) out.say(`${name} already has ImageBind; nothing to change.`);
  else if (dryRun) out.say('Nothing was written (--dry-run).');
  else {
    out.say(`Added ImageBind to ${name}.`);
    out.say(`next: bindstack validate ${shellWord(name)}`);
  }
}
