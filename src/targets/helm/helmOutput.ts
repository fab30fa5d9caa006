import * as z from 'zod';

const listed = z.object({
  name: z.string(),
  revision: z.coerce.number(),
  status: z.string(),
  /** `weaviate-17.8.3`. */
  chart: z.string(),
  updated: z.string().default(''),
});

export type ListedRelease = z.infer<typeof listed>;

/** Releases in `helm list --output json`. */
export function parseReleases(stdout: string): ListedRelease[] {
  return z.array(listed).parse(JSON.parse(stdout || '[]'));
}

const revision = z.object({ revision: z.number(), status: z.string(), chart: z.string().default('') });

export type Revision = z.infer<typeof revision>;

/** Revisions in `helm history --output json`, the oldest first. */
export function parseHistory(stdout: string): Revision[] {
  return z.array(revision).parse(JSON.parse(stdout || '[]'));
}

/** The manifest in what `helm upgrade --dry-run --output json` prints. */
export function manifestOf(stdout: string): string {
  return z.object({ manifest: z.string() }).parse(JSON.parse(stdout)).manifest;
}

export interface HelmVersion {
  readonly major: number;
  readonly minor: number;
}

/** `v3.18.0` or `v4.1.4+g05fa379`; undefined if it is no version. */
export function parseHelmVersion(text: string): HelmVersion | undefined {
  const match = /^v?(\d+)\.(\d+)\./.exec(text.trim());
  return match ? { major: Number(match[1]), minor: Number(match[2]) } : undefined;
}

/** From 3.13 on, a dry run can ask the server. */
export function hasServerDryRun({ major, minor }: HelmVersion): boolean {
  return major > 3 || (major === 3 && minor >= 13);
}

/** Name and version of a chart as `helm list` shows it: `weaviate-17.8.3`. */
export function chartNameOf(chart: string): string {
  return chart.replace(/-\d+\.\d+\.\d+.*$/, '');
}
