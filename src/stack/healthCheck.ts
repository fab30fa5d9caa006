/** A readiness check of a container; times in seconds. Both images have wget, neither has curl. */
export interface HealthCheck {
  /** 127.0.0.1, not localhost: the servers listen on IPv4 only, and busybox tries one address. */
  readonly url: string;
  readonly interval: number;
  readonly timeout: number;
  readonly retries: number;
  /** Failures do not count until then: for Compose, `unhealthy` is final. */
  readonly startPeriod: number;
}

/** The check in the exec form of Compose. */
export function healthCommand({ url }: Pick<HealthCheck, 'url'>): readonly string[] {
  return ['CMD', 'wget', '-q', '--spider', url];
}

/** The same check at another address or port. */
export function healthCheckAt(check: HealthCheck, host: string, port: number): HealthCheck {
  return { ...check, url: check.url.replace(/\/\/[^/]+/, `//${host}:${port}`) };
}
