import { commented } from '../../../yaml/change.ts';
import type { Rule } from '../../rule.ts';
import type { ComposeProject } from '../project.ts';
import { mayHaveGpu, usesCuda } from '../resources.ts';
import { imageBindServicesOf, variable } from '../roles.ts';
import { isStack } from '../swarm.ts';

export const cudaWithoutDevice: Rule<ComposeProject> = {
  id: 'cuda-without-device',
  severity: 'error',
  summary: '`ENABLE_CUDA` is on, but the service has no GPU.',
  why: 'A container sees a GPU only if the service requests one. Without it, moving the model to `cuda:0` fails and the container exits.',
  fix: 'Reserve a device: `deploy.resources.reservations.devices` with `driver: nvidia`, `count: 1`, `capabilities: [gpu]`.',
  evidence:
    "multi2vec-bind-inference bind.py:45-54; weaviate#1736, t2v-transformers-models#3; Weaviate's configurator writes ENABLE_CUDA alone",
  fixable: true,
  partOfAdd: true,
  *check(project) {
    for (const service of imageBindServicesOf(project)) {
      const entry = variable(service, 'ENABLE_CUDA');
      if (!entry || !usesCuda(service) || mayHaveGpu(service)) continue;
      const { path, place } = service.map;
      const devices = [{ driver: 'nvidia', count: 1, capabilities: commented(['gpu'], {}) }];
      const at = [...path, 'deploy', 'resources', 'reservations', 'devices'];
      yield {
        place: entry.place,
        message: `ENABLE_CUDA is on, but ${service.name} requests no GPU: it exits at startup`,
        // `docker stack` rejects this form of device request.
        changes:
          place.source === entry.place.source && !isStack(project)
            ? [{ op: 'set', path: at, value: devices }]
            : [],
      };
    }
  },
};
