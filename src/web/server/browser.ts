/** The program that opens an address in the browser of this desktop; undefined where there is no desktop. */
export function browserCommand(
  platform: string,
  env: Readonly<Record<string, string | undefined>>,
  url: string,
): readonly [string, readonly string[]] | undefined {
  if (platform === 'darwin') return ['open', [url]];
  if (platform === 'win32') return ['rundll32', ['url.dll,FileProtocolHandler', url]];
  // Without a screen xdg-open would start a browser for terminals, in this one.
  const hasScreen = [env['DISPLAY'], env['WAYLAND_DISPLAY']].some(
    (name) => name !== undefined && name !== '',
  );
  return hasScreen ? ['xdg-open', [url]] : undefined;
}
