import { createWriteStream } from 'node:fs';
import { chmod, mkdir, mkdtemp, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { ReadableStream } from 'node:stream/web';
import { sleep, withDeadline } from '../../clock.ts';
import type { Context } from '../../context.ts';
import { Failure, reasonOf } from '../../errors.ts';
import type { Step } from '../../terminal/output.ts';
import { type ProgramCommand, runProgram } from '../shared/program.ts';
import { sha256OfFile, storeInCache } from './cachedServer.ts';

type DownloadContext = Pick<Context, 'run' | 'signal'> & { readonly step: Step };

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

/** Extracts the server from a release archive; tar on macOS reads zip archives too. */
function unpackServer(archive: string, directory: string): ProgramCommand {
  return { command: 'tar', args: ['-xf', archive, '-C', directory, 'weaviate'] };
}

/**
 * Downloads, verifies and unpacks the server of a version into the cache.
 * @returns `done`, or why it failed
 * @throws Failure `bad-checksum` (environment): the download differs from what was published
 */
export async function downloadRelease(
  { run, signal, step }: DownloadContext,
  version: string,
  target: string,
  releases = RELEASES,
): Promise<string> {
  const url = `${releases}/v${version}/${releaseArchive(version, process.platform, process.arch)}`;
  const directory = dirname(target);
  await mkdir(directory, { recursive: true });
  const scratch = await mkdtemp(join(directory, 'download-'));
  // Outside the temporary directory: the next run resumes a download that was cut off.
  const archive = join(directory, `${releaseArchive(version, process.platform, process.arch)}.part`);
  try {
    const published = await publishedChecksum(url, signal);
    await download(url, archive, signal, step);
    const actual = await sha256OfFile(archive);
    if (actual !== published) {
      await rm(archive, { force: true });
      throw new Failure('environment', {
        code: 'bad-checksum',
        message: `the downloaded archive of Weaviate ${version} is damaged or is not the published one`,
        detail: `Its sha256 is ${actual}, expected ${published}.`,
        suggestion: 'run the same command again, or use --weaviate-binary PATH',
      });
    }
    const { exitCode, stderr } = await runProgram(run, unpackServer(archive, scratch));
    await rm(archive, { force: true });
    if (exitCode !== 0) return `cannot unpack the archive: ${stderr.trim()}`;
    await chmod(join(scratch, 'weaviate'), 0o755);
    await storeInCache(join(scratch, 'weaviate'), target);
    return 'done';
  } catch (error) {
    if (error instanceof Failure || signal.aborted) throw error;
    return `cannot download ${url} (${reasonOf(error)})`;
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

/** An error that a retry does not fix. */
class PermanentError extends Error {}

async function request(
  url: string,
  signal: AbortSignal,
  headers: Record<string, string> = {},
): Promise<Response> {
  const response = await fetch(url, { signal, headers });
  if (response.ok || (response.status === 416 && 'Range' in headers)) return response;
  throw new PermanentError(`status ${response.status}`);
}

async function publishedChecksum(url: string, signal: AbortSignal): Promise<string> {
  const text = await withDeadline(20_000, signal, async (limit) =>
    (await request(`${url}.sha256`, limit)).text(),
  );
  const [digest] = /\b[0-9a-f]{64}\b/.exec(text) ?? [];
  if (digest === undefined) throw new Error('no checksum is published for it');
  return digest;
}

/** Seconds to wait before each further attempt to download. */
const RETRY_DELAYS = [1, 3, 10] as const;

/** Downloads a file; resumes where an earlier attempt was cut off. */
async function download(url: string, path: string, signal: AbortSignal, step: Step): Promise<void> {
  for (let attempt = 0; ; attempt += 1) {
    try {
      await resumeDownload(url, path, signal, step);
      return;
    } catch (error) {
      const pause = RETRY_DELAYS[attempt];
      if (signal.aborted || pause === undefined || error instanceof PermanentError) throw error;
      step.update(`downloading Weaviate: ${reasonOf(error)}; retrying in ${pause} s`);
      await sleep(pause * 1000, signal);
    }
  }
}

async function resumeDownload(url: string, path: string, signal: AbortSignal, step: Step): Promise<void> {
  const downloaded = await stat(path).then(
    ({ size }) => size,
    () => 0,
  );
  const response = await request(url, signal, downloaded > 0 ? { Range: `bytes=${downloaded}-` } : {});
  // 416: the file is complete already.
  if (response.status === 416) return;
  if (response.body === null) throw new Error('empty response');
  const resumed = response.status === 206;
  let received = resumed ? downloaded : 0;
  const total = received + Number(response.headers.get('content-length') ?? 0);
  const body = Readable.fromWeb(response.body as ReadableStream<Uint8Array>);
  body.on('data', (chunk: Uint8Array) => {
    received += chunk.length;
    const share = total > received ? ` of ${Math.round(total / 1e6)}` : '';
    step.update(`downloading Weaviate: ${Math.round(received / 1e6)}${share} MB`, { bytes: received, total });
  });
  await pipeline(body, createWriteStream(path, { flags: resumed ? 'a' : 'w' }), { signal });
}
