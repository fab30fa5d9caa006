import { Refusal } from '../../../stub/refusal.ts';

/**
 * What the inference server answers to a medium, in its own words; undefined where it would take it. The stand-in
 * has the same checks in the same order (`src/stub`), so they are asked instead of being written again.
 */
export function serverWords(check: () => unknown): string | undefined {
  try {
    check();
    return undefined;
  } catch (fault) {
    if (!(fault instanceof Refusal)) throw fault;
    const { error = fault.message } = fault.body as { error?: string };
    // The address of a Python object, and the name of a temporary file, tell nothing.
    return error.replace(/ <_io\..*/, '').replace(/(?: from)? \d{4}_\d\d_\d\d-[\d_]+_[AP]M_\d+/, '');
  }
}

/** The reason of an error: what Weaviate would have been answered. */
export const refusedWith = (words: string): string => `the inference server answers 500: ${words}`;
