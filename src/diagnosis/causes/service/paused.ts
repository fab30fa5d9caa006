import type { Cause } from '../../cause.ts';
import type { ServiceScene } from '../../scene.ts';

/** `docker pause` freezes every process of a container: its ports accept connections, and nothing answers. */
export const paused: Cause<ServiceScene> = {
  code: 'paused',
  weight: 'cause',
  find(service) {
    if (service.state !== 'paused') return undefined;
    return {
      message: `${service.title} is paused`,
      cause: 'Its processes are frozen (docker pause): connections are accepted, and nothing answers.',
      suggestion: `docker compose unpause ${service.name}`,
    };
  },
};
