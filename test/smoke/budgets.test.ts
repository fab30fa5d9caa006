import { expect, it } from 'vitest';
import { withTimeLimit } from '../../src/smoke/budgets.ts';

const never = () => new Promise<string>(() => {});
const alive = new AbortController().signal;

it('gives what the work gives', async () => {
  expect(await withTimeLimit(async () => 'seen', {}, alive)).toBe('seen');
  expect(await withTimeLimit(async () => 'seen', { timeLimit: 60_000 }, alive)).toBe('seen');
});

it("hands on the work's own failure", async () => {
  const fail = () => Promise.reject(new Error('own'));
  await expect(withTimeLimit(fail, { timeLimit: 60_000 }, alive)).rejects.toThrow('own');
});

it('blames the inference server when the budget is over, and says what was waited for', async () => {
  await expect(
    withTimeLimit(never, { timeLimit: 10, waitingFor: 'the vector of a video' }, alive),
  ).rejects.toThrow(
    'inference: no answer within 0.01 s, in which even a CPU is done (waiting for the vector of a video)',
  );
});

it.each([
  ['out of time', new DOMException('late', 'TimeoutError'), 'time: the whole test ran out of time'],
  ['interrupted', undefined, 'time: interrupted'],
])('says that the test is %s, with a budget or without', async (_how, reason, message) => {
  for (const check of [{}, { timeLimit: 60_000 }]) {
    const controller = new AbortController();
    const ended = withTimeLimit(never, check, controller.signal);
    controller.abort(reason);
    await expect(ended).rejects.toThrow(message);
    await expect(withTimeLimit(never, check, controller.signal)).rejects.toThrow(message);
  }
});
