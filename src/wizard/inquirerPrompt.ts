import { Failure } from '../errors.ts';
import type { Prompt } from '../terminal/prompt.ts';
import { wrapped } from '../terminal/wrapped.ts';
import { type Streams, withSuspend } from './suspend.ts';

/** Ctrl-C, and a signal. */
const INTERRUPTIONS: ReadonlySet<string> = new Set(['ExitPromptError', 'AbortPromptError']);

/** Columns in front of a choice: the pointer, or in a checkbox also the mark. */
const MARGIN = { select: 2, checkbox: 3 } as const;

/**
 * Asks questions with inquirer, on standard error: standard output is for data.
 * @param signal ends an open question: inquirer leaves SIGINT and SIGTERM to other listeners if there are any
 */
export async function inquirerPrompt(streams: Streams, signal: AbortSignal): Promise<Prompt> {
  const { createPromptModule } = (await import('inquirer')).default;

  const ask = async (question: Record<string, unknown>): Promise<unknown> => {
    try {
      return await withSuspend(streams, async (screen) => {
        const prompt = createPromptModule({ input: streams.input, output: screen, signal });
        // The question is built at run time, so the compiler does not know its type.
        const answers = (await prompt([{ ...question, name: 'answer' }] as never)) as { answer: unknown };
        return answers.answer;
      });
    } catch (error) {
      if (!(error instanceof Error) || !INTERRUPTIONS.has(error.name)) throw error;
      throw new Failure('interrupted', { code: 'interrupted', message: 'interrupted; nothing was written' });
    }
  };

  // inquirer breaks long lines anywhere, so they are broken at words before it gets them.
  const fitted = (text: string): string => wrapped(text, Math.max(1, (streams.output.columns ?? 80) - 1));
  const withFitting = <C extends { name: string; short?: string }>(
    choices: readonly C[],
    margin: number,
  ): C[] =>
    choices.map((choice) => ({
      ...choice,
      short: choice.short ?? choice.name,
      name: fitted(`${' '.repeat(margin)}${choice.name}`).slice(margin),
    }));
  const fittedVerdict = (verdict: true | string) =>
    verdict === true ? true : fitted(`> ${verdict}`).slice(2);
  /** A question with room for its default next to it, or below it. */
  const fittedMessage = (message: string, shown: string) => {
    const isLong = `? ${message} (${shown}) `.length >= (streams.output.columns ?? 80);
    return `${fitted(`? ${message}`).slice(2)}${isLong && shown !== '' ? '\n ' : ''}`;
  };

  return {
    select: async ({ choices, ...question }) =>
      String(
        await ask({
          ...question,
          choices: withFitting(choices, MARGIN.select),
          type: 'select',
          loop: false,
        }),
      ),
    checkbox: async ({ validate, choices, ...question }) =>
      (await ask({
        ...question,
        choices: withFitting(choices, MARGIN.checkbox),
        type: 'checkbox',
        loop: false,
        // inquirer passes the selected choices, not their values.
        validate: (chosen: readonly { value: string }[]) =>
          fittedVerdict(validate(chosen.map(({ value }) => value))),
        theme: {
          style: {
            renderSelectedChoices: (chosen: readonly { short: string }[]) => {
              const before = `? ${question.message} `;
              return fitted(before + chosen.map(({ short }) => short).join(', ')).slice(before.length);
            },
          },
        },
      })) as string[],
    input: async ({ message, validate, ...question }) =>
      String(
        await ask({
          ...question,
          message: fittedMessage(message, question.default),
          validate: (text: string) => fittedVerdict(validate(text)),
          type: 'input',
        }),
      ),
    confirm: async ({ message, ...question }) =>
      Boolean(await ask({ ...question, message: fittedMessage(message, 'Y/n'), type: 'confirm' })),
  };
}
