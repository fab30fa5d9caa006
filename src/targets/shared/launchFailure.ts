import type { Diagnosis } from '../../diagnosis/diagnosis.ts';
import type { FailedCommand } from '../../diagnosis/observation.ts';
import { Failure } from '../../errors.ts';
import type { ServiceState } from './stackState.ts';

/** A program that runs the stack failed; the diagnosis finds out why. */
export class CommandFailed extends Error {
  readonly command: FailedCommand;

  constructor(message: string, command: FailedCommand) {
    super(message);
    this.command = command;
  }
}

/** A failed launch with its diagnosis. */
export class LaunchFailure extends Failure {
  readonly diagnosis: readonly Diagnosis[];
  readonly services: readonly ServiceState[];

  constructor(
    diagnosis: readonly [Diagnosis, ...Diagnosis[]],
    services: readonly ServiceState[],
    cause: unknown,
    note?: string,
  ) {
    const [first, ...others] = diagnosis;
    super(
      'failed',
      {
        code: first.code,
        message: first.message,
        detail: [
          first.cause,
          ...(first.evidence === undefined ? [] : first.evidence.split('\n').map((line) => `| ${line}`)),
          ...others.map(({ message, suggestion }) => `also: ${message} (try: ${suggestion})`),
          ...(note === undefined ? [] : [note]),
        ].join('\n'),
        suggestion: first.suggestion,
      },
      { cause },
    );
    this.name = 'LaunchFailure';
    this.diagnosis = diagnosis;
    this.services = services;
  }
}
