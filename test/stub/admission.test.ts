import { expect, it } from 'vitest';
import { Admission } from '../../src/stub/body.ts';

/** Work that ends when `end` is called. */
function controlledWork() {
  let end = () => {};
  const ended = new Promise<void>((resolve) => {
    end = resolve;
  });
  const piece = {
    started: false,
    end,
    work: () => {
      piece.started = true;
      return ended;
    },
  };
  return piece;
}

it('admits requests that fit in order of arrival, and a large one alone', async () => {
  const admission = new Admission(10);
  const sizes = [4, 6, 1, 30, 2];
  const pieces = sizes.map(controlledWork);
  const running = pieces.map((piece, i) => admission.within(sizes[i] ?? 0, piece.work));
  const started = async () => {
    await new Promise(setImmediate);
    return pieces.map((piece) => piece.started);
  };
  expect(await started()).toEqual([true, true, false, false, false]);
  pieces[0]?.end();
  expect(await started()).toEqual([true, true, true, false, false]);
  pieces[1]?.end();
  expect(await started()).toEqual([true, true, true, false, false]);
  pieces[2]?.end();
  expect(await started()).toEqual([true, true, true, true, false]);
  pieces[3]?.end();
  expect(await started()).toEqual([true, true, true, true, true]);
  pieces[4]?.end();
  await Promise.all(running);
});

it('admits the next request after work that fails', async () => {
  const admission = new Admission(1);
  await expect(admission.within(1, () => Promise.reject(new Error('bad')))).rejects.toThrow('bad');
  expect(await admission.within(1, () => Promise.resolve('good'))).toBe('good');
});
