import { Failure } from '../errors.ts';
import type { Prompt } from '../terminal/prompt.ts';

interface Streams {
  readonly input: NodeJS.ReadStream;
  readonly output: NodeJS.WriteStream;
}

/** Questions by inquirer, on standard error: standard output is for data. */
export async function inquirerPrompt(streams: Streams): Promise<Prompt> {
  const { createPromptModule } = (await import('inquirer')).default;
  const prompt = createPromptModule(streams);

  const ask = async (question: Record<string, unknown>): Promise<unknown> => {
    try {
      // The question is made from data, so its type is known here and not to the compiler.
      const answers = (await prompt([{ ...question, name: 'answer' }] as never)) as { answer: unknown };
      return answers.answer;
    } catch (error) {
      if (!(error instanceof Error) || error.name !== 'ExitPromptError') throw error;
      throw new Failure('interrupted', { code: 'interrupted', message: 'interrupted; nothing was written' });
    }
  };

  return {
    select: async (question) => String(await ask({ ...question, type: 'select', loop: false })),
    checkbox: async ({ validate, ...question }) =>
      (await ask({
        ...question,
        type: 'checkbox',
        loop: false,
        // inquirer hands over the chosen choices, not their values.
        validate: (chosen: readonly { value: string }[]) => validate(chosen.map(({ value }) => value)),
      })) as string[],
    input: async (question) => String(await ask({ ...question, type: 'input' })),
    confirm: async (question) => Boolean(await ask({ ...question, type: 'confirm' })),
  };
}
