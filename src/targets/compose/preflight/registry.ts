import type { Context } from '../../../context.ts';
import type { HttpAnswer } from '../../shared/http.ts';
import { ask } from '../../shared/preflight/ask.ts';
import { type CheckResult, checking } from '../../shared/preflight/report.ts';

export interface RegistryLook extends HttpAnswer {
  /** `cr.weaviate.io`, `docker.io`, `localhost:5000`. */
  readonly registry: string;
}

/** The registry of an image reference (distribution/reference normalize.go: a host has a dot, a port or is localhost). */
export function registryOf(image: string): string {
  const [first = '', ...rest] = image.split('/');
  return rest.length > 0 && (/[.:]/.test(first) || first === 'localhost') ? first : 'docker.io';
}

function addresses(registry: string): string[] {
  const host = registry === 'docker.io' ? 'registry-1.docker.io' : registry;
  const isLocal = /^(?:localhost|127\.|\[::1\])/.test(host);
  // The engine takes plain HTTP for a registry on its own machine (InsecureRegistryCIDRs).
  return isLocal ? [`https://${host}/v2/`, `http://${host}/v2/`] : [`https://${host}/v2/`];
}

/** Asks each registry whether it answers; 401 is how one says that it wants to be asked with a token. */
export async function lookAtRegistries(
  context: Pick<Context, 'signal'>,
  images: readonly string[],
): Promise<RegistryLook[]> {
  const registries = [...new Set(images.map(registryOf))];
  return Promise.all(
    registries.map(async (registry) => {
      const answers = await Promise.all(
        addresses(registry).map((url) => ask(url, { method: 'HEAD', signal: context.signal })),
      );
      const answer = answers.find(({ status }) => status !== undefined) ?? answers[0];
      return { registry, status: answer?.status, text: answer?.text ?? '' };
    }),
  );
}

/** Whether a registry answers, with whatever it wants first. */
export function isReachable({ status }: RegistryLook): boolean {
  return status !== undefined && status < 500;
}

/**
 * @param looks of the registries that something must be pulled from
 * @param engine whether it pulls on another way than this machine's: from another machine, through a proxy
 */
export function decideRegistries(
  looks: readonly RegistryLook[],
  engine: { readonly otherWay: boolean },
): CheckResult {
  const names = looks.map(({ registry }) => registry).join(', ');
  const check = checking('registry', 'registry', names === '' ? 'none' : `an answer of ${names}`);
  if (looks.length === 0) return check.skip('nothing has to be pulled');
  const silent = looks.find((look) => !isReachable(look));
  if (!silent) return check.pass(`${names} ${looks.length === 1 ? 'answers' : 'answer'}`);
  const why = silent.status === undefined ? silent.text : `answers ${silent.status}`;
  const found = `${silent.registry} cannot be reached: ${why}`;
  const suggestion =
    'elsewhere: docker pull IMAGE && docker save IMAGE | gzip > image.tgz, here: docker load -i image.tgz (bindstack images lists them)';
  return engine.otherWay
    ? check.warn(`${found}; the engine may reach it, it has a way of its own`, suggestion)
    : check.fail(found, suggestion);
}
