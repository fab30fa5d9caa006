import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { rename, writeFile } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { Failure } from '../../errors.ts';
import { existingText } from '../../files/regularFile.ts';

/** In the format of `sha256sum`, so `sha256sum --check` can verify it too. */
const checksumFile = (server: string) => `${server}.sha256`;

/** The sha256 of a file of any size, in hex. */
export async function sha256OfFile(path: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path), hash);
  return hash.digest('hex');
}

async function writeChecksum(server: string, digest: string): Promise<void> {
  await writeFile(checksumFile(server), `${digest}  weaviate\n`);
}

/** Moves a server that was downloaded and verified, or built, into the cache and writes its checksum beside it. */
export async function storeInCache(file: string, server: string): Promise<void> {
  // The checksum first: a run that is killed in between leaves no server without a checksum.
  await writeChecksum(server, await sha256OfFile(file));
  await rename(file, server);
}

/**
 * Verifies that a server in the cache is the file that bindstack stored there. If it has no checksum (stored by an
 * older bindstack or by hand), one is written now.
 * @throws Failure `cache-changed` (environment)
 */
export async function verifyCached(server: string): Promise<void> {
  const digest = await sha256OfFile(server);
  const known = /^[0-9a-f]{64}\b/.exec((await existingText(checksumFile(server))) ?? '')?.[0];
  if (known === undefined) await writeChecksum(server, digest).catch(() => {});
  else if (known !== digest) {
    throw new Failure('environment', {
      code: 'cache-changed',
      message: `${server} is not the file that bindstack stored in its cache`,
      detail: `Its sha256 is ${digest}, expected ${known}: it is damaged or was replaced. It was not run.`,
      suggestion: `rm ${server} ${checksumFile(server)}, then run the same command again`,
    });
  }
}
