import * as z from 'zod/mini';
import { tryParseJson } from '../formats/parseJson.ts';
import {
  isLocal,
  type Lookup,
  type LookupContext,
  type RegistryResponse,
  request,
} from './registryRequest.ts';

/** A repository in a registry, as the configuration names them. */
export interface ImageRepository {
  readonly registry: string;
  readonly repository: string;
}

/** Manifests of single images and of multi-platform images, in the formats of Docker and OCI. */
const MANIFESTS = [
  'application/vnd.oci.image.index.v1+json',
  'application/vnd.oci.image.manifest.v1+json',
  'application/vnd.docker.distribution.manifest.list.v2+json',
  'application/vnd.docker.distribution.manifest.v2+json',
].join(', ');

/** Maximum number of pages of tags to read, with a thousand tags per page. */
const MAXIMUM_PAGES = 30;

const manifestSchema = z.object({
  layers: z.optional(z.array(z.object({ size: z.number() }))),
  manifests: z.optional(
    z.array(
      z.object({
        digest: z.string(),
        platform: z.optional(z.object({ architecture: z.string(), os: z.optional(z.string()) })),
      }),
    ),
  ),
});
const tagListSchema = z.object({ tags: z.nullable(z.array(z.string())) });
const tokenSchema = z.object({ token: z.optional(z.string()), access_token: z.optional(z.string()) });

/** Docker uses plain HTTP for registries on the same machine, and docker.io has a host with another name. */
function baseUrl({ registry, repository }: ImageRepository): string {
  if (registry === 'docker.io') {
    return `https://registry-1.docker.io/v2/${repository.includes('/') ? repository : `library/${repository}`}`;
  }
  return `${isLocal(`http://${registry}`) ? 'http' : 'https'}://${registry}/v2/${repository}`;
}

/** Queries a registry with the anonymous token that it requires (distribution spec, token authentication). */
class RegistrySession {
  readonly #context: LookupContext;
  #authorization: Record<string, string> = {};

  constructor(context: LookupContext) {
    this.#context = context;
  }

  async ask(url: string, accept: string, method: 'GET' | 'HEAD' = 'GET'): Promise<Lookup<RegistryResponse>> {
    const first = await request(url, this.#context, { ...this.#authorization, Accept: accept }, method);
    if ('reason' in first || first.value.status !== 401) return rejectFailure(url, first);
    const token = await this.#token(first.value.headers['www-authenticate'] ?? '');
    if ('reason' in token) return token;
    this.#authorization = { Authorization: `Bearer ${token.value}` };
    return rejectFailure(
      url,
      await request(url, this.#context, { ...this.#authorization, Accept: accept }, method),
    );
  }

  async #token(challenge: string): Promise<Lookup<string>> {
    const parts = Object.fromEntries(
      [...challenge.matchAll(/(\w+)="([^"]*)"/g)].map(([, name, value]) => [name, value]),
    );
    const { realm, service, scope } = parts;
    if (!/^Bearer\b/i.test(challenge) || realm === undefined || !URL.canParse(realm)) {
      return { reason: 'the registry requires a login' };
    }
    const url = new URL(realm);
    if (service !== undefined) url.searchParams.set('service', service);
    if (scope !== undefined) url.searchParams.set('scope', scope);
    const response = await request(url.href, this.#context);
    if ('reason' in response) return response;
    const { data } = z.safeParse(tokenSchema, tryParseJson(response.value.text));
    const token = data?.token ?? data?.access_token;
    return token === undefined ? { reason: 'the registry requires a login' } : { value: token };
  }
}

function rejectFailure(url: string, response: Lookup<RegistryResponse>): Lookup<RegistryResponse> {
  if ('reason' in response) return response;
  const { status } = response.value;
  if (status === 200) return response;
  const { host, pathname } = new URL(url);
  if (status === 404)
    return { reason: `${host} does not have ${pathname.replace(/^\/v2\/|\/tags\/list$/g, '')}` };
  if (status === 429) return { reason: `${host} rejects further requests for now (too many requests)` };
  if (status === 401 || status === 403) return { reason: `${host} requires a login` };
  return { reason: `${host} responds with status ${status}` };
}

/** All tags of an image, or why they cannot be read. */
export async function imageTags(image: ImageRepository, context: LookupContext): Promise<Lookup<string[]>> {
  const session = new RegistrySession(context);
  const tags: string[] = [];
  let url: string | undefined = `${baseUrl(image)}/tags/list?n=1000`;
  for (let page = 0; url !== undefined && page < MAXIMUM_PAGES; page += 1) {
    const response = await session.ask(url, 'application/json');
    if ('reason' in response) return response;
    const { data } = z.safeParse(tagListSchema, tryParseJson(response.value.text));
    if (!data)
      return { reason: `${new URL(url).host} is not an image registry: it returned no list of tags` };
    tags.push(...(data.tags ?? []));
    const [, next] = /<([^>]+)>;\s*rel="?next"?/.exec(String(response.value.headers.link ?? '')) ?? [];
    url = next === undefined ? undefined : new URL(next, url).href;
  }
  return { value: tags };
}

/** The digest that a tag has now, or why it cannot be read. */
export async function imageDigest(
  image: ImageRepository,
  tag: string,
  context: LookupContext,
): Promise<Lookup<string>> {
  const url = `${baseUrl(image)}/manifests/${tag}`;
  const response = await new RegistrySession(context).ask(url, MANIFESTS, 'HEAD');
  if ('reason' in response) return response;
  const digest = response.value.headers['docker-content-digest'];
  return typeof digest !== 'string'
    ? { reason: `${new URL(url).host} returned no digest` }
    : { value: digest };
}

/**
 * Bytes to download for an image: the sum of its compressed layers for an architecture, from its manifest.
 * @param reference a tag or a digest
 * @param architecture as registries name it: `amd64`, `arm64`
 */
export async function downloadSize(
  image: ImageRepository,
  reference: string,
  architecture: string,
  context: LookupContext,
): Promise<Lookup<number>> {
  const session = new RegistrySession(context);
  const urlOf = (name: string) => `${baseUrl(image)}/manifests/${name}`;
  const manifest = async (name: string) => {
    const response = await session.ask(urlOf(name), MANIFESTS);
    return 'reason' in response
      ? response
      : { value: z.safeParse(manifestSchema, tryParseJson(response.value.text)).data };
  };
  let response = await manifest(reference);
  if ('reason' in response) return response;
  const platform = response.value?.manifests?.find(
    (one) => one.platform?.architecture === architecture && (one.platform.os ?? 'linux') === 'linux',
  );
  if (platform) response = await manifest(platform.digest);
  if ('reason' in response) return response;
  const layers = response.value?.layers;
  if (!layers) return { reason: `${new URL(urlOf(reference)).host} has no image for ${architecture}` };
  return { value: layers.reduce((sum, { size }) => sum + size, 0) };
}
