import type { Context } from '../../../context.ts';
import { IMAGE_SIZES, type ImageSize } from '../../../facts/resources.ts';
import { gigabytes } from '../../../formats/size.ts';
import { downloadSize } from '../../../registry/imageRegistry.ts';
import type { LookupContext } from '../../../registry/registryRequest.ts';
import type { HttpResponse } from '../../shared/http.ts';
import type { RequiredDisk } from '../../shared/preflight/machine.ts';
import { type CheckResult, defineCheck } from '../../shared/preflight/report.ts';
import { probeRequest } from '../../shared/preflight/timeouts.ts';
import { RECENT, runOnce } from '../../shared/program.ts';
import { imageExists } from '../composeCommand.ts';
import type { RequiredService } from './requirements.ts';

/** An image of the stack, and whether the engine has it. */
export interface ImageProbe {
  readonly image: string;
  readonly kind: RequiredService['kind'];
  readonly pullPolicy: RequiredService['pullPolicy'];
  readonly isPresent: boolean;
  /** Bytes to download, as its registry reports; undefined if it was not asked or did not respond. */
  readonly download?: number | undefined;
}

/** As in `IMAGE_SIZES`; the size of other images is not known. */
const SIZES: Readonly<Record<RequiredService['kind'], ImageSize>> = {
  ...IMAGE_SIZES,
  other: { download: 0, unpacked: 0 },
};

/** Asks the engine which of the images it has. */
export async function probeImages(
  { run }: Pick<Context, 'run'>,
  services: readonly RequiredService[],
): Promise<ImageProbe[]> {
  const probes = services.map(async ({ image, kind, pullPolicy }) => {
    if (image === undefined) return [];
    const { exitCode } = await runOnce(run, imageExists(image), { maxAge: RECENT });
    return [{ image, kind, pullPolicy, isPresent: exitCode === 0 }];
  });
  return (await Promise.all(probes)).flat();
}

/**
 * The same images with the bytes to download, as their registries report them.
 * @param architecture as registries name it
 * @param isReachable whether a registry has responded before; one that has not is not asked again
 */
export async function probeDownloads(
  context: LookupContext,
  images: readonly ImageProbe[],
  architecture: string,
  isReachable: (registry: string) => boolean,
): Promise<ImageProbe[]> {
  return Promise.all(
    images.map(async (probe) => {
      const { registry, repository, reference } = parseImage(probe.image);
      if (!willBePulled(probe) || !isReachable(registry)) return probe;
      const size = await downloadSize({ registry, repository }, reference, architecture, context);
      return { ...probe, download: 'value' in size ? size.value : undefined };
    }),
  );
}

/** The parts of an image reference `HOST/PATH:TAG@DIGEST`; the digest takes precedence over the tag. */
function parseImage(image: string): { registry: string; repository: string; reference: string } {
  const registry = imageRegistry(image);
  const path = image.startsWith(`${registry}/`) ? image.slice(registry.length + 1) : image;
  const [, repository = path, tag, digest] = /^([^:@]+)(?::([^@]+))?(?:@(.+))?$/.exec(path) ?? [];
  return { registry, repository, reference: digest ?? tag ?? 'latest' };
}

/** Whether Compose pulls the image when the stack starts. */
export function willBePulled({ isPresent, pullPolicy }: ImageProbe): boolean {
  return pullPolicy === 'always' || (!isPresent && pullPolicy !== 'never');
}

/** Checks that every image is present or may be pulled. */
export function checkImages(images: readonly ImageProbe[]): CheckResult {
  const check = defineCheck('images', 'images', images.map(({ image }) => image).join(', ') || 'none');
  const never = images.filter(({ isPresent, pullPolicy }) => !isPresent && pullPolicy === 'never');
  if (never.length > 0) {
    const names = never.map(({ image }) => image);
    return check.fail(`missing, and pull_policy is never: ${names.join(', ')}`, `docker pull ${names[0]}`);
  }
  const missing = images.filter(({ isPresent }) => !isPresent);
  if (missing.length === 0)
    return check.pass(images.length === 1 ? 'present' : `all ${images.length} present`);
  const size = missing.reduce((sum, probe) => sum + downloadBytes(probe), 0);
  const about = missing.every(({ download }) => download !== undefined) ? '' : 'about ';
  const download = size > 0 ? ` (${about}${gigabytes(size)} to download)` : '';
  return check.pass(`to be pulled${download}: ${missing.map(({ image }) => image).join(', ')}`);
}

