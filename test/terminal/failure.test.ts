import { describe, expect, it } from 'vitest';
import { Failure, reasonOf } from '../../src/errors.ts';
import { asFailure, bugText, failureReport, failureText } from '../../src/terminal/failure.ts';
import { capturedOutput } from '../support/output.ts';

const failure = new Failure('usage', {
  code: 'bad-value',
  message: 'what happened',
  detail: 'why\nand more',
  suggestion: '--key VALUE',
});
const bare = new Failure('failed', { code: 'x', message: 'what happened' });

it.each([
  [failure, 'error: what happened\n  why\n  and more\n  try: --key VALUE'],
  [bare, 'error: what happened'],
])('is shown as text', (given, text) => {
  expect(failureText(given, capturedOutput().out)).toBe(text);
});

it('uses colors only if they are enabled', () => {
  expect(failureText(bare, capturedOutput({ color: true }).out)).toContain('\u001b[31merror:');
});

it.each([
  [
    failure,
    { code: 'bad-value', message: 'what happened', detail: 'why\nand more', suggestion: '--key VALUE' },
  ],
  [bare, { code: 'x', message: 'what happened', detail: null, suggestion: null }],
])('is printed as JSON', (given, error) => {
  expect(failureReport(given)).toEqual({ error });
});

it.each([
  ['failed', 1],
  ['usage', 2],
  ['refused', 3],
  ['findings', 4],
  ['environment', 5],
  ['interrupted', 130],
] as const)('%s: exit code %i', (kind, exitCode) => {
  expect(new Failure(kind, { code: 'x', message: 'y' }).exitCode).toBe(exitCode);
});

describe('a bug', () => {
  it('hides its stack trace, and shows it with --debug', () => {
    const bug = new TypeError('x is not a function');
    expect(bugText(bug, false)).toContain('(TypeError: x is not a function)');
    expect(bugText(bug, false)).not.toContain('    at ');
    expect(bugText(bug, true)).toContain('    at ');
  });

  it('can be any thrown value', () => {
    expect(bugText('odd', false)).toContain('(odd)');
  });

  it('is not an expected failure', () => {
    expect(asFailure(new Error('x'), false)).toBeUndefined();
    expect(asFailure(failure, false)).toBe(failure);
  });
});

it('reports every error after an interruption as interrupted', () => {
  expect(asFailure(new Error('aborted'), true)).toMatchObject({ code: 'interrupted', exitCode: 130 });
  expect(asFailure(failure, true)).toMatchObject({ code: 'interrupted', exitCode: 130 });
});

it.each([
  [new Error('a'), 'a'],
  [new Error('a', { cause: new Error('b') }), 'b'],
  [new Error('a', { cause: new Error('') }), 'a'],
  [new Error('a', { cause: 'b' }), 'a'],
  [new Error('a', { cause: new AggregateError([new Error('c'), new Error('d')]) }), 'c'],
  ['text', 'text'],
  [undefined, 'undefined'],
])('the reason of %s is %s', (error, reason) => {
  expect(reasonOf(error)).toBe(reason);
});
