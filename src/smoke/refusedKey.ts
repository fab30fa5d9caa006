import { diagnose } from '../diagnosis/diagnose.ts';
import { composeAdvice } from '../targets/compose/advice.ts';
import { CheckFailure } from './checkFailure.ts';

const OTHER_KEY = '--api-key-env NAME of a variable that holds a valid key';

/** The failure of a request that was refused for its key: 401 without a valid one, 403 without the right. */
export function refusedKey(status: number, words: string): CheckFailure | undefined {
  if (status === 403) {
    return new CheckFailure(
      'authentication',
      `403 ${words}`,
      'a key whose user may create, fill and delete collections: --api-key-env NAME; this one may not',
    );
  }
  if (status !== 401) return undefined;
  const meta = { status, text: words };
  const [found] = diagnose({ services: [], ready: { status: 200 }, meta }, composeAdvice);
  const remedy = found === undefined ? OTHER_KEY : `${OTHER_KEY}; or ${found.suggestion}`;
  return new CheckFailure(
    'authentication',
    `401 ${words}`,
    found?.code === 'key-unwanted' ? found.suggestion : remedy,
  );
}
