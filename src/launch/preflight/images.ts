import type { Context } from '../../context.ts';
import { gigabytes } from '../../formats/size.ts';
import { UNPACKED_IMAGE } from '../../stack/imageSizes.ts';
import type { DiskNeeds } from './disk.ts';
import type { ServiceNeeds } from './needs.ts';
import { type CheckResult, checking } from './report.ts';

/** An image of the stack, and whether the engine has it. */
export interface ImageLook {
  readonly image: string;
  readonly kind: ServiceNeeds['kind'];
  readonly pullPolicy: ServiceNeeds['pullPolicy'];
  readonly isPresent: boolean;
}

/** As in `UNPACKED_IMAGE`; of images that are not ours nothing is known. */
const UNPACKED: Readonly<Record<ServiceNeeds['kind'], number>> = { ...UNPACKED_IMAGE, other: 0 };

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
  const size = missing.reduce((sum, { kind }) => sum + UNPACKED[kind], 0);
  const about = size > 0 ? ` (about ${gigabytes(size)})` : '';
  return check.pass(`to be pulled${about}: ${missing.map(({ image }) => image).join(', ')}`);
}

/** Room on the disk of the engine for the images that are not there yet. */
export function diskForImages(images: readonly ImageLook[]): DiskNeeds {
  const least = images
    .filter((look) => !look.isPresent && willBePulled(look))
    .reduce((sum, { kind }) => sum + UNPACKED[kind], 0);
  return {
    what: least > 0 ? 'the images that are not there yet' : 'data',
    least: Math.max(least, 0.5e9),
    enough: Math.max(2 * least, 0.5e9),
    suggestion: 'docker system prune, after a look at docker system df',
  };
}
