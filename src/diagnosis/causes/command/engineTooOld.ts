import { said } from '../../cause.ts';

/** Measured with the engine 20.10 and Compose 2.26.1; Compose 5.1 checks no longer. */
export const engineTooOld = said(
  'engine-too-old',
  /can't set (?<key>\S+) as feature require Docker Engine v?(?<version>[\d.]+)|client version \S+ is too new\. Maximum supported API version is (?<api>[\d.]+)/,
  ({ group }) => {
    const key = group('key');
    if (key === '') {
      return {
        message: 'the Docker engine is older than docker itself can talk to',
        cause: `The engine speaks version ${group('api')} of its API at most.`,
        suggestion: `update the engine, or set DOCKER_API_VERSION=${group('api')}`,
      };
    }
    return {
      message: `${key} needs Docker Engine ${group('version')} or newer`,
      cause: 'The engine here is older, and Compose refuses the key.',
      suggestion: `remove ${key} from the Compose file, or update the engine (docker version shows it)`,
    };
  },
);