function downloadBytes({ kind, download }: ImageProbe): number {
  return download ?? SIZES[kind].download;
}

/** Disk space that the engine needs for missing images: unpacked at least, ideally together with the downloads. */
export function diskForImages(images: readonly ImageProbe[]): RequiredDisk {
  const missing = images.filter((probe) => !probe.isPresent && willBePulled(probe));
  const least = missing.reduce((sum, { kind }) => sum + SIZES[kind].unpacked, 0);
  const downloads = missing.reduce((sum, probe) => sum + downloadBytes(probe), 0);
  return {
    purpose: least > 0 ? 'the images to be pulled' : 'data',
    minimum: Math.max(least, 0.5e9),
    recommended: Math.max(least + downloads, 0.5e9),
    suggestion: 'docker system df shows what uses the space; docker system prune frees some',
  };
}

export interface RegistryProbe extends HttpResponse {
  /** `cr.weaviate.io`, `docker.io`, `localhost:5000`. */
  readonly registry: string;
}

/** The registry of an image reference (a host has a dot, has a port or is localhost: distribution/reference normalize.go). */
export function imageRegistry(image: string): string {
  const [first = '', ...rest] = image.split('/');
  return rest.length > 0 && (/[.:]/.test(first) || first === 'localhost') ? first : 'docker.io';
}

function registryUrls(registry: string): string[] {
  const host = registry === 'docker.io' ? 'registry-1.docker.io' : registry;
  const isLocal = /^(?:localhost|127\.|\[::1\])/.test(host);
  // The engine accepts plain HTTP for a registry on its own machine (InsecureRegistryCIDRs).
  return isLocal ? [`https://${host}/v2/`, `http://${host}/v2/`] : [`https://${host}/v2/`];
}

/** Asks each registry for any response: 401 only means that it requires a token. */
export async function probeRegistries(
  context: Pick<Context, 'signal'>,
  images: readonly string[],
): Promise<RegistryProbe[]> {
  const registries = [...new Set(images.map(imageRegistry))];
  return Promise.all(
    registries.map(async (registry) => {
      const responses = await Promise.all(
        registryUrls(registry).map((url) => probeRequest(url, { method: 'HEAD', signal: context.signal })),
      );
      const response = responses.find(({ status }) => status !== undefined) ?? responses[0];
      return { registry, status: response?.status, text: response?.text ?? '' };
    }),
  );
}

/** Whether a registry responds, even if it requires authentication first. */
export function isReachable({ status }: RegistryProbe): boolean {
  return status !== undefined && status < 500;
}

/**
 * @param probes of the registries that images must be pulled from
 * @param engine whether it uses a different route than this machine: from another machine or through a proxy
 */
export function checkRegistries(
  probes: readonly RegistryProbe[],
  engine: { readonly hasOtherRoute: boolean },
): CheckResult {
  const names = probes.map(({ registry }) => registry).join(', ');
  const check = defineCheck('registry', 'registry', names === '' ? 'none' : `a response from ${names}`);
  if (probes.length === 0) return check.skip('there is nothing to pull');
  const silent = probes.find((probe) => !isReachable(probe));
  if (!silent) return check.pass(`${names} ${probes.length === 1 ? 'responds' : 'respond'}`);
  const why = silent.status === undefined ? silent.text : `returns ${silent.status}`;
  const found = `${silent.registry} cannot be reached: ${why}`;
  const suggestion =
    'elsewhere: docker pull IMAGE && docker save IMAGE | gzip > image.tgz; here: docker load -i image.tgz; the list of images: bindstack images';
  return engine.hasOtherRoute
    ? check.warn(`${found}; the engine uses a different route and may still reach it`, suggestion)
    : check.fail(found, suggestion);
}
