import { logged } from '../../cause.ts';

/** What else Weaviate has against a value: `parse GRPC_PORT as int: …` (measured). */
export const configRefused = logged(
  'weaviate-config',
  ['weaviate'],
  /(?:could not load config|invalid config|invalid apikey config): (?<why>.+)/,
  ({ group }) => {
    const name = /\b[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+\b/.exec(group('why'))?.[0];
    return {
      message: `Weaviate refuses its configuration${name === undefined ? '' : `: ${name}`}`,
      cause: `It says: ${group('why')}.`,
      suggestion:
        name === undefined
          ? 'bindstack validate docker-compose.yml; or bindstack generate --force for a fresh file'
          : `mend ${name} in the environment of the service weaviate (or --env ${name}=VALUE)`,
    };
  },
);
