import { Failure } from '../../src/errors.ts';

/** The Failure that an action throws; anything else fails the test. */
export async function failureOf(action: () => unknown): Promise<Failure> {
  try {
    await action();
  } catch (error) {
    if (error instanceof Failure) return error;
    throw error;
  }
  throw new Error('expected a Failure, and there was none');
}
