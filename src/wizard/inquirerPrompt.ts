import { Failure } from '../errors.ts';
import type { Prompt } from '../terminal/prompt.ts';

interface Streams {
  readonly input: NodeJS.ReadStream;
  readonly output: NodeJS.WriteStream;
}

/** Asks questions with inquirer, on standard error: standard output is for data. */
export async function inquirerPrompt(streams: Streams): Promise<Prompt> {
  const { createPromptModule } = (await import('inquirer')).default;
  const prompt = createPromptModule(streams);

  const ask = async (question: Record<string, unknown>): Promise<unknown> => {
    try {
      // The question is built at run time, so the compiler does not know its type.
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
        // inquirer passes the selected choices, not their values.
        validate: (chosen: readonly { value: string }[]) => validate(chosen.map(({ value }) => value)),
      })) as string[],
    input: async (question) => String(await ask({ ...question, type: 'input' })),
    confirm: async (question) => Boolean(await ask({ ...question, type: 'confirm' })),
  };
}
