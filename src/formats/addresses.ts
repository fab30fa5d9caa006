const IPV4 = /^(?:(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)(?:\.(?!$)|$)){4}$/;

/** An IPv4 or IPv6 address, without a port and without brackets. */
export function isIpAddress(text: string): boolean {
  // Node's `isIP` is in a module that takes 4 ms to load. A URL has an IPv6 address without zone in brackets.
  return (
    IPV4.test(text) || (/^[\da-f:.]+$/i.test(text) && text.includes(':') && URL.canParse(`http://[${text}]`))
  );
}

/** Whether only programs on the same machine can reach the address. */
export function isLoopback(address: string): boolean {
  return address.startsWith('127.') || address === '::1';
}

/** An address as it is written in a URL or a port mapping: IPv6 in brackets. */
export function bracketed(address: string): string {
  return address.includes(':') ? `[${address}]` : address;
}

/** Whether a text is an origin as browsers send it, without path or default port: `http://localhost:3000`. */
export function isWebOrigin(text: string): boolean {
  if (!/^https?:\/\/[^*]+$/.test(text) || !URL.canParse(text)) return false;
  return new URL(text).origin === text;
}
