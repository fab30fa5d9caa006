import { createWriteStream } from 'node:fs';
import { chmod, mkdir, rm, stat } from 'node:fs/promises';
import type { IncomingMessage } from 'node:http';
import { dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { now, sleep } from '../../clock.ts';
import type { Context } from '../../context.ts';
import { Failure, reasonOf } from '../../errors.ts';
import { TransferRate, transferText } from '../../formats/transfer.ts';
import type { Step } from '../../terminal/output.ts';
import { WebError, webRequest } from '../../webRequest.ts';
import { type ProgramCommand, runProgram } from '../shared/program.ts';
import { sha256OfFile, storeInCache } from './cachedServer.ts';

type DownloadContext = Pick<Context, 'env' | 'run' | 'signal'> & { readonly step: Step };

/** Why a way to get the server did not work. */
export interface Problem {
  readonly why: string;
  /** What to try, as a clause. */
  readonly suggestion?: string | undefined;
}

/** Where Weaviate publishes its releases. */
const RELEASES = 'https://github.com/weaviate/weaviate/releases/download';

/** Size of the archive, for messages before the download has started: 56 to 63 MB since 1.37. */
export const ARCHIVE_SIZE = 'about 60 MB';

/**
 * Name of the archive that Weaviate's release workflow publishes, with its sha256 beside it
 * (weaviate/weaviate .github/workflows/release.yaml; tools/dev/goreleaser_and_sign.sh for macOS).
 */
export function releaseArchive(version: string, platform: string, arch: string): string {
  return platform === 'darwin'
    ? `weaviate-v${version}-darwin-all.zip`
    : `weaviate-v${version}-linux-${arch === 'x64' ? 'amd64' : arch}.tar.gz`;
}

/** Address of the archive of a version for this machine; `.sha256` at the end is the address of its checksum. */
function archiveUrl(version: string, releases = RELEASES): string {
  return `${releases}/v${version}/${releaseArchive(version, process.platform, process.arch)}`;
}

/** Extracts the server from a release archive; tar on macOS reads zip archives too. */
function unpackServer(archive: string, directory: string): ProgramCommand {
  return { command: 'tar', args: ['-xf', archive, '-C', directory, 'weaviate'] };
}

/**
 * Downloads, verifies and unpacks the server of a version into the cache. A download that is cut off stays beside the
 * server, and the next run resumes it; an interruption leaves nothing.
 * @param scratch a directory that this function creates and removes
 * @returns `done`, or why it failed
 * @throws Failure `bad-checksum` (environment): the download differs from what was published
 */
export async function downloadRelease(
  context: DownloadContext,
  version: string,
  target: string,
  scratch: string,
  releases = RELEASES,
): Promise<'done' | Problem> {
  const { run, signal } = context;
  const url = archiveUrl(version, releases);
  const archive = `${join(dirname(target), releaseArchive(version, process.platform, process.arch))}.part`;
  try {
    await mkdir(scratch, { recursive: true });
    const published = await attempts(context, version, archive, () => publishedChecksum(context, url));
    await downloadVerified(context, version, url, archive, published);
    const { exitCode, stderr } = await runProgram(run, unpackServer(archive, scratch));
    signal.throwIfAborted();
    await rm(archive, { force: true });
    if (exitCode !== 0) return { why: `cannot unpack the archive: ${stderr.trim()}` };
    await chmod(join(scratch, 'weaviate'), 0o755);
    await storeInCache(join(scratch, 'weaviate'), target);
    return 'done';
  } catch (error) {
    if (signal.aborted) await rm(archive, { force: true });
    if (error instanceof Failure || signal.aborted) throw error;
    return problemOf(error);
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

/**
 * Downloads the archive and compares its checksum. A file that was resumed and is wrong is downloaded again from the
 * start: its first part may be of something else.
 */
async function downloadVerified(
  context: DownloadContext,
  version: string,
  url: string,
  archive: string,
  published: string,
): Promise<void> {
  for (;;) {
    const isResumed = (await sizeOf(archive)) > 0;
    await attempts(context, version, archive, () => resumeDownload(context, version, url, archive));
    const actual = await sha256OfFile(archive);
    if (actual === published) return;
    await rm(archive, { force: true });
    if (isResumed) continue;
    throw new Failure('environment', {
      code: 'bad-checksum',
      message: `the downloaded archive of Weaviate ${version} is damaged or is not the published one`,
      detail: `Its sha256 is ${actual}, expected ${published}.`,
      suggestion: 'run the same command again, or use --weaviate-binary PATH',
    });
  }
}

/** Seconds to wait before each further attempt. */
const RETRY_DELAYS = [1, 3, 10] as const;

/**
 * Tries again after a lost connection, up to three times. Without progress only once, so a server that does not deliver
 * at all is recognized in seconds.
 */
async function attempts<T>(
  { signal, step }: DownloadContext,
  version: string,
  archive: string,
  work: () => Promise<T>,
): Promise<T> {
  let downloaded = await sizeOf(archive);
  for (let attempt = 0; ; attempt += 1) {
    try {
      return await work();
    } catch (error) {
      const before = downloaded;
      downloaded = await sizeOf(archive);
      const isUseless = attempt > 0 && downloaded <= before;
      const pause = RETRY_DELAYS[attempt];
      const isTransient = error instanceof WebError && error.isTransient;
      if (signal.aborted || pause === undefined || isUseless || !isTransient) throw error;
      step.update(`downloading Weaviate ${version}: ${reasonOf(error)}; retrying in ${pause} s`);
      await sleep(pause * 1000, signal);
    }
  }
}

/**
 * Requests a file of the release.
 * @throws WebError without the file
 */
async function requestFile(url: string, options: Parameters<typeof webRequest>[1]): Promise<IncomingMessage> {
  const response = await webRequest(url, options);
  const { statusCode = 0 } = response;
  const { host } = new URL(url);
  const isExpected = [200, 206, 416].includes(statusCode);
  const isPage = response.headers['content-type']?.startsWith('text/html') === true;
  if (isExpected && !isPage) return response;
  response.destroy();
  if (isExpected) {
    throw new WebError(`${host} sends a web page instead of the file: this is a proxy or a login page`, {
      suggestion: 'log in to the network, or set HTTPS_PROXY=http://HOST:PORT',
    });
  }
  if (statusCode === 404) {
    throw new WebError(`${host} has no such release for this machine (status 404)`, {
      suggestion: 'choose another version with --weaviate-tag',
    });
  }
  throw new WebError(`${host} responds with status ${statusCode}`, {
    suggestion: 'try again later',
    isTransient: statusCode >= 500 || statusCode === 429,
  });
}

/** Milliseconds to wait for an answer when the archive is only looked for. */
const PROBE_TIMEOUT = 5000;

/** Why the release archive of a version cannot be downloaded; undefined if it can. */
export async function releaseProblem(
  { env, signal }: Pick<Context, 'env' | 'signal'>,
  version: string,
): Promise<Problem | undefined> {
  try {
    const limits = { connectTimeout: PROBE_TIMEOUT, stallTimeout: PROBE_TIMEOUT };
    (
      await requestFile(`${archiveUrl(version)}.sha256`, { env, signal, method: 'HEAD', ...limits })
    ).destroy();
    return undefined;
  } catch (error) {
    if (signal.aborted) throw error;
    return problemOf(error);
  }
}

function problemOf(error: unknown): Problem {
  return { why: reasonOf(error), suggestion: error instanceof WebError ? error.suggestion : undefined };
}

async function publishedChecksum({ env, signal }: DownloadContext, url: string): Promise<string> {
  let text = '';
  for await (const chunk of (await requestFile(`${url}.sha256`, { env, signal })).setEncoding('utf8')) {
    text += chunk;
    // Far longer than a checksum.
    if (text.length > 1000) break;
  }
  const [digest] = /\b[0-9a-f]{64}\b/.exec(text) ?? [];
  if (digest === undefined) throw new WebError('no checksum is published for the archive');
  return digest;
}

const sizeOf = (path: string) =>
  stat(path).then(
    ({ size }) => size,
    () => 0,
  );

/** Milliseconds between two updates of the progress. */
const UPDATE_INTERVAL = 250;

/**
 * Downloads a file, or the rest of it.
 * @throws WebError, transient if the connection was lost
 */
async function resumeDownload(
  context: DownloadContext,
  version: string,
  url: string,
  path: string,
): Promise<void> {
  const downloaded = await sizeOf(path);
  const { env, signal, step } = context;
  const headers: Record<string, string> = downloaded > 0 ? { Range: `bytes=${downloaded}-` } : {};
  const response = await requestFile(url, { env, signal, headers });
  const { statusCode } = response;
  // Nothing follows: the file is complete, or longer than the published one, which its checksum shows.
  if (statusCode === 416) return void response.destroy();
  // A server may also send the whole file.
  const resumed = statusCode === 206;
  const before = resumed ? downloaded : 0;
  const length = Number(response.headers['content-length'] ?? 0);
  const total = length > 0 ? before + length : undefined;
  const rate = new TransferRate();
  let bytes = before;
  let shown = now();
  rate.rate(bytes, shown);
  response.on('data', (chunk: Buffer) => {
    bytes += chunk.length;
    if (now() - shown < UPDATE_INTERVAL) return;
    shown = now();
    const text = transferText(bytes, total, rate.rate(bytes, shown));
    step.update(`downloading Weaviate ${version}: ${text}`, { bytes, total: total ?? 0 });
  });
  const file = createWriteStream(path, { flags: resumed ? 'a' : 'w' });
  await pipeline(response, file, { signal }).catch((error: NodeJS.ErrnoException) => {
    // Node names a connection that ended early `aborted`.
    if (error instanceof WebError || error.code !== 'ECONNRESET') throw error;
    throw new WebError('the connection was lost', { isTransient: true });
  });
}
