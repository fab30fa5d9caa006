import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { chmod, mkdir, mkdtemp, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { ReadableStream } from 'node:stream/web';
import { withDeadline } from '../../clock.ts';
import type { Context } from '../../context.ts';
import { Failure, reasonOf } from '../../errors.ts';
import type { Step } from '../../output/output.ts';

type Needs = Pick<Context, 'run' | 'signal'> & { readonly step: Step };

/** Where Weaviate publishes its releases. */
const RELEASES = 'https://github.com/weaviate/weaviate/releases/download';

/**
 * Name of the archive that Weaviate's release workflow publishes, with its sha256 beside it
 * (weaviate/weaviate .github/workflows/release.yaml; tools/dev/goreleaser_and_sign.sh for macOS).
 */
export function releaseArchive(version: string, platform: string, arch: string): string {
  return platform === 'darwin'
    ? `weaviate-v${version}-darwin-all.zip`
    : `weaviate-v${version}-linux-${arch === 'x64' ? 'amd64' : arch}.tar.gz`;
}

/**
 * Downloads, verifies and unpacks the server of a version into the cache.
 * @returns `done`, or why it could not be had
 * @throws Failure `bad-checksum` (environment): what came is not what was published
 */
export async function downloadRelease(
  { run, signal, step }: Needs,
  version: string,
  target: string,
  releases = RELEASES,
): Promise<string> {
  const url = `${releases}/v${version}/${releaseArchive(version, process.platform, process.arch)}`;
  const directory = dirname(target);
  await mkdir(directory, { recursive: true });
  const scratch = await mkdtemp(join(directory, 'download-'));
  try {
    const published = await sha256Of(url, signal);
    const archive = join(scratch, 'archive');
    await download(url, archive, signal, step);
    const actual = await sha256OfFile(archive);
    if (actual !== published) {
      throw new Failure('environment', {
        code: 'bad-checksum',
        message: `the archive of Weaviate ${version} is damaged or not the published one`,
        detail: `sha256 ${actual} instead of ${published}`,
        suggestion: 'try again, or use --weaviate-binary PATH',
      });
    }
    // tar of macOS reads zip archives too.
    const { exitCode, stderr } = await run('tar', ['-xf', archive, '-C', scratch, 'weaviate']);
    if (exitCode !== 0) return `cannot unpack it: ${stderr.trim()}`;
    await chmod(join(scratch, 'weaviate'), 0o755);
    await rename(join(scratch, 'weaviate'), target);
    return 'done';
  } catch (error) {
    if (error instanceof Failure || signal.aborted) throw error;
    return `${url} cannot be had (${reasonOf(error)})`;
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

async function request(url: string, signal: AbortSignal): Promise<Response> {
  const response = await fetch(url, { signal });
  if (!response.ok) throw new Error(`answer ${response.status}`);
  return response;
}

async function sha256Of(url: string, signal: AbortSignal): Promise<string> {
  const text = await withDeadline(20_000, signal, async (limit) =>
    (await request(`${url}.sha256`, limit)).text(),
  );
  const [digest] = /\b[0-9a-f]{64}\b/.exec(text) ?? [];
  if (digest === undefined) throw new Error('no checksum is published for it');
  return digest;
}

async function download(url: string, path: string, signal: AbortSignal, step: Step): Promise<void> {
  const response = await request(url, signal);
  if (response.body === null) throw new Error('empty answer');
  const total = Number(response.headers.get('content-length') ?? 0);
  let received = 0;
  const body = Readable.fromWeb(response.body as ReadableStream<Uint8Array>);
  body.on('data', (chunk: Uint8Array) => {
    received += chunk.length;
    const share = total > 0 ? ` of ${Math.round(total / 1e6)}` : '';
    step.update(`downloading Weaviate: ${Math.round(received / 1e6)}${share} MB`);
  });
  await pipeline(body, createWriteStream(path), { signal });
}

async function sha256OfFile(path: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path), hash);
  return hash.digest('hex');
}
