import { Failure } from '../errors.ts';
import { LOAD_BUDGET } from '../facts/resources.ts';
import { checkIn } from '../lint/compose/healthCheck.ts';
import type { ComposeProject } from '../lint/compose/project.ts';
import type { composeProject } from '../stack/compose.ts';
import { inferenceHealthCheck } from '../stack/inference.ts';
import type { Stack } from '../stack/stack.ts';
import type { Asked } from './compose/addToCompose.ts';

type Service = NonNullable<ReturnType<typeof composeProject>['services']['multi2vec-bind']>;

/**
 * What Swarm has no word for.
 * @throws Failure `not-in-swarm` (refused)
 */
export function refuseInStack({ config }: Stack, asked: Asked): void {
  const [what, instead] = config.gpu.enabled
    ? ['a GPU', 'generic_resources and the nvidia runtime on the nodes, by hand']
    : asked.given('inference.cpus')
      ? ['--inference-cpus', 'deploy.resources.limits.cpus, by hand']
      : [undefined, ''];
  if (what === undefined) return;
  throw new Failure('refused', {
    code: 'not-in-swarm',
    message: `this is a stack of Docker Swarm, to which add cannot give ${what}`,
    detail: 'Nothing was changed. docker stack refuses the keys that Compose has for it.',
    suggestion: `leave the flag out and use ${instead}`,
  });
}

/**
 * The service in the dialect of `docker stack`, which refuses `mem_limit` and ignores `restart` and `security_opt`
 * (measured with the docker CLI 28.2.2).
 */
export function stackService(project: ComposeProject, service: Service) {
  const { mem_limit: memory, restart: _, security_opt: __, deploy: ___, ...rest } = service;
  return {
    ...rest,
    healthcheck: checkIn(project, inferenceHealthCheck(LOAD_BUDGET)),
    deploy: { resources: { limits: { memory } }, restart_policy: { condition: 'any' } },
  };
}
