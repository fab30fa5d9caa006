import { said } from '../../cause.ts';

/** runc; measured on the engine 20.10. */
export const cannotExecute = said(
  'cannot-execute',
  /unable to start container process: .*?exec: "(?<program>[^"]+)": (?<why>[^:]+)/,
  ({ group }) => ({
    message: `the image has no program ${group('program')} that can be started`,
    cause: `The engine says: ${group('why')}. The entrypoint or command of the Compose file does not fit the image.`,
    suggestion:
      'remove entrypoint and mend command of the service; multi2vec-bind takes one text in a list: command: ["uvicorn app:app --host 0.0.0.0 --port 8080"]',
  }),
);
