import { said } from '../../cause.ts';

export const missingVariable = said(
  'missing-variable',
  /required variable (?<name>\w+) is missing a value/,
  ({ group }) => ({
    service: null,
    message: `the variable ${group('name')} has no value`,
    cause: `The Compose file asks for ${group('name')}, and neither the environment nor the file .env beside it sets it.`,
    suggestion:
      group('name') === 'WEAVIATE_API_KEY'
        ? 'bindstack generate --auth api-key, which makes a key in .env'
        : `set ${group('name')} in .env, or export it`,
  }),
);
