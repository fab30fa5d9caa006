import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import { onTestFinished } from 'vitest';

/** How a registry behaves: `limited` and `dropping` recover after some requests; `indexed` has several platforms. */
export type RegistryMood = 'well' | 'indexed' | 'limited' | 'dropping' | 'locked' | 'empty';

const sha256 = (content: Buffer) => `sha256:${createHash('sha256').update(content).digest('hex')}`;

/** A tar archive with one file. */
function tar(name: string, content: Buffer): Buffer {
  const header = Buffer.alloc(512);
  const put = (text: string, at: number) => header.write(text, at);
  put(name, 0);
  put('0000644\0', 100);
  put('0000000\0', 108);
  put('0000000\0', 116);
  put(`${content.length.toString(8).padStart(11, '0')}\0`, 124);
  put('00000000000\0', 136);
  put('        ', 148);
  put('0', 156);
  put('ustar\x0000', 257);
  const sum = header.reduce((total, byte) => total + byte, 0);
  put(`${sum.toString(8).padStart(6, '0')}\0 `, 148);
  const padding = Buffer.alloc((512 - (content.length % 512)) % 512);
  return Buffer.concat([header, content, padding, Buffer.alloc(1024)]);
}

const MANIFEST_TYPE = 'application/vnd.docker.distribution.manifest.v2+json';
const INDEX_TYPE = 'application/vnd.oci.image.index.v1+json';

/** An image with one layer, which cannot run. */
function image() {
  const plain = tar('file', randomBytes(512 * 1024));
  const layer = gzipSync(plain, { level: 0 });
  const config = Buffer.from(
    JSON.stringify({
      architecture: process.arch === 'arm64' ? 'arm64' : 'amd64',
      os: 'linux',
      config: { Cmd: ['/file'] },
      rootfs: { type: 'layers', diff_ids: [sha256(plain)] },
    }),
  );
  const part = (mediaType: string, content: Buffer) => ({
    mediaType,
    size: content.length,
    digest: sha256(content),
  });
  const manifest = Buffer.from(
    JSON.stringify({
      schemaVersion: 2,
      mediaType: MANIFEST_TYPE,
      config: part('application/vnd.docker.container.image.v1+json', config),
      layers: [part('application/vnd.docker.image.rootfs.diff.tar.gzip', layer)],
    }),
  );
  const blobs = new Map([config, layer].map((content) => [sha256(content), content]));
  return { manifest, blobs, size: layer.length };
}

/** An index as buildx writes it: other platforms and attestations. */
function index(manifest: Buffer): Buffer {
  const entry = (architecture: string, os: string, digest: string) => ({
    mediaType: MANIFEST_TYPE,
    digest,
    size: manifest.length,
    platform: { architecture, os },
  });
  const other = `sha256:${'0'.repeat(64)}`;
  return Buffer.from(
    JSON.stringify({
      schemaVersion: 2,
      mediaType: INDEX_TYPE,
      manifests: [
        entry('unknown', 'unknown', other),
        entry('amd64', 'windows', other),
        entry('arm64', 'linux', other),
        entry('amd64', 'linux', sha256(manifest)),
      ],
    }),
  );
}

function refuse(response: ServerResponse, status: number, code: string, message: string): void {
  response.writeHead(status, {
    'content-type': 'application/json',
    ...(status === 401 && { 'www-authenticate': 'Basic realm="test"' }),
  });
  response.end(JSON.stringify({ errors: [{ code, message }] }));
}

/**
 * A local image registry from which Docker pulls without TLS.
 * @returns its host and port, the requested paths, and the bytes of the image's layers
 */
export async function registry(
  mood: RegistryMood,
): Promise<{ host: string; asked: readonly string[]; size: number }> {
  const { manifest, blobs, size } = image();
  const asked: string[] = [];
  let troubles = mood === 'limited' || mood === 'dropping' ? 2 : 0;
  const server = createServer((request: IncomingMessage, response: ServerResponse) => {
    const { url = '', method } = request;
    asked.push(url);
    if (mood === 'locked') return refuse(response, 401, 'UNAUTHORIZED', 'authentication required');
    if (url === '/v2/') return response.end('{}');
    const isManifest = url.includes('/manifests/');
    if (isManifest && mood === 'limited' && troubles > 0) {
      troubles -= 1;
      return refuse(response, 429, 'TOOMANYREQUESTS', 'You have reached your pull rate limit');
    }
    if (isManifest && mood === 'empty') return refuse(response, 404, 'MANIFEST_UNKNOWN', 'manifest unknown');
    if (isManifest && mood === 'indexed' && !url.endsWith(sha256(manifest))) {
      if (url.includes('sha256:')) return refuse(response, 404, 'MANIFEST_UNKNOWN', 'manifest unknown');
      return response.writeHead(200, { 'content-type': INDEX_TYPE }).end(index(manifest));
    }
    if (isManifest) {
      response.writeHead(200, {
        'content-type': MANIFEST_TYPE,
        'docker-content-digest': sha256(manifest),
        'content-length': manifest.length,
      });
      return response.end(method === 'HEAD' ? undefined : manifest);
    }
    const blob = blobs.get(/sha256:\w+/.exec(url)?.[0] ?? '');
    if (!blob) return refuse(response, 404, 'BLOB_UNKNOWN', 'blob unknown');
    const from = Number(/bytes=(\d+)-/.exec(request.headers.range ?? '')?.[1] ?? 0);
    const content = blob.subarray(from);
    response.writeHead(from > 0 ? 206 : 200, {
      'content-length': content.length,
      ...(from > 0 && { 'content-range': `bytes ${from}-${blob.length - 1}/${blob.length}` }),
    });
    if (mood === 'dropping' && content.length > 100_000 && troubles > 0) {
      troubles -= 1;
      response.write(content.subarray(0, 100_000), () => request.socket.destroy());
      return;
    }
    response.end(content);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return { host: `127.0.0.1:${(server.address() as AddressInfo).port}`, asked, size };
}
