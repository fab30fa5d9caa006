import { fileOf, weaviateVariable } from '../../advice.ts';
import { logged } from '../../cause.ts';

/** What else Weaviate has against a value: `parse GRPC_PORT as int: …` (measured). */
export const configRefused = logged(
  'weaviate-config',
  ['weaviate'],
  /(?:could not load config|invalid config|invalid apikey config): (?<why>.+)/,
  ({ group }, _service, scene) => {
    const name = /\b[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+\b/.exec(group('why'))?.[0];
    return {
      message: `Weaviate refuses its configuration${name === undefined ? '' : `: ${name}`}`,
      cause: `It says: ${group('why')}.`,
      suggestion:
        name === undefined
          ? scene.observation.target === 'embedded'
            ? 'see the variables that were given with --env'
            : `bindstack validate ${fileOf(scene)}; or bindstack generate --force for a fresh file`
          : `mend ${weaviateVariable(scene, name, 'VALUE')}`,
    };
  },
);
