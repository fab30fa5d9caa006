import type { FailedCommand } from '../../diagnosis/observation.ts';

/** A program that runs the stack has refused to do something; diagnosis finds out why. */
export class CommandRefused extends Error {
  readonly command: FailedCommand;

  constructor(message: string, command: FailedCommand) {
    super(message);
    this.command = command;
  }
}
