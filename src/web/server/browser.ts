import { spawn } from 'node:child_process';

type BrowserCommand = readonly [program: string, args: readonly string[]];

/** The program that opens an address in the browser of this desktop; undefined where there is no desktop. */
export function browserCommand(
  platform: string,
  env: Readonly<Record<string, string | undefined>>,
  url: string,
): BrowserCommand | undefined {
  if (platform === 'darwin') return ['open', [url]];
  if (platform === 'win32') return ['rundll32', ['url.dll,FileProtocolHandler', url]];
  // Without a screen xdg-open would start a browser for terminals, in this one.
  const hasScreen = [env['DISPLAY'], env['WAYLAND_DISPLAY']].some(
    (name) => name !== undefined && name !== '',
  );
  return hasScreen ? ['xdg-open', [url]] : undefined;
}

/** Opens the browser, in a group of its own: the program may become the browser, which Ctrl-C here must not end. */
export function openBrowser([program, args]: BrowserCommand): void {
  const child = spawn(program, args, { detached: true, stdio: 'ignore' });
  // Without one the address is there to be read.
  child.on('error', () => {});
  child.unref();
}
