import { expect, it } from 'vitest';
import { withTimeLimit } from '../../src/weaviate/timeLimits.ts';

const never = () => new Promise<string>(() => {});
const running = new AbortController().signal;

it('returns the result of the work', async () => {
  expect(await withTimeLimit(async () => 'result', {}, running)).toBe('result');
  expect(await withTimeLimit(async () => 'result', { timeLimit: 60_000 }, running)).toBe('result');
});

it('rethrows an error of the work', async () => {
  const fail = () => Promise.reject(new Error('failed'));
  await expect(withTimeLimit(fail, { timeLimit: 60_000 }, running)).rejects.toThrow('failed');
});

it('blames the inference server if the time limit is exceeded, and says what it was waiting for', async () => {
  await expect(
    withTimeLimit(never, { timeLimit: 10, waitingFor: 'the video vector' }, running),
  ).rejects.toThrow(
    'inference: no response within 0.01 s, which is enough even on a CPU (waiting for the video vector)',
  );
});

it.each([
  [
    'has exceeded its time limit',
    new DOMException('late', 'TimeoutError'),
    'time: the test exceeded its time limit',
  ],
  ['was interrupted', undefined, 'time: interrupted'],
])('says that the test %s, with and without a time limit for the check', async (_how, reason, message) => {
  for (const check of [{}, { timeLimit: 60_000 }]) {
    const controller = new AbortController();
    const work = withTimeLimit(never, check, controller.signal);
    controller.abort(reason);
    await expect(work).rejects.toThrow(message);
    await expect(withTimeLimit(never, check, controller.signal)).rejects.toThrow(message);
  }
});
