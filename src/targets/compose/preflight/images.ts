import type { Context } from '../../../context.ts';
import { IMAGE_SIZES, type ImageSize } from '../../../facts/resources.ts';
import { gigabytes } from '../../../formats/size.ts';
import { downloadSize } from '../../../registry/imageRegistry.ts';
import type { DiskNeeds } from '../../shared/preflight/disk.ts';
import { type CheckResult, checking } from '../../shared/preflight/report.ts';
import type { ServiceNeeds } from './needs.ts';
import { registryOf } from './registry.ts';

/** An image of the stack, and whether the engine has it. */
export interface ImageLook {
  readonly image: string;
  readonly kind: ServiceNeeds['kind'];
  readonly pullPolicy: ServiceNeeds['pullPolicy'];
  readonly isPresent: boolean;
  /** Bytes to download, as its registry says; undefined where it was not asked, or did not answer. */
  readonly download?: number | undefined;
}

/** As in `IMAGE_SIZES`; of images that are not ours nothing is known. */
const SIZES: Readonly<Record<ServiceNeeds['kind'], ImageSize>> = {
  ...IMAGE_SIZES,
  other: { download: 0, unpacked: 0 },
};

/** Asks the engine for each image. */
export async function lookAtImages(
  { run }: Pick<Context, 'run'>,
  services: readonly ServiceNeeds[],
): Promise<ImageLook[]> {
  const looks = services.map(async ({ image, kind, pullPolicy }) => {
    if (image === undefined) return [];
    const { exitCode } = await run('docker', ['image', 'inspect', '--format', '{{.Id}}', image]);
    return [{ image, kind, pullPolicy, isPresent: exitCode === 0 }];
  });
  return (await Promise.all(looks)).flat();
}

/**
 * The same looks with the sizes of what will be downloaded, as the registries tell them.
 * @param architecture as registries name it
 * @param isReachable whether a registry has answered: another one is not asked, and waited for, again
 */
export async function lookAtDownloads(
  { signal }: Pick<Context, 'signal'>,
  images: readonly ImageLook[],
  architecture: string,
  isReachable: (registry: string) => boolean,
): Promise<ImageLook[]> {
  return Promise.all(
    images.map(async (look) => {
      const { registry, repository, reference } = partsOf(look.image);
      if (!willBePulled(look) || !isReachable(registry)) return look;
      const size = await downloadSize({ registry, repository }, reference, architecture, signal);
      return { ...look, download: 'found' in size ? size.found : undefined };
    }),
  );
}

/** The parts of an image reference: `HOST/PATH:TAG@DIGEST`, in which the digest decides. */
function partsOf(image: string): { registry: string; repository: string; reference: string } {
  const registry = registryOf(image);
  const path = image.startsWith(`${registry}/`) ? image.slice(registry.length + 1) : image;
  const [, repository = path, tag, digest] = /^([^:@]+)(?::([^@]+))?(?:@(.+))?$/.exec(path) ?? [];
  return { registry, repository, reference: digest ?? tag ?? 'latest' };
}

/** Whether Compose pulls it when the stack is started. */
export function willBePulled({ isPresent, pullPolicy }: ImageLook): boolean {
  return pullPolicy === 'always' || (!isPresent && pullPolicy !== 'never');
}

/** Whether every image is there, or may be pulled. */
export function decideImages(images: readonly ImageLook[]): CheckResult {
  const check = checking('images', 'images', images.map(({ image }) => image).join(', ') || 'none');
  const never = images.filter(({ isPresent, pullPolicy }) => !isPresent && pullPolicy === 'never');
  if (never.length > 0) {
    const names = never.map(({ image }) => image);
    return check.fail(`not there, and never pulled: ${names.join(', ')}`, `docker pull ${names[0]}`);
  }
  const missing = images.filter(({ isPresent }) => !isPresent);
  if (missing.length === 0)
    return check.pass(`${images.length === 1 ? 'it is' : `all ${images.length} are`} there`);
  const size = missing.reduce((sum, look) => sum + downloadOf(look), 0);
  const about = missing.every(({ download }) => download !== undefined) ? '' : 'about ';
  const words = size > 0 ? ` (${about}${gigabytes(size)} to download)` : '';
  return check.pass(`to be pulled${words}: ${missing.map(({ image }) => image).join(', ')}`);
}

function downloadOf({ kind, download }: ImageLook): number {
  return download ?? SIZES[kind].download;
}

/** Room on the disk of the engine for the images that are not there yet: unpacked, and better with the download. */
export function diskForImages(images: readonly ImageLook[]): DiskNeeds {
  const missing = images.filter((look) => !look.isPresent && willBePulled(look));
  const least = missing.reduce((sum, { kind }) => sum + SIZES[kind].unpacked, 0);
  const downloads = missing.reduce((sum, look) => sum + downloadOf(look), 0);
  return {
    what: least > 0 ? 'the images that are not there yet' : 'data',
    least: Math.max(least, 0.5e9),
    enough: Math.max(least + downloads, 0.5e9),
    suggestion: 'docker system prune, after a look at docker system df',
  };
}
