import type { IncomingMessage } from 'node:http';

/**
 * Whether a request comes from the page itself, or from the user (an address typed into the browser, curl). Another site
 * can send requests to this server, although it cannot read the responses; it must not even start a search.
 */
export function isOwnRequest({ headers, method }: IncomingMessage): boolean {
  const site = headers['sec-fetch-site'];
  // Browsers send one of these headers, or both, with each request of a script and each form (Fetch Metadata; Origin).
  const isOwnSite = site === undefined || site === 'same-origin' || (site === 'none' && method !== 'POST');
  return isOwnSite && (headers.origin === undefined || headers.origin === `http://${headers.host}`);
}
