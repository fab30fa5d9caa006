import { once } from 'node:events';
import { type IncomingMessage, request as plainRequest } from 'node:http';
import { connect, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { withDeadline } from './clock.ts';
import { reasonOf } from './errors.ts';

/**
 * Milliseconds to find and connect to a server, TLS included. More than the 5 s after which a resolver asks the second
 * name server (resolv.conf(5)).
 */
const CONNECT_TIMEOUT = 8000;

/** Milliseconds without a byte after which a connection is given up. */
const STALL_TIMEOUT = 10_000;

const MAX_REDIRECTS = 5;

/** Why a server on the internet did not deliver. */
export class WebError extends Error {
  /** What to try, as a clause; undefined if there is nothing to try. */
  readonly suggestion: string | undefined;
  /** Whether another attempt may succeed. */
  readonly isTransient: boolean;

  constructor(
    message: string,
    { suggestion, isTransient = false }: { suggestion?: string; isTransient?: boolean } = {},
  ) {
    super(message);
    this.suggestion = suggestion;
    this.isTransient = isTransient;
  }
}

type Environment = Readonly<Record<string, string | undefined>>;

interface WebRequestOptions {
  /** For HTTPS_PROXY and NO_PROXY. */
  readonly env: Environment;
  readonly signal: AbortSignal;
  readonly method?: 'GET' | 'HEAD';
  readonly headers?: Readonly<Record<string, string>>;
  readonly connectTimeout?: number;
  readonly stallTimeout?: number;
}

/**
 * Requests a URL and follows redirects; the body can be read from the response, which fails with a WebError if no data
 * arrives for some seconds. Uses the proxy of HTTPS_PROXY, which `fetch` in Node 20 cannot and in later versions only
 * does with NODE_USE_ENV_PROXY.
 * @throws WebError without a response; any status is a response
 */
export async function webRequest(url: string, options: WebRequestOptions): Promise<IncomingMessage> {
  let target = new URL(url);
  let headers = options.headers ?? {};
  for (let redirects = 0; ; redirects += 1) {
    const response = await requestOnce(target, { ...options, headers });
    const { statusCode = 0, headers: answered } = response;
    if (statusCode < 300 || statusCode >= 400 || answered.location === undefined) return response;
    response.destroy();
    if (redirects === MAX_REDIRECTS) throw new WebError(`${target.host} redirects in circles`);
    const next = new URL(answered.location, target);
    // A registry redirects to its storage, which must not see the token (WHATWG Fetch, HTTP-redirect fetch, step 13).
    if (next.origin !== target.origin) headers = withoutCredentials(headers);
    target = next;
  }
}

const withoutCredentials = (headers: Readonly<Record<string, string>>) =>
  Object.fromEntries(Object.entries(headers).filter(([name]) => name.toLowerCase() !== 'authorization'));

async function requestOnce(target: URL, options: WebRequestOptions): Promise<IncomingMessage> {
  const { env, signal, method = 'GET', headers = {}, stallTimeout = STALL_TIMEOUT } = options;
  const { connectTimeout = CONNECT_TIMEOUT } = options;
  const proxy = proxyFor(target, env);
  const socket = await withDeadline(connectTimeout, signal, (limit) => connected(target, proxy, limit)).catch(
    (error: unknown) => {
      if (signal.aborted) throw signal.reason;
      throw explained(error, target, proxy, connectTimeout);
    },
  );
  const request = plainRequest(target, {
    // Node would refuse `https:` here; the socket is encrypted already.
    protocol: 'http:',
    method,
    headers: { Host: target.host, ...headers },
    createConnection: () => socket,
    signal,
  });
  let response: IncomingMessage | undefined;
  socket.setTimeout(stallTimeout, () => {
    const stalled = new WebError(`${target.hostname} sent no data for ${stallTimeout / 1000} s`, {
      suggestion: PROXY_HINT,
      // What began may continue; a server that never answers is not asked again.
      isTransient: response !== undefined,
    });
    (response ?? request).destroy(stalled);
  });
  request.end();
  try {
    [response] = (await once(request, 'response', { signal })) as [IncomingMessage];
    return response;
  } catch (error) {
    socket.destroy();
    if (signal.aborted) throw signal.reason;
    throw error instanceof WebError
      ? error
      : new WebError(`${target.hostname} closed the connection (${reasonOf(error)})`, { isTransient: true });
  }
}

/** A connection to a server, through the proxy if there is one; encrypted for `https:`. */
async function connected(target: URL, proxy: URL | undefined, signal: AbortSignal): Promise<Socket> {
  const first = proxy ?? target;
  const raw = connect({ host: first.hostname.replace(/^\[|\]$/g, ''), port: portOf(first) });
  const sockets: Socket[] = [raw];
  // Without a listener, an error after the deadline would end the process.
  raw.on('error', () => {});
  const giveUp = () => {
    for (const socket of sockets) socket.destroy();
  };
  const encrypt = async (socket: Socket, host: string) => {
    const secure = connectTls({ socket, ...(isName(host) && { servername: host }), host });
    secure.on('error', () => {});
    sockets.push(secure);
    await once(secure, 'secureConnect', { signal });
    return secure;
  };
  try {
    await once(raw, 'connect', { signal });
    let socket: Socket = raw;
    if (first.protocol === 'https:') socket = await encrypt(raw, first.hostname);
    if (proxy) {
      await openTunnel(socket, target, proxy, signal);
      if (target.protocol === 'https:') socket = await encrypt(socket, target.hostname);
    }
    return socket;
  } catch (error) {
    giveUp();
    throw signal.aborted ? signal.reason : error;
  }
}

/** Names are sent for SNI, addresses must not be (RFC 6066). */
const isName = (host: string) => !/^[\d.]+$|:/.test(host);

const portOf = ({ port, protocol }: URL) => Number(port || (protocol === 'https:' ? 443 : 80));

/** Asks an HTTP proxy for a connection to a server. */
async function openTunnel(socket: Socket, target: URL, proxy: URL, signal: AbortSignal): Promise<void> {
  const address = `${target.hostname}:${portOf(target)}`;
  const login = `${decodeURIComponent(proxy.username)}:${decodeURIComponent(proxy.password)}`;
  const request = plainRequest({
    method: 'CONNECT',
    path: address,
    headers: {
      Host: address,
      ...(proxy.username !== '' && {
        'Proxy-Authorization': `Basic ${Buffer.from(login).toString('base64')}`,
      }),
    },
    createConnection: () => socket,
    signal,
  });
  request.end();
  const [{ statusCode, statusMessage }] = (await once(request, 'connect', { signal })) as [IncomingMessage];
  if (statusCode === 200) return;
  throw new WebError(
    `the proxy ${proxy.host} rejected the connection to ${target.hostname} (${statusCode} ${statusMessage})`,
    {
      suggestion:
        statusCode === 407
          ? 'set HTTPS_PROXY with a name and password: http://NAME:PASSWORD@HOST:PORT'
          : `let the proxy connect to ${target.hostname}`,
    },
  );
}

/**
 * The proxy for a URL: HTTPS_PROXY or HTTP_PROXY, unless NO_PROXY names the host, as curl and Go read them.
 * @throws WebError for a proxy that is not an HTTP proxy
 */
export function proxyFor({ protocol, hostname }: URL, env: Environment): URL | undefined {
  const read = (name: string) => env[name] || env[name.toUpperCase()] || undefined;
  const given = (protocol === 'https:' ? read('https_proxy') : read('http_proxy')) ?? read('all_proxy');
  if (given === undefined) return undefined;
  const excluded = (read('no_proxy') ?? '').split(/[\s,]+/).filter((entry) => entry !== '');
  const isExcluded = (entry: string) => {
    const suffix = entry
      .replace(/^\*?\./, '')
      .replace(/:\d+$/, '')
      .toLowerCase();
    return entry === '*' || hostname === suffix || hostname.endsWith(`.${suffix}`);
  };
  if (excluded.some(isExcluded)) return undefined;
  const text = given.includes('://') ? given : `http://${given}`;
  if (URL.canParse(text)) {
    const proxy = new URL(text);
    if (proxy.protocol === 'http:' || proxy.protocol === 'https:') return proxy;
  }
  // A proxy may contain a password, so it is not repeated.
  throw new WebError('the proxy in HTTPS_PROXY is not an HTTP proxy', {
    suggestion: 'set HTTPS_PROXY to http://HOST:PORT',
  });
}

const PROXY_HINT = 'if this network needs a proxy, set HTTPS_PROXY=http://HOST:PORT';

/** A failed connection in words. */
function explained(error: unknown, target: URL, proxy: URL | undefined, timeout: number): WebError {
  if (error instanceof WebError) return error;
  const host = proxy ? `the proxy ${proxy.host}` : target.hostname;
  const suggestion = proxy ? 'check HTTPS_PROXY' : PROXY_HINT;
  const { code = '', name } = (
    error instanceof AggregateError ? (error.errors[0] ?? error) : error
  ) as NodeJS.ErrnoException;
  if (name === 'TimeoutError' || code === 'ETIMEDOUT') {
    return new WebError(`no connection to ${host} within ${timeout / 1000} s`, { suggestion });
  }
  if (/^(?:ENOTFOUND|EAI_)/.test(code)) {
    return new WebError(`cannot resolve the name of ${host} (${code})`, { suggestion });
  }
  if (code === 'ECONNREFUSED') return new WebError(`${host} refuses connections`, { suggestion });
  if (/CERT|SIGNATURE|SSL|TLS|EPROTO/.test(code)) {
    return new WebError(`no secure connection to ${target.hostname}: ${reasonOf(error)}`, {
      suggestion:
        'if a proxy inspects encrypted connections, set NODE_EXTRA_CA_CERTS to the file of its certificate',
    });
  }
  return new WebError(`cannot connect to ${host} (${reasonOf(error)})`, { suggestion, isTransient: true });
}
