import type { Context } from '../../context.ts';
import { Failure } from '../../errors.ts';
import { type PostRendererCall, postRendererCall } from '../../stack/postRenderer.ts';
import { runProgram } from '../shared/program.ts';
import type { HelmVersion } from './helmCommand.ts';
import { helmPlugins } from './helmCommand.ts';
import type { ValuesFiles } from './valuesFiles.ts';

/** The post-renderer is a shell script. @throws Failure `platform` (environment) where there is no shell for it */
export function refuseWithoutShell(
  { hasPostRenderer }: Pick<ValuesFiles, 'hasPostRenderer'>,
  platform: NodeJS.Platform = process.platform,
): void {
  if (!hasPostRenderer || platform !== 'win32') return;
  throw new Failure('environment', {
    code: 'platform',
    message: 'these files have a post-renderer, which is a shell script: it does not run on Windows',
    suggestion:
      'bindstack up in WSL 2; or bindstack generate --prune without --pod-security restricted, --runtime-class and --readiness-timeout',
  });
}

/** How this helm is told of the post-renderer of a directory; undefined where the directory has none. */
export async function postRendererOf(
  run: Context['run'],
  { hasPostRenderer }: Pick<ValuesFiles, 'hasPostRenderer'>,
  { major }: HelmVersion,
  directory: string,
): Promise<PostRendererCall | undefined> {
  if (!hasPostRenderer) return undefined;
  const { stdout } = await runProgram(run, helmPlugins);
  return postRendererCall(major, directory, stdout.trim() || undefined);
}
