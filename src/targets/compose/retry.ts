/** Answers of a registry after which the same question may be answered. */
const TRANSIENT = [
  /toomanyrequests|rate limit|429 Too Many/i,
  /connection (?:reset|refused|timed out)|i\/o timeout|TLS handshake timeout|unexpected EOF|\bEOF$|broken pipe/im,
  /Client\.Timeout|context deadline exceeded|temporary failure|server misbehaving|50[0234] /i,
];

/** Whether a pull may succeed when it is tried again; layers that have come are kept by the engine. */
export function isTransient(stderr: string): boolean {
  return TRANSIENT.some((pattern) => pattern.test(stderr));
}

/** Seconds to wait before each further try. */
export const PAUSES = [2, 5, 10, 20] as const;
