/** The address of an S3 server. */
export interface S3Endpoint {
  /** `minio:9000`: Weaviate takes no scheme and no path. */
  readonly host: string;
  /** Undefined without a scheme: HTTPS, which is Weaviate's default. */
  readonly scheme: 'http' | 'https' | undefined;
}

/** Parses `minio:9000` or `http://minio:9000`; undefined if the text is neither. */
export function parseS3Endpoint(text: string): S3Endpoint | undefined {
  const match =
    /^(?:(https?):\/\/)?((?:[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?|\[[0-9A-Fa-f:.]+\])(?::\d{1,5})?)\/?$/.exec(
      text,
    );
  const [, scheme, host] = match ?? [];
  if (host === undefined || !URL.canParse(`http://${host}`)) return undefined;
  return { host, scheme: scheme as S3Endpoint['scheme'] };
}
