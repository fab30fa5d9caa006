/** A check that a container is ready, in seconds; both images have wget and neither has curl. */
export interface HealthCheck {
  /** 127.0.0.1, not localhost: the servers listen on IPv4 only, and busybox tries one address. */
  readonly url: string;
  readonly interval: number;
  readonly timeout: number;
  readonly retries: number;
  /** Failures do not count until then; Compose's verdict `unhealthy` is final. */
  readonly startPeriod: number;
}

/** The check as Compose's exec form. */
export function healthCommand({ url }: Pick<HealthCheck, 'url'>): readonly string[] {
  return ['CMD', 'wget', '-q', '--spider', url];
}

/** The same check at another address or port. */
export function healthCheckAt(check: HealthCheck, host: string, port: number): HealthCheck {
  return { ...check, url: check.url.replace(/\/\/[^/]+/, `//${host}:${port}`) };
}
