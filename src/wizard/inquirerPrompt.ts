import { Failure } from '../errors.ts';
import type { Prompt } from '../terminal/prompt.ts';
import { wrapped } from '../terminal/wrapped.ts';
import { type Streams, withSuspend } from './suspend.ts';

/** Columns in front of a choice: the pointer, or in a checkbox also the mark. */
const MARGIN = { select: 2, checkbox: 3 } as const;

/** Asks questions with inquirer, on standard error: standard output is for data. */
export async function inquirerPrompt(streams: Streams): Promise<Prompt> {
  const { createPromptModule } = (await import('inquirer')).default;

  const ask = async (question: Record<string, unknown>): Promise<unknown> => {
    try {
      return await withSuspend(streams, async (screen) => {
        const prompt = createPromptModule({ input: streams.input, output: screen });
        // The question is built at run time, so the compiler does not know its type.
        const answers = (await prompt([{ ...question, name: 'answer' }] as never)) as { answer: unknown };
        return answers.answer;
      });
    } catch (error) {
      if (!(error instanceof Error) || error.name !== 'ExitPromptError') throw error;
      throw new Failure('interrupted', { code: 'interrupted', message: 'interrupted; nothing was written' });
    }
  };

  /** Choices that continue under their text if they are wider than the terminal. */
  const fitted = <C extends { name: string }>(choices: readonly C[], margin: number): C[] => {
    const { columns = 80 } = streams.output;
    return choices.map((choice) => {
      const indented = `${' '.repeat(margin)}${choice.name}`;
      return { ...choice, name: wrapped(indented, Math.max(1, columns - 1)).slice(margin) };
    });
  };

  return {
    select: async ({ choices, ...question }) =>
      String(
        await ask({
          ...question,
          choices: fitted(choices, MARGIN.select),
          type: 'select',
          loop: false,
        }),
      ),
    checkbox: async ({ validate, choices, ...question }) =>
      (await ask({
        ...question,
        choices: fitted(choices, MARGIN.checkbox),
        type: 'checkbox',
        loop: false,
        // inquirer passes the selected choices, not their values.
        validate: (chosen: readonly { value: string }[]) => validate(chosen.map(({ value }) => value)),
      })) as string[],
    input: async (question) => String(await ask({ ...question, type: 'input' })),
    confirm: async (question) => Boolean(await ask({ ...question, type: 'confirm' })),
  };
}
