import { spawn } from 'node:child_process';

type BrowserCommand = readonly [program: string, args: readonly string[]];

/** The command that opens an address in the default browser; undefined without a desktop. */
export function browserCommand(
  platform: string,
  env: Readonly<Record<string, string | undefined>>,
  url: string,
): BrowserCommand | undefined {
  if (platform === 'darwin') return ['open', [url]];
  if (platform === 'win32') return ['rundll32', ['url.dll,FileProtocolHandler', url]];
  // Without a display, xdg-open would start a text browser in this terminal.
  const hasScreen = [env['DISPLAY'], env['WAYLAND_DISPLAY']].some(
    (name) => name !== undefined && name !== '',
  );
  return hasScreen ? ['xdg-open', [url]] : undefined;
}

/** Opens the browser, detached: the program may become the browser, and Ctrl-C here must not close it. */
export function openBrowser([program, args]: BrowserCommand): void {
  const child = spawn(program, args, { detached: true, stdio: 'ignore' });
  // The user can still open the printed address.
  child.on('error', () => {});
  child.unref();
}
