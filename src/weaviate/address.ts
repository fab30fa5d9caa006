import { Failure } from '../errors.ts';
import { CONTAINER_GRPC_PORT } from '../facts/ports.ts';
import type { WeaviateServer } from './rest.ts';

type GrpcAddress = Pick<WeaviateServer, 'grpcHost' | 'grpcPort'> & { readonly grpcSecure: boolean };

/**
 * Checks an HTTP address and removes slashes at its end. A path is allowed.
 * @throws Failure (usage)
 */
export function httpAddress(flag: string, text: string, example: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const isHttp = url?.protocol === 'http:' || url?.protocol === 'https:';
  if (isHttp && url.search === '' && url.hash === '') return text.replace(/\/+$/, '');
  throw new Failure('usage', {
    code: 'bad-value',
    message: `${flag}: ${JSON.stringify(text)} is not an HTTP address such as ${example}`,
    suggestion: `${flag} http://HOST:PORT`,
  });
}

/**
 * Parses `HOST:PORT`, with IPv6 addresses in brackets. An optional `http://` or `https://` prefix says whether gRPC
 * uses TLS; without it, gRPC uses TLS if REST does.
 * @param http the REST address
 * @throws Failure (usage)
 */
export function grpcAddress(text: string, http: string): GrpcAddress {
  const groups = /^(?:(?<scheme>https?):\/\/)?(?<host>\[[\da-fA-F:.]+\]|[^[\]:/]+):(?<port>\d{1,5})$/.exec(
    text,
  )?.groups;
  const grpcPort = Number(groups?.['port']);
  if (groups?.['host'] !== undefined && grpcPort >= 1 && grpcPort <= 65_535) {
    const scheme = groups['scheme'] ?? new URL(http).protocol.slice(0, -1);
    return { grpcHost: groups['host'], grpcPort, grpcSecure: scheme === 'https' };
  }
  throw new Failure('usage', {
    code: 'bad-value',
    message: `--grpc: ${JSON.stringify(text)} is not HOST:PORT`,
    suggestion: '--grpc 127.0.0.1:50051, or --grpc [::1]:50051 for IPv6',
  });
}

/** The gRPC address on the same host as REST, at Weaviate's default port. */
export function defaultGrpcAddress(http: string): GrpcAddress {
  const { hostname, protocol } = new URL(http);
  return { grpcHost: hostname, grpcPort: CONTAINER_GRPC_PORT, grpcSecure: protocol === 'https:' };
}
